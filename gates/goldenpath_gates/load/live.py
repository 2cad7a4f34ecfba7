"""What a person sees while traffic runs: one line that changes on a terminal, plain lines else."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from goldenpath_gates.console import say

PLAIN_EVERY_S = 5.0
Tell = Callable[[Mapping[str, Any]], None]
"""Takes `t` (seconds), `users`, `rate`, `p95_ms` and `errors` of the last second."""


@contextmanager
def shown(name: str, seconds: float) -> Iterator[Tell]:
    """For the time of a phase."""
    if sys.stdout.isatty():
        with _line(name, seconds) as tell:
            yield tell
        return
    last = time.monotonic()

    def plain(sample: Mapping[str, Any]) -> None:
        nonlocal last
        if time.monotonic() - last >= PLAIN_EVERY_S:
            last = time.monotonic()
            say(sentence(name, seconds, sample))

    yield plain


def sentence(name: str, seconds: float, sample: Mapping[str, Any]) -> str:
    return (
        f"{name}: {sample['t']:.0f} of {seconds:.0f} s, {sample['rate']:.0f} requests a second, "
        f"p95 {sample['p95_ms']:.0f} ms, {sample['errors']} errors"
    )


@contextmanager
def _line(name: str, seconds: float) -> Iterator[Tell]:
    from rich.console import Console

    with Console().status(f"{name}: starting") as status:
        yield lambda sample: status.update(sentence(name, seconds, sample))
