"""What slo.yaml promises of speed and errors: the only place where these numbers stand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.slo import read as slo
from goldenpath_gates.slo.model import Ratio
from goldenpath_gates.slo.source import FILENAME

NEEDED = ("p95-ai", "availability")
"""What objectives are called behind the service's name; without these there is no verdict."""
OPTIONAL = ("p95-plain", "ttft")


@dataclass(frozen=True)
class Limits:
    """Seconds, a share of requests, requests per second. None where nothing is promised."""

    ai_s: float
    errors: float
    peak: float
    plain_s: float | None = None
    first_token_s: float | None = None

    @property
    def slowest_s(self) -> float:
        return max(self.ai_s, self.plain_s or 0.0)

    @property
    def hands(self) -> float:
        """Users per request and second. With as many as the slowest promise allows seconds for an
        answer, one of them is always free, unless that promise is broken: so the rate holds as
        long as the service does."""
        return max(self.slowest_s, 1.0)

    @property
    def timeout_s(self) -> float:
        """Seconds after which nobody waits any longer for an answer."""
        return 3 * self.slowest_s + 1


def read(root: Path) -> Limits:
    """Of the objectives that name the gate `load`. Raises UsageError for what is wrong in the file,
    IncompleteError where it or an objective that is needed is missing."""
    promises = slo.promises(root)
    found = {}
    for suffix in (*NEEDED, *OPTIONAL):
        one = promises.objective(suffix)
        if one and "load" in one.gates:
            found[suffix] = 1 - one.target if isinstance(one, Ratio) else one.value
    missing = [f"{promises.service}-{suffix}" for suffix in NEEDED if suffix not in found]
    if missing:
        raise IncompleteError(
            f"{FILENAME}: without {' and '.join(missing)} for the gate load there is nothing to "
            "judge by"
        )
    return Limits(
        ai_s=found["p95-ai"],
        errors=round(found["availability"], 9),
        peak=promises.peak,
        plain_s=found.get("p95-plain"),
        first_token_s=found.get("ttft"),
    )
