"""The phases, and what each of them asks of the service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goldenpath_gates.load.limits import Limits
from goldenpath_gates.load.recording import Recording
from goldenpath_gates.load.settings import Load

RAMP_UP = 0.5
"""Share of the ramp in which the rate rises; the rest of it holds the top."""
SETTLED = 0.2
"""Share of a phase after which a steady rate is measured."""


@dataclass(frozen=True)
class Phase:
    """`points` are seconds and requests per second, joined by straight lines. `measured_from_s`
    is when the last rate is reached: what was before is not judged."""

    name: str
    points: Sequence[tuple[float, float]]
    measured_from_s: float
    replay: bool = False

    @property
    def seconds(self) -> float:
        return self.points[-1][0]

    @property
    def rate(self) -> float:
        return self.points[-1][1]


def phases(settings: Load, limits: Limits, recording: Recording, seconds: float) -> list[Phase]:
    top = limits.peak * settings.ramp
    up = seconds * RAMP_UP
    return [
        _steady("smoke", settings.smoke_rate, seconds),
        Phase("ramp", ((0, top / 10), (up, top), (seconds, top)), up + seconds * 0.1),
        _steady("replay", recording.rate * settings.burst, seconds, replay=True),
    ]


def _steady(name: str, rate: float, seconds: float, *, replay: bool = False) -> Phase:
    return Phase(name, ((0, rate), (seconds, rate)), seconds * SETTLED, replay)
