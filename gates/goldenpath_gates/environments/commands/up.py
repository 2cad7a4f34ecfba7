"""Make an environment, or bring it up to date; its data, then a first request."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from goldenpath_gates.environments import asked
from goldenpath_gates.environments.asked import add_arguments as add_arguments


def run(args: argparse.Namespace) -> int:
    """1 where it answers badly: then it stays, to be looked at."""
    from goldenpath_gates import config, console
    from goldenpath_gates.delivery.pace import Progress
    from goldenpath_gates.environments import ended, smoke
    from goldenpath_gates.environments.engines import engine
    from goldenpath_gates.identity import curl

    root, progress, now = Path.cwd(), Progress("env"), datetime.now(UTC)
    settings = config.load(root)
    spec = asked.spec(args, root, settings, now)
    there = engine(root, settings, os.environ, cloud=args.cloud)
    # What has to go makes room, and what could not be removed is said, but it is no reason to stop.
    ended.said(there.reap(now, progress))
    made = there.up(spec, progress)
    down = f"goldenpath env down {made.name}{' --cloud' if args.cloud else ''}"
    until = f"until {made.expires_at:%Y-%m-%d %H:%M} UTC, or `{down}`"
    if not made.release:
        console.say(
            f"{made.name} is made; Argo CD brings what runs in it, by the label of a change"
        )
        console.say(until)
        return 0
    try:
        found = smoke.findings(made, settings.delivery.smoke, os.environ)
    except KeyboardInterrupt:
        there.down(made.name, progress)
        raise
    for finding in found:
        console.say(console.plain(str(finding)))
    console.say(f"{made.name} answers on {made.url}")
    if made.issuer:
        console.say(f"a token: {curl.token(made.issuer)}")
    console.say(until)
    return int(bool(found))
