"""Runs locust for a phase, in a process of its own, and reads what it measured."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from goldenpath_gates import process, report
from goldenpath_gates.console import plain, say
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.load import live
from goldenpath_gates.load.limits import Limits
from goldenpath_gates.load.phase import Phase
from goldenpath_gates.load.recording import Recording
from goldenpath_gates.load.settings import Load

GENERATOR = Path(__file__).parent / "generator"
COMMAND = (sys.executable, "-P", "-m", "locust", "--headless", "--only-summary")
WORKERS_WAIT_S = 60
SHOWN_LINES = 15


@dataclass(frozen=True)
class Traffic:
    """Where it goes: `url` without a path, the `release` that has to answer, None for any. Without
    a `token` the one of the environment is sent, where there is one."""

    url: str
    release: str | None = None
    token: str = field(default="", repr=False)


@dataclass(frozen=True)
class Group:
    """Requests of one route. `times_ms` counts response times; locust rounds to two digits."""

    requests: int = 0
    times_ms: Mapping[float, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Measured:
    """One phase. `rate` are the requests per second that were sent while it was measured; `lag_s`
    is how late 95 of 100 of the generator's own alarms were at most; `samples` one per second."""

    phase: Phase
    rate: float
    lag_s: float
    groups: Mapping[str, Group]
    errors: Mapping[str, int]
    strangers: Mapping[str, int]
    exceptions: Mapping[str, int]
    samples: Sequence[Mapping[str, Any]] = ()
    exit_code: int = 0


def run(
    root: Path, settings: Load, limits: Limits, recording: Recording, traffic: Traffic, phase: Phase
) -> Measured:
    """Raises IncompleteError where locust does not start, or measures nothing."""
    folder = root / "reports" / "load"
    result = folder / f"{phase.name}.json"
    result.unlink(missing_ok=True)
    plan = _plan(root, settings, limits, recording, traffic, phase, result)
    path = folder / f"{phase.name}.plan.json"
    report.write_json(path, plan)
    command = _command(settings, limits, traffic, phase, folder)
    env = {"GOLDENPATH_LOAD_PLAN": str(path)}
    env |= {"GOLDENPATH_SMOKE_TOKEN": traffic.token} if traffic.token else {}
    samples, said = [], []
    with (
        live.shown(phase.name, phase.seconds) as tell,
        process.group(command, root, env=env, stdout=subprocess.PIPE) as child,
    ):
        for line in child.stdout or ():
            if line.startswith("@{"):
                samples.append(json.loads(line[1:]))
                tell(samples[-1])
            else:
                said.append(line)
    (folder / f"{phase.name}.log").write_text("".join(said), encoding="utf-8")
    try:
        body = json.loads(result.read_text("utf-8"))
        return _measured(phase, body, samples, child.returncode)
    except (OSError, ValueError):
        tail = "\n".join(plain(line) for line in said[-SHOWN_LINES:]) or "it said nothing"
        raise IncompleteError(
            f"{phase.name}: locust ended with exit code {child.returncode} and measured nothing; "
            f"mend {settings.locustfile}:\n{tail}"
        ) from None


def _plan(
    root: Path,
    settings: Load,
    limits: Limits,
    recording: Recording,
    traffic: Traffic,
    phase: Phase,
    result: Path,
) -> dict[str, Any]:
    plan: dict[str, Any] = {
        "points": phase.points,
        "measured_from_s": phase.measured_from_s,
        "nodes": settings.workers or settings.processes,
        "timeout_s": limits.timeout_s,
        "release": traffic.release,
        "result": str(result),
    }
    if phase.replay:
        plan["replay"] = {
            "file": settings.recorded,
            "span_s": recording.span_s,
            "burst": settings.burst,
        }
    return plan


def _command(
    settings: Load, limits: Limits, traffic: Traffic, phase: Phase, folder: Path
) -> list[str]:
    files = (
        (GENERATOR / "replay.py",)
        if phase.replay
        else (settings.locustfile, GENERATOR / "plugin.py")
    )
    command = [*COMMAND, "-f", ",".join(map(str, files)), "--host", traffic.url]
    command += [
        "--stop-timeout",
        f"{limits.timeout_s + 1:g}",
        "--exit-code-on-error",
        "0",
        "--loglevel",
        "WARNING",
    ]
    # No more hands than there are requests.
    users = max(1, math.ceil(phase.rate * min(limits.hands, phase.seconds)))
    command += ["--users", str(users), "--spawn-rate", str(users)]
    command += ["--html", str(folder / f"{phase.name}.html")]
    if settings.workers:
        wait = ("--expect-workers-max-wait", str(WORKERS_WAIT_S))
        say(f"{phase.name}: waiting for {settings.workers} workers")
        command += ["--master", "--expect-workers", str(settings.workers), *wait]
    elif settings.processes > 1:
        command += ["--processes", str(settings.processes)]
    return command


def _measured(
    phase: Phase, body: Mapping[str, Any], samples: Sequence[Mapping[str, Any]], exit_code: int
) -> Measured:
    if not body["rate"] or not body["entries"]:
        raise ValueError("nothing was measured")
    routes: dict[str, Counter[float]] = {}
    requests: Counter[str] = Counter()
    for entry in body["entries"]:
        times = {float(ms): count for ms, count in entry["times_ms"].items()}
        routes.setdefault(entry["name"], Counter()).update(times)
        requests[entry["name"]] += entry["requests"]
    errors: Counter[str] = Counter()
    for error in body["errors"]:
        errors[f"{error['method']} {error['name']}: {error['error']}"] += error["count"]
    return Measured(
        phase=phase,
        rate=body["rate"],
        lag_s=body["lag_s"],
        groups={name: Group(requests[name], times) for name, times in routes.items()},
        errors=errors,
        strangers=body["strangers"],
        exceptions={one["text"]: one["count"] for one in body["exceptions"]},
        samples=samples,
        exit_code=exit_code,
    )
