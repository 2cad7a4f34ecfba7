"""Honest noise: a share of the answers is replaced by another plausible one."""

from __future__ import annotations

import random
from dataclasses import dataclass

from goldenpath_gates.model_stub.reader import UNKNOWN


@dataclass(frozen=True, slots=True)
class Noise:
    """`share` of the requests, from 0 to 1; another seed replaces other answers."""

    share: float = 0.0
    seed: int = 0
    text: str = UNKNOWN

    def replaces(self, number: int) -> bool:
        """The answer to the `number`-th request, counted from 1."""
        if not self.share:
            return False
        return random.Random(f"{self.seed}/noise/{number}").random() < self.share  # noqa: S311
