"""What was measured against what was promised; what cannot be judged is a gap, never a verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.load.generate import Measured
from goldenpath_gates.load.generator import REFUSED
from goldenpath_gates.load.limits import Limits
from goldenpath_gates.load.memory import growth
from goldenpath_gates.load.probe import Shot
from goldenpath_gates.load.quantiles import of_counts, quantile
from goldenpath_gates.report import Figure, Finding

REACHED = 0.95
"""Share of the asked rate that has to be reached."""
MOST_LAG_S = 0.1
"""A generator that is later than this in 5 of 100 cases measures itself."""
FEWEST = 20
"""Requests below which no percentile is judged."""
SHOWN = 5


@dataclass(frozen=True)
class Part:
    """What one phase says. With a `gap` nothing in it is judged."""

    name: str
    figures: Sequence[Figure]
    findings: Sequence[Finding] = ()
    gaps: Sequence[str] = ()


def of_phase(measured: Measured, limits: Limits, ai_route: str) -> Part:
    name, asked = measured.phase.name, measured.phase.rate
    refused = measured.groups[REFUSED].requests if REFUSED in measured.groups else 0
    ai, plain = _split(measured, ai_route)
    requests = sum(group.requests for group in measured.groups.values())
    errors = sum(measured.errors.values())
    figures = [
        Figure(f"{name}: rate", round(measured.rate, 1), "/s", f">= {asked * REACHED:g}"),
        *_latencies(name, ai, limits.ai_s, "ai"),
        *_latencies(name, plain, limits.plain_s, "plain"),
        at_most(f"{name}: errors", 100 * errors / requests, "%", 100 * limits.errors),
    ]
    if refused:
        figures.append(Figure(f"{name}: refused with 429", round(100 * refused / requests, 2), "%"))
    if gaps := list(_gaps(measured, figures)):
        unjudged = [replace(figure, passed=None) for figure in figures]
        return Part(name, unjudged, list(_of_visits(measured)), gaps)
    figures[0] = replace(figures[0], passed=measured.rate >= asked * REACHED)
    return Part(name, figures, list(_findings(measured, figures)))


def of_probe(shots: Sequence[Shot], limits: Limits, ai_route: str, release: str | None) -> Part:
    name = "probe"
    ai = [shot.latency_s for shot in shots if shot.request.route == ai_route]
    plain = [shot.latency_s for shot in shots if shot.request.route != ai_route]
    first = [shot.first_s for shot in shots if shot.first_s is not None]
    failed = [shot for shot in shots if shot.failed]
    figures = []
    for share in (0.5, 0.99):
        if ai:
            value = round(quantile(ai, share) * 1000, 1)
            figures.append(Figure(f"{name}: p{share * 100:g} ai", value, "ms"))
    figures += _open_loop(f"{name}: p95 ai", ai, limits.ai_s)
    figures += _open_loop(f"{name}: p95 plain", plain, limits.plain_s)
    figures += _open_loop(f"{name}: p95 first token", first, limits.first_token_s)
    figures.append(
        at_most(f"{name}: errors", 100 * len(failed) / len(shots), "%", 100 * limits.errors)
    )
    lag = quantile([shot.lag_s for shot in shots], 0.95)
    others = Counter(shot.header("x-service-release") or "none" for shot in shots if shot.status)
    gaps = list(_late(name, lag))
    if release:
        del others[release]
        gaps += _strangers(name, others)
    if gaps:
        return Part(name, [replace(figure, passed=None) for figure in figures], (), gaps)
    if limits.first_token_s and len(first) < FEWEST:
        gaps.append(f"{name}: {len(first)} streams were answered, {FEWEST} are needed")
    said = Counter(shot.error or f"status {shot.status}" for shot in failed)
    findings = _errors(name, said) if figures[-1].passed is False else []
    return Part(name, figures, findings, gaps)


def of_memory(points: Sequence[tuple[int, int]], limit: float) -> Part:
    """`limit` is in MB per 1,000 answers."""
    try:
        grown = growth(points)
    except IncompleteError as error:
        return Part("memory", (), (), (f"memory: {error}",))
    return Part("memory", (at_most("memory: growth", grown, "MB per 1,000 requests", limit),))


def uncovered(parts: Iterable[Part], limits: Limits) -> list[str]:
    """The promises that nothing measured."""
    measured = {figure.name.partition(": ")[2] for part in parts for figure in part.figures}
    wanted = ["p95 ai"] + (["p95 plain"] if limits.plain_s else [])
    return [f"{name} was not measured: no phase asked such a route" for name in wanted
            if name not in measured]  # fmt: skip


def at_most(name: str, value: float, unit: str, limit: float) -> Figure:
    shown = round(value, 2)
    return Figure(name, shown, unit, f"<= {round(limit, 6):g}", value <= limit + 1e-9)


def _split(measured: Measured, ai_route: str) -> tuple[Mapping[float, int], Mapping[float, int]]:
    ai: Counter[float] = Counter()
    plain: Counter[float] = Counter()
    for name, group in measured.groups.items():
        if name != REFUSED:
            (ai if name == ai_route else plain).update(group.times_ms)
    return ai, plain


def _latencies(
    name: str, times: Mapping[float, int], limit_s: float | None, kind: str
) -> list[Figure]:
    if sum(times.values()) < FEWEST:
        return []
    p50, p95 = (of_counts(times, share) for share in (0.5, 0.95))
    label = f"{name}: p95 {kind}"
    judged = at_most(label, p95, "ms", limit_s * 1000) if limit_s else Figure(label, p95, "ms")
    return [Figure(f"{name}: p50 {kind}", p50, "ms"), judged]


def _open_loop(label: str, seconds: Sequence[float], limit_s: float | None) -> list[Figure]:
    if len(seconds) < FEWEST:
        return []
    p95 = quantile(seconds, 0.95) * 1000
    return [at_most(label, p95, "ms", limit_s * 1000) if limit_s else Figure(label, p95, "ms")]


def _gaps(measured: Measured, figures: Sequence[Figure]) -> Iterator[str]:
    phase = measured.phase
    yield from _strangers(phase.name, measured.strangers)
    late = list(_late(phase.name, measured.lag_s))
    yield from late
    kept = all(figure.passed is not False for figure in figures)
    # A generator that is on time and yet sends too little waits for the service, which is then
    # too slow, and judged. Whatever else kept it waiting is no verdict on the service.
    if measured.rate < phase.rate * REACHED and kept and not late:
        yield (
            f"{phase.name}: {measured.rate:.1f} requests a second were sent, {phase.rate:g} asked, "
            "though the service answered in time: visits must not sleep; let the phase last longer"
        )


def _late(name: str, lag_s: float) -> Iterator[str]:
    if lag_s > MOST_LAG_S:
        yield (
            f"{name}: the generator was {lag_s * 1000:.0f} ms late in 5 of 100 cases, at most "
            f"{MOST_LAG_S * 1000:g} ms are allowed: give it more of the machine, or raise [load] "
            "processes"
        )


def _strangers(name: str, others: Mapping[str, int]) -> list[str]:
    count = sum(others.values())
    names = ", ".join(sorted(others))
    return [f"{name}: {count} answers came from another release: {names}"] if count else []


def _findings(measured: Measured, figures: Sequence[Figure]) -> Iterator[Finding]:
    name = measured.phase.name
    if any(figure.passed is False for figure in figures if figure.name == f"{name}: errors"):
        yield from _errors(name, measured.errors)
    yield from _of_visits(measured)


def _of_visits(measured: Measured) -> Iterator[Finding]:
    """What the team's own file says or breaks; that holds at any rate."""
    name = measured.phase.name
    for text, count in measured.exceptions.items():
        yield Finding("load-locustfile", f"{name}: {count} times {text}")
    if measured.exit_code:
        yield Finding("load-exit", f"{name}: locust ended with exit code {measured.exit_code}")


def _errors(name: str, errors: Mapping[str, int]) -> list[Finding]:
    most = Counter(errors).most_common(SHOWN)
    return [Finding("load-errors", f"{name}: {count} times {text}") for text, count in most]
