"""Rendering a service with defaults, against the bare start of Copier."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from benchmarks import lab as labs
from benchmarks.lab import Lab
from benchmarks.measure import Sample, command, interleaved, times
from benchmarks.series import Series, ratios

RUNS = 10
AIM_RATIO = 1.5


def run(lab: Lab, runs: int) -> Sequence[Series]:
    lab.release(labs.version())
    start(lab)  # fills caches
    found = interleaved("copy", runs, {"start": lambda: start(lab), "copy": lambda: copy(lab)})
    bare, copied = found["start"], found["copy"]
    wall = ratios((s.wall for s in copied), (s.wall for s in bare))
    cpu = ratios((s.cpu for s in copied), (s.cpu for s in bare))
    return (
        *times("copier --version", bare),
        *times("copier copy --defaults", copied),
        Series("copy / --version, clock", "x", wall, AIM_RATIO),
        Series("copy / --version, CPU", "x", cpu),
    )


def start(lab: Lab) -> Sample:
    return command((*labs.COPIER, "--version"), lab.folder, lab.env)


def copy(lab: Lab) -> Sample:
    target = lab.folder / "copied"
    sample = command(labs.copy_command(lab.library, target, labs.version()), lab.folder, lab.env)
    shutil.rmtree(target)
    return sample
