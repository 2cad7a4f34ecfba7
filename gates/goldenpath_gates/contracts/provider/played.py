"""The cases that the model stub plays."""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_gates.contracts.check import Context
from goldenpath_gates.contracts.provider import judge, observe
from goldenpath_gates.contracts.provider.suite import Case, Suite
from goldenpath_gates.report import Finding


def played(context: Context, suite: Suite) -> Iterator[tuple[Case, list[Finding]]]:
    """Each case and what of it is broken. The stub has no fault afterwards."""
    try:
        for case in suite.cases:
            yield case, _broken(context, suite, case)
    finally:
        context.model.play([])


def _broken(context: Context, suite: Suite, case: Case) -> list[Finding]:
    context.model.play(case.steps)
    url = context.url + suite.request.path
    seen = observe.ask(url, suite.body(case), case.expect.within, context.credentials.headers())
    calls = len(context.model.requests())
    return judge.findings(suite.name, case, seen, calls, context.config.eval.response.model)
