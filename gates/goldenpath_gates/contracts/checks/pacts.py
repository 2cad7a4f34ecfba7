"""Is what each consumer relies on still so, and are the messages of partners still taken?

A service that nobody has a pact with passes, and says that there are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from goldenpath_gates.contracts import pact_messages, pact_results, pact_run
from goldenpath_gates.contracts.check import Context, Outcome
from goldenpath_gates.contracts.pact_files import ANSWERED_MESSAGE, HTTP, MESSAGE, Pact, read
from goldenpath_gates.contracts.settings import Pacts
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.report import Figure, Finding


def run(context: Context) -> Outcome:
    settings, here = context.settings.pacts, _name(context)
    pacts = _read(context, settings)
    as_provider = [pact for pact in pacts if pact.provider == here]
    as_consumer = [pact for pact in pacts if pact.consumer == here]
    findings = [*_strangers(pacts, here)]
    results, gaps = _verified(context, here, as_provider)
    findings += pact_results.findings(results, as_provider)
    messages = [(pact, each) for pact in as_consumer for each in pact.of(MESSAGE)]
    findings += filter(None, (pact_messages.fault(context, *each) for each in messages))
    gaps += _unjudged(as_provider)
    if gaps:
        if not findings:
            raise IncompleteError("; ".join(gaps))
        findings.append(Finding("pact-incomplete", "; ".join(gaps)))
    return Outcome((*_figures(pacts, results, len(messages), findings),), tuple(findings))


def _name(context: Context) -> str:
    return context.settings.pacts.provider or context.config.service.name


def _read(context: Context, settings: Pacts) -> list[Pact]:
    folder = context.root / settings.folder
    if not folder.is_dir() and settings.folder != Pacts.folder:
        raise IncompleteError(f"{settings.folder} is no folder: mend [contract.pacts] folder")
    return read(folder, settings.folder)


def _strangers(pacts: Sequence[Pact], here: str) -> Iterator[Finding]:
    for pact in pacts:
        if here not in (pact.consumer, pact.provider):
            message = (
                f"it is between {pact.consumer!r} and {pact.provider!r}, and this is {here!r}: "
                "remove it, or mend [contract.pacts] provider"
            )
            yield Finding("pact-stranger", message, pact.file)


def _verified(
    context: Context, here: str, pacts: Sequence[Pact]
) -> tuple[Mapping[str, Any], list[str]]:
    asking = [pact for pact in pacts if pact.of(HTTP)]
    settings = context.settings.pacts
    if not asking and settings.broker is None:
        return {"interactionResults": (), "states": ()}, []
    headers = context.credentials.headers()
    results = pact_run.verified(context.url, context.model.control, here, asking, settings, headers)
    gaps = pact_results.gaps(results)
    expected = sum(len(pact.of(HTTP)) for pact in asking)
    judged = len(results["interactionResults"])
    if judged < expected and not gaps:
        gaps = [f"Pact's verifier judged {judged} of {expected} interactions"]
    return results, gaps


def _unjudged(pacts: Sequence[Pact]) -> Iterator[str]:
    for pact in pacts:
        if count := len(pact.of(MESSAGE, ANSWERED_MESSAGE)):
            yield (
                f"{pact.file}: {count} messages that this service sends were not judged, since "
                "it cannot be asked for one: promise them in contracts/events instead"
            )


def _figures(
    pacts: Sequence[Pact], results: Mapping[str, Any], messages: int, findings: Sequence[Finding]
) -> Iterator[Figure]:
    """A pending interaction is one that never passed: the broker says so, and it counts apart."""
    listed = results["interactionResults"]
    pending = sum(each["pending"] for each in listed)
    yield Figure("pact files", len(pacts))
    yield Figure("pact interactions verified", len(listed) - pending)
    if pending:
        yield Figure("pact interactions pending", pending)
    if states := results["states"]:
        yield Figure(f"provider states taken as given: {', '.join(states)}", len(states))
    yield Figure("messages of partners sent", messages)
    yield Figure("pact findings", len(findings), None, "= 0", not findings)
