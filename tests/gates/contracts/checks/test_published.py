"""The base, the promise and the running service, compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.contracts.check import Outcome
from goldenpath_gates.contracts.checks import published
from goldenpath_gates.errors import IncompleteError

from tests.gates.contracts import promised
from tests.gates.contracts.promised import BREAKS, COST, EVENT, OPENAPI, api, context, shown
from tests.gates.support import CONFIG, git, write

Edit = Callable[[Any], Any]


def judged(root: Path, edit: Edit = lambda _: None) -> Outcome:
    """With a service that shows its promise as edited."""
    document = api()
    edit(document)
    with shown(json.dumps(document).encode()) as url:
        return published.run(context(root, url))


def rules(outcome: Outcome) -> list[str]:
    return [finding.rule for finding in outcome.findings]


def answer(document: Any) -> Any:
    got = document["paths"]["/v1/answers"]["get"]["responses"]["200"]
    return got["content"]["application/json"]["schema"]


def removed(document: Any) -> None:
    answer(document)["properties"].pop("cost")
    answer(document)["required"].remove("cost")


def added(document: Any) -> None:
    answer(document)["properties"]["tokens"] = {"type": "integer"}


def version(text: str) -> Edit:
    return lambda document: document["info"].update(version=text)


def both(*edits: Edit) -> Edit:
    def change(document: Any) -> None:
        for edit in edits:
            edit(document)

    return change


def publish(root: Path, edit: Edit) -> None:
    promised.edit(root, OPENAPI, edit)


def record(root: Path, old: str = "1.4.0", new: str = "2.0.0") -> None:
    entry = {
        "contract": OPENAPI,
        "from": old,
        "to": new,
        "breaks": [{"rule": "response-property-removed", "pointer": COST}],
        "reason": "costs are on the invoice now",
        "owner": "@payments",
        "date": "2026-11-22",
    }
    write(root, {BREAKS: json.dumps([entry])})


def test_a_service_that_keeps_its_promise(promising: Path) -> None:
    outcome = judged(promising)
    assert not outcome.findings
    assert [(figure.name, figure.value, figure.passed) for figure in outcome.figures][:2] == [
        ("contracts", 5, None),
        (f"{OPENAPI}: breaks", 0, True),
    ]


def test_a_break(promising: Path) -> None:
    outcome = judged(promising, removed)
    assert rules(outcome) == ["version-due", "response-property-removed", "promise-stale"]
    due, broken, stale = outcome.findings
    assert "at least 2.0.0 is due" in due.message
    assert broken.message.startswith(f"{COST} ")
    assert broken.line is not None
    assert f"1 breaking: {COST}: response-property-removed" in stale.message
    assert stale.message.endswith(
        "`goldenpath contract publish` and commit what it writes, or mend the service"
    )
    failed = {figure.name for figure in outcome.figures if figure.passed is False}
    assert failed == {f"{OPENAPI}: breaks"}


def test_a_promise_that_was_edited_hides_no_break(promising: Path) -> None:
    publish(promising, removed)
    promised.commit(promising)
    assert rules(judged(promising, removed)) == ["version-due", "response-property-removed"]


def test_an_addition_without_a_version(promising: Path) -> None:
    publish(promising, added)
    assert rules(judged(promising, added)) == ["version-due"]


def test_an_addition_that_is_not_published(promising: Path) -> None:
    assert rules(judged(promising, both(added, version("1.5.0")))) == ["promise-stale"]


def test_what_is_promised_and_not_there(promising: Path) -> None:
    publish(promising, both(added, version("1.5.0")))
    assert "promise-stale" in rules(judged(promising))


def test_a_break_that_nobody_recorded(promising: Path) -> None:
    change = both(removed, version("2.0.0"))
    publish(promising, change)
    assert rules(judged(promising, change)) == ["response-property-removed"]


def test_a_record_without_a_major_version(promising: Path) -> None:
    change = both(removed, version("1.5.0"))
    publish(promising, change)
    record(promising, new="1.5.0")
    assert rules(judged(promising, change)) == ["version-due"]


def test_the_version_that_counts_is_the_running_one(promising: Path) -> None:
    publish(promising, both(removed, version("2.0.0")))
    record(promising)
    assert "version-due" in rules(judged(promising, removed))


LAGGING: dict[str, tuple[Edit, Edit]] = {
    "an accepted break": (both(removed, version("1.4.0")), both(removed, version("2.0.0"))),
    "an addition": (added, both(added, version("1.5.0"))),
    "a version that is lowered": (version("1.0.0"), version("1.4.0")),
    "a version that nothing has": (version("9.0.0"), version("1.4.0")),
}


@pytest.mark.parametrize("name", LAGGING)
def test_a_promise_under_another_version_than_the_running_one(name: str, promising: Path) -> None:
    """The next change would be judged by a version that nobody saw."""
    written, running = LAGGING[name]
    publish(promising, written)
    record(promising)
    outcome = judged(promising, running)
    assert rules(outcome) == ["promise-stale"]
    assert outcome.findings[0].message.startswith("it says version ")


def test_a_record_that_was_rewritten(promising: Path) -> None:
    record(promising)
    promised.commit(promising)
    git(promising, "branch", "--force", "main")
    promised.commit(promising)
    (promising / BREAKS).unlink()
    assert rules(judged(promising)) == ["break-rewritten"]


def test_other_contracts_are_judged_too(promising: Path) -> None:
    promised.edit(promising, EVENT, lambda document: document["properties"].pop("id"))
    assert rules(judged(promising)) == ["version-due", "response-property-removed"]


NOOP: dict[str, Edit] = {
    "other words": lambda document: document["info"].update(title="Replies"),
    "another summary": lambda document: document["paths"]["/v1/answers"]["get"].update(
        summary="An"
    ),
    "a higher version": version("1.4.1"),
}


@pytest.mark.parametrize("name", NOOP)
def test_noop_differences_of_words(name: str, promising: Path) -> None:
    assert not judged(promising, NOOP[name]).findings


def test_noop_an_addition_published(promising: Path) -> None:
    change = both(added, version("1.5.0"))
    publish(promising, change)
    assert not judged(promising, change).findings


def test_noop_a_break_accepted(promising: Path) -> None:
    change = both(removed, version("2.0.0"))
    publish(promising, change)
    record(promising)
    outcome = judged(promising, change)
    assert not outcome.findings
    listed = json.loads((promising / "reports/contract/changes.json").read_text(encoding="utf-8"))
    api_changes = next(each for each in listed["contracts"] if each["contract"] == OPENAPI)
    assert api_changes["demands"] == "major"
    assert api_changes["changes"][0]["accepted"] is True


def test_what_changed_is_written_down(promising: Path) -> None:
    outcome = judged(promising, removed)
    assert outcome.artifacts == ("reports/contract/changes.json", "reports/contract/changes.md")
    text = (promising / outcome.artifacts[1]).read_text(encoding="utf-8")
    assert f"| `{OPENAPI}` | `response-property-removed` | breaking | `{COST}` |" in text


def test_without_a_promise_it_is_incomplete(promising: Path) -> None:
    (promising / OPENAPI).unlink()
    with pytest.raises(IncompleteError, match=r"^contracts/openapi.json: not-there .*contract pub"):
        judged(promising)


def hide(root: Path) -> None:
    write(root, {"goldenpath.toml": f'{CONFIG}[contract]\ndocument = ""\n'})


def test_a_service_that_shows_no_document(promising: Path) -> None:
    """The file alone is judged."""
    hide(promising)
    git(promising, "commit", "-qam", "shows none")
    git(promising, "branch", "-qf", "main")  # and that was merged
    git(promising, "checkout", "-qb", "next")
    promised.commit(promising)
    assert not published.run(context(promising)).findings
    publish(promising, removed)
    outcome = published.run(context(promising))
    assert rules(outcome) == ["version-due", "response-property-removed"]


def test_a_change_does_not_hide_the_document(promising: Path) -> None:
    hide(promising)
    assert rules(published.run(context(promising))) == ["document-hidden"]


def test_a_service_that_shows_no_document_may_not_forget_its_promise(promising: Path) -> None:
    hide(promising)
    (promising / OPENAPI).unlink()
    assert rules(published.run(context(promising))) == ["contract-removed"]
