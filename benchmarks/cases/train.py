"""`./ci run` on a fresh service: the first time, and again with warm caches."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks import lab as labs
from benchmarks.lab import Lab
from benchmarks.measure import command, interleaved, say, times
from benchmarks.series import Series

RUNS = 3
AIM_S = 15.0


def run(lab: Lab, runs: int) -> Sequence[Series]:
    lab.release(labs.version())
    service = lab.service("service", labs.version())
    env = {"GOLDENPATH_SOURCE": str(labs.ROOT), "CI": ""}
    say("train: the first run, which makes the lock and the environments")
    first = command(("./ci", "run"), service, env)
    labs.commit(service, "the lock")
    warm = interleaved("train", runs, {"run": lambda: command(("./ci", "run"), service, env)})
    return (
        *times("./ci run, first", [first]),
        *times("./ci run, warm", warm["run"], AIM_S),
    )
