"""What the service promises while its model misbehaves, played on the model stub."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goldenpath_gates.config import Config
from goldenpath_gates.load.local import Local
from goldenpath_gates.load.probe import Shot, fire
from goldenpath_gates.load.recording import Request
from goldenpath_gates.report import Figure, Finding

PROBLEM = "application/problem+json"
RECOVERED = 5
"""Questions that have to be answered once the fault is over."""
SLOW: tuple[Mapping[str, Any], ...] = ({"fault": "slow-first-token", "ms": 500},)


@dataclass(frozen=True)
class Fault:
    """`steps` is a scenario of the stub, `requests` how many come at once. Each of `seen` has to
    be among the statuses, and no status but these and `allowed`. `calls` is how often the model
    may be asked for all of them together."""

    steps: Sequence[Mapping[str, Any]]
    requests: int
    seen: tuple[int, ...]
    allowed: tuple[int, ...] = ()
    equal: bool = False
    stream: bool = False
    calls: int | None = None


FAULTS: Mapping[str, Fault] = {
    "model-timeouts": Fault(({"fault": "timeout"},), 10, seen=(504,)),
    "model-limits": Fault(({"fault": "rate-limit", "retry_after": 30},), 10, seen=(503,)),
    "overload": Fault(SLOW, 60, seen=(200, 429)),
    "cache-miss-storm": Fault(SLOW, 15, seen=(200,), equal=True, calls=1),
    "slow-first-token": Fault(SLOW, 10, seen=(200,), stream=True),
}
COME_BACK = frozenset({429, 503})
"""Statuses that say when to try again."""


@dataclass(frozen=True)
class Outcome:
    figures: Sequence[Figure]
    findings: Sequence[Finding]


def play(config: Config, service: Local, name: str) -> Outcome:
    """Plays a fault, and sees that the service is well again afterwards."""
    fault, limit = FAULTS[name], config.load.fault_seconds
    service.play(fault.steps)
    shots = _ask(config, service, fault.requests, name, fault)
    calls = service.calls()
    service.play(())
    after = _ask(config, service, RECOVERED, f"{name} is over", Fault((), RECOVERED, (200,)))
    findings = [Finding("load-fault", f"{name}: {text}") for text in _broken(fault, shots, calls)]
    ill = [shot for shot in after if shot.status != 200]
    if ill:
        message = f"{name}: afterwards {len(ill)} of {RECOVERED} questions got {_said(ill)}"
        findings.append(Finding("load-recovery", message))
    slowest = max(shot.latency_s for shot in (*shots, *after))
    figure = Figure(
        f"{name}: slowest answer", round(slowest, 2), "s", f"<= {limit:g}", slowest <= limit
    )
    return Outcome((figure,), findings)


def _ask(config: Config, service: Local, count: int, name: str, fault: Fault) -> list[Shot]:
    """At once. Unequal questions: an answer that is remembered would show nothing."""
    request = config.eval.request
    texts = (f"What is a canary release? ({name} {0 if fault.equal else n})" for n in range(count))
    stream = {"stream": True} if fault.stream else {}
    questions = [Request(0, "POST", request.path, {request.text: text, **stream}) for text in texts]
    timeout = config.load.fault_seconds * 2
    url, headers = service.running.url, service.headers
    return fire(url, questions, [0.0] * count, timeout, headers=headers)


def _broken(fault: Fault, shots: Sequence[Shot], calls: int) -> Iterator[str]:
    """What was promised and not kept, in words."""
    statuses = {shot.status for shot in shots}
    for status in fault.seen:
        if status not in statuses:
            yield f"none of {len(shots)} requests got {status}, they got {_said(shots)}"
    wrong = [shot for shot in shots if shot.status not in (*fault.seen, *fault.allowed)]
    if wrong:
        promised = ", ".join(map(str, (*fault.seen, *fault.allowed)))
        yield f"{len(wrong)} of {len(shots)} requests got {_said(wrong)}; promised is {promised}"
    failed = [shot for shot in shots if shot.status >= 400]
    bare = [shot for shot in failed if not shot.header("content-type").startswith(PROBLEM)]
    if bare:
        yield f"{len(bare)} of {len(failed)} errors were no problem documents ({PROBLEM})"
    mute = [s for s in failed if s.status in COME_BACK and not s.header("retry-after")]
    if mute:
        yield f"{len(mute)} answers with {_said(mute)} did not say when to come back (Retry-After)"
    if fault.calls is not None and calls > fault.calls:
        yield f"{len(shots)} equal questions asked the model {calls} times, not {fault.calls}"


def _said(shots: Sequence[Shot]) -> str:
    found = sorted({str(shot.status) if shot.status else shot.error for shot in shots})
    return ", ".join(found)
