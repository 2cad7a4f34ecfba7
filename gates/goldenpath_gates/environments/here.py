"""A preview on this machine: made, asked, and ended before the stage does."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from goldenpath_gates.config import Config
from goldenpath_gates.delivery.pace import Progress
from goldenpath_gates.environments import smoke, specs
from goldenpath_gates.environments.local.engine import LocalEngine
from goldenpath_gates.report import Figure, Finding, Judgement, judge


def lived(root: Path, config: Config, env: Mapping[str, str], progress: Progress) -> Judgement:
    """Raises IncompleteError where it cannot be made; nothing of it is left then either."""
    engine, spec = LocalEngine(root, config, env), specs.of_stage(config)
    requests, begin = config.delivery.smoke, time.monotonic()
    try:
        standing = engine.up(spec, progress)
        seconds = round(time.monotonic() - begin, 1)
        broken = smoke.findings(standing, requests, env)
    finally:
        left = engine.down(spec.name, progress)
    findings = [*broken, *(Finding("preview-left", f"{spec.name}: {line}") for line in left)]
    figures = (
        Figure("until the change answers", seconds, "s"),
        Figure("smoke tests failed", len(broken), f"of {len(requests)}", "= 0", not broken),
        Figure("left behind", len(left), None, "= 0", not left),
    )
    lives = "does not live" if findings else "lived"
    return judge(f"the change {lives} by itself, on this machine", figures, findings)
