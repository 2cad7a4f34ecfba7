"""Does every operation do what the document says, also with requests that nobody thought of?"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from goldenpath_hooks.findings import masked

from goldenpath_gates.contracts import schemathesis_run, self_contained
from goldenpath_gates.contracts.check import FOLDER, Context, Outcome
from goldenpath_gates.contracts.checks import refusals
from goldenpath_gates.contracts.operations import Operation, operations
from goldenpath_gates.contracts.schemathesis_events import Failure, Seen, read
from goldenpath_gates.contracts.schemathesis_run import Ended
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.report import Figure, Finding

MAX_FINDINGS = 50
JUNIT = FOLDER / "conformance.xml"
SPARE_S = 300.0
"""That a token outlives the run which uses it."""
SHOWN = 500
"""Characters of what schemathesis said, behind an error."""


def run(context: Context) -> Outcome:
    promised = context.document()
    asked = tuple(operations(promised))
    if not asked:
        raise IncompleteError(f"{promised.name}: no operation is documented, nothing can be asked")
    seen, ended = _generated(context, self_contained.copy(promised))
    gap = _gap(context, asked, seen, ended)
    try:
        refused = refusals.run(context, asked, seen.bodies)
    except IncompleteError as error:
        refused, gap = Outcome(), gap or str(error)
    findings = [*_findings(context, seen), *refused.findings]
    if gap:
        if not findings:
            raise IncompleteError(gap)
        findings.insert(0, Finding("conformance-incomplete", gap))
    figures = (*_figures(asked, seen), *refused.figures)
    return Outcome(figures, tuple(findings[:MAX_FINDINGS]), (str(JUNIT),))


def _generated(context: Context, promised: dict[str, Any]) -> tuple[Seen, Ended]:
    junit = context.root / JUNIT
    junit.parent.mkdir(parents=True, exist_ok=True)
    settings = context.settings.conformance
    with tempfile.TemporaryDirectory() as folder:
        token = context.credentials.token(2 * settings.seconds + SPARE_S)
        ended = schemathesis_run.run(
            promised, context.url, settings, Path(folder), junit.resolve(), token
        )
        return read(ended.events), ended


def _gap(context: Context, asked: Sequence[Operation], seen: Seen, ended: Ended) -> str | None:
    """Why this was no judgement."""
    if seen.errors:
        return f"schemathesis could not go on: {' '.join(seen.errors[0].split())[:SHOWN]}"
    if not seen.ended and ended.in_time:
        said = " ".join(ended.said.split())[-SHOWN:]
        return f"schemathesis ended with exit code {ended.code} and without a report: {said}"
    if ended.in_time and ended.code and not seen.failures:
        return f"schemathesis ended with exit code {ended.code}, and its report does not say why"
    missing = [each.label for each in asked if not seen.statuses.get(each.label)]
    if missing:
        return (
            f"{len(missing)} of {len(asked)} operations were not asked within "
            f"{context.settings.conformance.seconds} s ({', '.join(missing[:5])}): "
            "raise [contract.conformance] seconds"
        )
    down = [each.label for each in asked if min(seen.statuses[each.label]) >= 500]
    if down:
        return f"{', '.join(down[:5])}: every answer was a server error, nothing was judged"
    if not any(_accepted(seen, each) for each in asked):
        return (
            "no operation accepted a request, so nothing but refusals was judged: "
            "let requests in with [contract.env] or [contract.conformance] headers"
        )
    return None


def _accepted(seen: Seen, operation: Operation) -> bool:
    return min(seen.statuses.get(operation.label, (599,))) < 400


def _findings(context: Context, seen: Seen) -> Iterator[Finding]:
    for failure in sorted(seen.failures.values(), key=lambda each: (each.operation, each.check)):
        rule = f"conformance-{failure.check.replace('_', '-')}"
        yield Finding(rule, _message(failure), context.settings.openapi)


def _message(failure: Failure) -> str:
    answered = f"answered {failure.status}" if failure.status else "did not answer"
    return masked(f"{failure.operation} {answered}: {failure.said}; ask again: {failure.curl}")


def _figures(asked: Sequence[Operation], seen: Seen) -> tuple[Figure, ...]:
    covered = [each for each in asked if seen.statuses.get(each.label)]
    accepted = [each for each in covered if _accepted(seen, each)]
    total, failures = len(asked), len(seen.failures)
    return (
        Figure("operations asked", len(covered), None, f"= {total}", len(covered) == total),
        Figure("operations that accepted a request", len(accepted)),
        Figure("generated requests", seen.requests),
        Figure("generated requests: failures", failures, None, "= 0", not failures),
    )
