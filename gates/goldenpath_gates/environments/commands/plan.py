"""Say what `env up` would make, and make nothing."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from goldenpath_gates.environments import asked
from goldenpath_gates.environments.asked import add_arguments as add_arguments


def run(args: argparse.Namespace) -> int:
    """1 where a policy or the budget refuses it."""
    from goldenpath_gates import config, console
    from goldenpath_gates.delivery.pace import Progress
    from goldenpath_gates.environments.engines import engine

    root = Path.cwd()
    settings = config.load(root)
    spec = asked.spec(args, root, settings, datetime.now(UTC))
    plan = engine(root, settings, os.environ, cloud=args.cloud).plan(spec, Progress("env"))
    for line in plan.lines:
        console.say(console.plain(line))
    for figure in plan.figures:
        limit = f" ({figure.threshold})" if figure.threshold else ""
        console.say(f"{figure.name}: {figure.value:g} {figure.unit or ''}".rstrip() + limit)
    for finding in plan.findings:
        console.say(console.plain(str(finding)))
    return int(bool(plan.findings) or any(one.passed is False for one in plan.figures))
