"""Updating an untouched service to the next release, against the bare start of Copier."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks import lab as labs
from benchmarks.cases.copy import start
from benchmarks.lab import Lab
from benchmarks.measure import Sample, command, interleaved, times
from benchmarks.series import Series, ratios

RUNS = 5
AIM_S = 2.5
CHANGED = (".editorconfig", ".gitattributes", ".pre-commit-config.yaml.jinja")


def run(lab: Lab, runs: int) -> Sequence[Series]:
    lab.release(labs.version())
    service = lab.service("service", labs.version())
    release_next(lab)
    start(lab)
    update(lab, service)  # fills caches
    found = interleaved(
        "update", runs, {"start": lambda: start(lab), "update": lambda: update(lab, service)}
    )
    bare, updated = found["start"], found["update"]
    return (
        *times("copier --version", bare),
        *times("copier update", updated, AIM_S),
        Series(
            "update / --version, CPU", "x", ratios((s.cpu for s in updated), (s.cpu for s in bare))
        ),
    )


def release_next(lab: Lab) -> None:
    """A synthetic patch release: another version, and a line more in a few managed files."""
    now = labs.version()
    major, minor, patch = now.split(".")
    later = f"{major}.{minor}.{int(patch) + 1}"
    questions = lab.library / "copier.yml"
    questions.write_text(questions.read_text("utf-8").replace(f'"{now}"', f'"{later}"'), "utf-8")
    for name in CHANGED:
        path = lab.library / "template" / name
        path.write_text(f"# {later}\n{path.read_text('utf-8')}", "utf-8")
    lab.release(later)


def update(lab: Lab, service: Path) -> Sample:
    sample = command((*labs.COPIER, "update", "--defaults", "--quiet"), service, lab.env)
    if not labs.git(service, "status", "--porcelain"):
        raise RuntimeError("the update changed nothing, so nothing was measured")
    labs.git(service, "reset", "--hard", "-q")
    labs.git(service, "clean", "-fdq")
    return sample
