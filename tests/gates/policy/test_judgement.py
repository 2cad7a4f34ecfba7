from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.policy import judgement
from goldenpath_gates.policy.document import Document
from goldenpath_gates.policy.findings import Found
from goldenpath_gates.policy.judgement import Evaluated
from goldenpath_gates.policy.rules import Rule
from goldenpath_gates.policy.team import Profile, Team
from goldenpath_gates.policy.waivers import Waiver
from goldenpath_gates.report import Excuse, Judgement

TODAY = date(2027, 1, 31)
KNOWN: Mapping[str, Rule] = {
    rule.id: rule
    for rule in (
        Rule("grave", "Asks much", "critical", "Mend it."),
        Rule("slight", "Asks little", "low", "Mend it some day."),
        Rule("weaker", "Gates stay", "high", "Strengthen it.", approvable=True),
    )
}
DOCUMENT = Document("kubernetes", "a.yaml", {"kind": "Service", "metadata": {"name": "answers"}})
GRAVE, SLIGHT, WEAKER, OWN = (
    Found(rule, "a.yaml", f"is {rule}", subject="Service/answers")
    for rule in ("grave", "slight", "weaker", "team-own")
)


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judgement, "rules", lambda: KNOWN)


def judged(tmp_path: Path, *found: Found, **changes: Any) -> Judgement:
    ours = Team(changes.pop("profile", "strict"), changes.pop("waivers", ()), {})
    evaluated = Evaluated(
        **{"documents": [DOCUMENT], "found": found, "engines": ["rego"], **changes}
    )
    (tmp_path / judgement.FOLDER).mkdir(parents=True, exist_ok=True)
    return judgement.verdict(tmp_path, ours, evaluated, TODAY)


def waiver(rule: str, expires: date = date(2027, 12, 31)) -> Waiver:
    return Waiver(rule, "Service/*", "until the move", "@acme/ai", expires, "policy.yaml", 2)


@pytest.mark.parametrize(
    ("profile", "verdict", "findings", "notes"),
    [
        ("strict", "failed", ["grave", "slight", "team-own"], []),
        ("standard", "failed", ["grave", "team-own"], ["slight"]),
        ("advisory", "passed", [], ["grave", "slight", "team-own"]),
    ],
)
def test_the_profile_decides_what_stops(
    tmp_path: Path, profile: Profile, verdict: str, findings: list[str], notes: list[str]
) -> None:
    done = judged(tmp_path, GRAVE, SLIGHT, OWN, profile=profile)
    assert done.verdict == verdict
    assert [finding.rule for finding in done.findings] == findings
    assert [note.rule for note in done.notes] == notes


@pytest.mark.parametrize(
    ("found", "unjudged", "expected"),
    [
        ([], [], "passed"),
        ([WEAKER], [], "approval"),
        ([WEAKER, GRAVE], [], "failed"),
        ([], ["checkov is not there"], "incomplete"),
        ([WEAKER], ["checkov is not there"], "incomplete"),
        ([GRAVE], ["checkov is not there"], "failed"),
    ],
)
def test_verdict(tmp_path: Path, found: list[Found], unjudged: list[str], expected: str) -> None:
    done = judged(tmp_path, *found, unjudged=unjudged)
    assert done.verdict == expected
    assert all(sentence in done.summary for sentence in unjudged)


def test_nothing_to_judge_is_never_passed(tmp_path: Path) -> None:
    done = judged(tmp_path, documents=[])
    assert done.verdict == "incomplete"
    assert "there was nothing to judge" in done.summary


def test_a_message_says_how_to_mend_it(tmp_path: Path) -> None:
    (finding,) = judged(tmp_path, GRAVE).findings
    assert str(finding) == "a.yaml: grave is grave. Mend it."


def test_what_is_waived_stops_nothing_and_is_listed(tmp_path: Path) -> None:
    done = judged(tmp_path, GRAVE, waivers=(waiver("grave"),))
    assert (done.verdict, done.findings) == ("passed", ())
    assert [str(note) for note in done.notes] == [
        "a.yaml: grave is grave; waived by @acme/ai until 2027-12-31: until the move"
    ]
    assert done.notes[0].waiver == Excuse("@acme/ai", "2027-12-31", "until the move")
    assert next(f.value for f in done.figures if f.name == "findings waived") == 1


@pytest.mark.parametrize("profile", ["advisory", "standard", "strict"])
def test_a_waiver_that_ended_fails_in_every_profile(tmp_path: Path, profile: Profile) -> None:
    done = judged(tmp_path, waivers=(waiver("grave", date(2027, 1, 30)),), profile=profile)
    assert done.verdict == "failed"
    assert [finding.rule for finding in done.findings] == ["waiver-expired"]


def test_the_other_forms_hold_the_same(tmp_path: Path) -> None:
    done = judged(tmp_path, GRAVE, SLIGHT)
    for path in done.artifacts:
        text = (tmp_path / path).read_text("utf-8")
        assert all(rule in text for rule in ("grave", "slight")), path
        json.loads(text)
