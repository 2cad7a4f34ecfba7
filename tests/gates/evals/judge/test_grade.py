from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.evals import settings
from goldenpath_gates.evals.judge import api, grade
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.settings import Eval

from tests.gates.evals.judge.support import (
    FAIL,
    FIRST,
    PASS,
    RUBRIC,
    SECOND,
    TIE,
    Model,
    a_case,
)
from tests.gates.model_stub.support import running
from tests.gates.support import write

ANSWER = Answer(status=200, text="A small share.")
KEY = {"JUDGE_API_KEY": "k-1"}


@pytest.mark.parametrize(
    ("votes", "replies", "value", "asked"),
    [
        (1, [PASS], 1, 1),
        (1, [FAIL], 0, 1),
        (3, [PASS, PASS], 1, 2),
        (3, [PASS, FAIL, PASS], 1, 3),
        (3, [FAIL, PASS, FAIL], 0, 3),
        (2, [PASS, FAIL], 0, 2),
        (4, [PASS, FAIL, FAIL, PASS], 0, 4),
        (3, [PASS, "?", FAIL], 0, 3),
        (3, [PASS, "?", PASS], 1, 3),
        (5, [PASS, PASS, "?", FAIL, "?"], 1, 5),
    ],
)
def test_the_majority_of_the_votes(
    votes: int, replies: list[str], value: float, asked: int
) -> None:
    model = Model(replies)
    assert model.judge(votes).grade(a_case(), ANSWER) == value
    assert model.numbers == list(range(asked))


@pytest.mark.parametrize(
    ("votes", "replies"), [(1, ["?"]), (3, [PASS, "?"]), (3, ["?"]), (2, [PASS, ""]), (1, [TIE])]
)
def test_half_of_the_votes_unread_is_incomplete(votes: int, replies: list[str]) -> None:
    with pytest.raises(IncompleteError, match=f"readable votes of {votes}"):
        Model(replies).judge(votes).grade(a_case(), ANSWER)


@pytest.mark.parametrize(
    ("here", "there", "preference"),
    [
        (FIRST, SECOND, "first"),
        (SECOND, FIRST, "second"),
        (FIRST, FIRST, "tie"),
        (SECOND, SECOND, "tie"),
        (TIE, SECOND, "tie"),
        (FIRST, TIE, "tie"),
        (TIE, TIE, "tie"),
    ],
)
def test_both_orders_must_agree(here: str, there: str, preference: str) -> None:
    model = Model([here, there])
    assert model.judge(1).preference("q", "one", "two") == preference
    shown = [messages[1]["content"] for messages in model.asked]
    assert shown[0].index("one") < shown[0].index("two")
    assert shown[1].index("two") < shown[1].index("one")


def test_noop_equal_answers_are_not_asked_about() -> None:
    model = Model([FIRST])
    assert model.judge().preference("q", "same", "same") == "tie"
    assert not model.asked


def judged(root: Path, url: str = "http://127.0.0.1:1/v1", **changes: Any) -> Eval:
    write(root, {"evals/rubric.md": RUBRIC})
    return Eval(judge=settings.Judge(url=url, model="judge-1", **changes))


def test_a_judge_over_http(tmp_path: Path) -> None:
    rules = write(tmp_path, {"rules.yaml": json.dumps({"rules": [
        {"match": {"contains": "a small share"}, "reply": PASS}, {"reply": FAIL},
    ]})}) / "rules.yaml"  # fmt: skip
    with running(rules, require_key=True) as url:
        judge = grade.configured(judged(tmp_path, f"{url}/v1"), tmp_path, KEY)
        assert judge is not None
        assert judge.grade(a_case(), ANSWER) == 1
        assert judge.grade(a_case(), Answer(status=200, text="No idea.")) == 0
        entries = httpx2.get(f"{url}/_stub/requests").json()["requests"]
    bodies = [json.loads(entry["body"]) for entry in entries]
    assert [(body["seed"], body["temperature"]) for body in bodies] == [(7, 1), (8, 1)] * 2


@pytest.mark.parametrize(
    ("url", "environment", "error", "message"),
    [
        ("http://127.0.0.1:1/v1", {}, IncompleteError, "needs a key .* JUDGE_API_KEY"),
        ("http://models.example/v1", KEY, UsageError, "in the clear"),
    ],
)
def test_no_judge(
    tmp_path: Path, url: str, environment: dict[str, str], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        grade.configured(judged(tmp_path, url), tmp_path, environment)


def test_noop_without_the_table(tmp_path: Path) -> None:
    assert grade.configured(Eval(), tmp_path, {}) is None


@pytest.mark.parametrize(
    ("rubric", "message"),
    [
        ("evals/none.md", "cannot be read"),
        ("evals", "cannot be read"),
        ("../rubric.md", "leads out of the tree"),
        ("link.md", "leads out of the tree"),
        ("empty.md", "a rubric has 1 to 65,536 characters"),
        ("long.md", "a rubric has 1 to 65,536 characters"),
    ],
)
def test_a_rubric_that_is_none_is_incomplete(tmp_path: Path, rubric: str, message: str) -> None:
    write(tmp_path, {"rubric.md": RUBRIC, "in/empty.md": " \n", "in/long.md": "x" * 70_000})
    (tmp_path / "in" / "link.md").symlink_to(tmp_path / "rubric.md")
    with pytest.raises(IncompleteError, match=message):
        grade.configured(judged(tmp_path / "in", rubric=rubric), tmp_path / "in", KEY)


@pytest.mark.parametrize(
    ("statuses", "waits", "message"),
    [
        ([200], [], None),
        ([429, 503, 200], [3.0, 1.0], None),
        ([500] * 4, [0.5, 1.0, 2.0], "the judge answers with status 500"),
        ([401], [], "the judge answers with status 401"),
        ([302], [], "the judge answers with status 302"),
    ],
)
def test_what_may_pass_is_tried_again(
    statuses: list[int], waits: list[float], message: str | None
) -> None:
    left = list(statuses)
    waited: list[float] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        status = left.pop(0)
        headers = (
            {"retry-after": "3"} if status == 429 else {"location": "http://elsewhere.example"}
        )
        return httpx2.Response(status, json={"key": "k-1"}, headers=headers)

    post = api.connect("http://127.0.0.1:1/v1/", "JUDGE_API_KEY", "judge", KEY,
                       transport=httpx2.MockTransport(answer), sleep=waited.append)  # fmt: skip
    if message is None:
        assert post("chat/completions", {"a": "\ud800"}) == {"key": "k-1"}
    else:
        with pytest.raises(IncompleteError, match=message) as caught:
            post("chat/completions", {})
        assert "k-1" not in str(caught.value)
    assert (waited, left) == (waits, [])


def test_an_unreachable_judge_is_incomplete() -> None:
    def refuse(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("k-1 was refused")

    post = api.connect("http://127.0.0.1:1", "JUDGE_API_KEY", "judge", KEY,
                       transport=httpx2.MockTransport(refuse), sleep=lambda _: None)  # fmt: skip
    with pytest.raises(IncompleteError, match="the judge cannot be reached: ConnectError"):
        post("chat/completions", {})


def test_an_answer_that_is_not_json_is_incomplete() -> None:
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, text="<html>"))
    post = api.connect("http://127.0.0.1:1", "JUDGE_API_KEY", "judge", KEY, transport=transport)
    with pytest.raises(IncompleteError, match="the judge answers with what is not JSON"):
        post("chat/completions", {})
