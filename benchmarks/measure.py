"""Wall and CPU time of commands, and CPU time of servers."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from goldenpath_gates import process
from goldenpath_gates.errors import IncompleteError

from benchmarks.series import Series

T = TypeVar("T")


@dataclass(frozen=True)
class Sample:
    """Seconds: on the clock, and user plus system of the command and its children."""

    wall: float
    cpu: float


def command(args: Sequence[str], cwd: Path, env: Mapping[str, str] | None = None) -> Sample:
    """Runs a command to its end. A command that fails measures nothing: IncompleteError."""
    clock, cpu = time.perf_counter(), _children_cpu()
    result = process.run(args, cwd, env=env, echo=False)
    sample = Sample(time.perf_counter() - clock, _children_cpu() - cpu)
    if result.code:
        tail = result.output.strip()[-1500:]
        raise IncompleteError(f"`{' '.join(args)}` ended with {result.code}, mend it first: {tail}")
    return sample


def _children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def times(name: str, samples: Sequence[Sample], aim: float | None = None) -> tuple[Series, Series]:
    """On the clock, which the aim is about, and in CPU time, which a busy machine spoils less."""
    return (
        Series(f"{name}, clock", "s", tuple(s.wall for s in samples), aim),
        Series(f"{name}, CPU", "s", tuple(s.cpu for s in samples)),
    )


def cpu_of(pid: int) -> float:
    """CPU seconds of another process, all threads, in nanosecond steps.

    The clock that clock_getcpuclockid(3) would return; /proc counts in steps of 10 ms.
    """
    if not sys.platform.startswith("linux"):
        raise IncompleteError("the CPU time of a server is read on Linux only: run this there")
    return time.clock_gettime((~pid << 3) | 2)


def interleaved(
    name: str, runs: int, subjects: Mapping[str, Callable[[], T]]
) -> dict[str, list[T]]:
    """A B A B ...: what slows the machine down for a while slows all subjects down."""
    found: dict[str, list[T]] = {subject: [] for subject in subjects}
    for run in range(runs):
        for subject, measured in subjects.items():
            say(f"{name}: {subject}, run {run + 1} of {runs}")
            found[subject].append(measured())
    return found


def say(text: str) -> None:
    """Progress, beside the table and not in it."""
    print(text, file=sys.stderr, flush=True)
