"""How often is looked, how long, and what is said meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from goldenpath_gates.console import plain, say


@dataclass(frozen=True)
class Pace:
    """`every` is in seconds between two looks."""

    every: float = 10.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def looks(self, timeout: float) -> Iterator[float]:
        """Seconds since the first look; there is a last one when the time is up."""
        begin = self.clock()
        while (passed := self.clock() - begin) < timeout:
            yield passed
            self.sleep(min(self.every, timeout - passed))
        yield passed


@dataclass
class Progress:
    """The live line: only what changed since it was said last."""

    stage: str
    _said: str = field(default="", repr=False)

    def say(self, text: str) -> None:
        if text != self._said:
            self._said = text
            say(plain(f"{self.stage}: {text}"))
