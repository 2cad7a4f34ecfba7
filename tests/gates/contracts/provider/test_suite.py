from __future__ import annotations

from pathlib import Path

import pytest
from goldenpath_gates.contracts.provider import suite
from goldenpath_gates.contracts.provider.suite import Expect
from goldenpath_gates.errors import IncompleteError

NAME = "contracts/provider.yaml"
CASE = "{id: a, title: t, steps: [], expect: {status: 200}}"


def load(root: Path, text: str) -> suite.Suite:
    path = root / NAME
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return suite.load(root, NAME)


def test_what_is_not_said_has_a_default(tmp_path: Path) -> None:
    found = load(tmp_path, f"version: 1\ncases: [{CASE}]")
    (case,) = found.cases
    assert (found.request.path, found.provider) == ("/v1/answers", [])
    assert found.body(case) == {"question": "What is a canary release?"}
    assert case.expect == Expect(status=200, within=10)


def test_a_step_without_a_time_holds_for_every_request(tmp_path: Path) -> None:
    steps = "[{fault: html}, {fault: html, rate: 0.5}, {fault: html, requests: 2}]"
    found = load(tmp_path, f"version: 1\ncases: [{CASE.replace('[]', steps)}]")
    assert [step.get("requests") for step in found.cases[0].steps] == ["1-", None, 2]


def test_bodies_of_cases(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        """
        version: 1
        request: {path: /ask, body: {q: {text: x}}, stream: {mode: sse}}
        cases: [{id: a, title: t, stream: true, steps: [], expect: {status: 200}}]
        provider:
          - {id: b, title: t, filled: {/q/text: 10}, expect: {status: 422}}
          - {id: c, title: t, expect: {status: 200}}
    """,
    )
    sent = [found.body(case) for case in (*found.cases, *found.provider)]
    assert sent == [
        {"q": {"text": "x"}, "mode": "sse"},
        {"q": {"text": "release re"}},
        {"q": {"text": "x"}},
    ]


@pytest.mark.parametrize(("text", "said"), [
    ("version: 2\ncases: []", "/version: 1 was expected"),
    ("version: 1", "/: \"cases\" is a required property"),
    ("version: 1\ncases: []", "/cases: holds no case"),
    ("version: 1\nmore: 1\ncases: []", "/: Additional properties are not allowed"),
    (f"version: 1\ncases: [{CASE}, {CASE}]", "/cases: a is the id of two cases"),
    (f"version: 1\ncases: [{CASE}]\nprovider: [{{id: a, title: t, expect: {{status: 1}}}}]",
     "/provider/0/expect/status: 1 is less than"),
    (f"version: 1\ncases: [{CASE}]\nprovider: [{{id: b, title: t, expect: {{calls: 1}}}}]",
     "/provider/0/expect: "),
    ("version: 1\ncases: [{id: A, title: t, steps: [], expect: {status: 200}}]", "/cases/0/id: "),
    ("version: 1\ncases: [{id: a, title: t, steps: [], expect: {}}]", "/cases/0/expect: "),
    ("version: 1\ncases: [{id: a, title: t, steps: [], expect: {state: 1}}]", "/cases/0/expect: "),
    ("version: 1\ncases: [{id: a, title: t, steps: [{fault: htm}], expect: {status: 200}}]",
     "/cases/0: steps[0].fault: unknown fault 'htm'"),
    ("version: 1\ncases: [{id: a, title: t, steps: [], expect: {body: {/a: {type: 3}}}}]",
     "case 1: body /a: is no JSON Schema"),
    ("version: 1\ncases: [{id: a, title: t, steps: [], expect: {body: {/a: {$ref: 'http://x/y'}}}}]",
     "case 1: body /a: is no JSON Schema"),
    ("version: 1\ncases: [{id: a, title: t, steps: [], expect: {body: {a: 1}}}]",
     "/cases/0/expect/body: "),
    ("[]", ": "),
    ("a: [", ": "),
])  # fmt: skip
def test_what_cannot_be_used_is_incomplete(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(IncompleteError) as caught:
        load(tmp_path, text)
    assert str(caught.value).startswith(f"{NAME}: ")
    assert said in str(caught.value)


def test_no_file_is_incomplete(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match=NAME):
        suite.load(tmp_path, NAME)


def test_a_filled_pointer_must_lead_somewhere(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        f"version: 1\ncases: [{CASE}]\n"
        "provider: [{id: b, title: t, filled: {/no/where: 3}, expect: {status: 422}}]",
    )
    with pytest.raises(IncompleteError, match="/no/where: leads to nothing"):
        found.body(found.provider[0])
