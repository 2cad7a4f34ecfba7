from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.errors import FailedError, IncompleteError, UsageError
from goldenpath_gates.evals.commands import promote
from goldenpath_gates.evals.dataset.read import DatasetError, Reading

from tests.gates.evals.review.support import ATTACK, CASES, HEADER, a_service, label, lines, save
from tests.gates.evals.shadow.support import ADDRESS, run

GOLDEN = Path("evals/golden.jsonl")
LABELS = Path("evals/review.jsonl")
REVIEW = {
    "verdict": "good",
    "reviewer": "r1",
    "date": "2026-11-21",
    "commit": "abc123",
    "case": "a",
    "reason": "fell",
}


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(a_service(tmp_path))
    return tmp_path


def promoted(*labels: dict[str, Any], into: Path = GOLDEN) -> list[Any]:
    save(LABELS, [HEADER, *labels])
    assert run(promote, LABELS, "--into", into, "--date", "2026-11-21") == 0
    assert list(Reading(["evals/golden.jsonl", "evals/redteam.jsonl"], Path()))
    return lines(into)


def test_a_good_answer_is_a_new_case() -> None:
    *old, new = promoted(label(tags=["release"], tenant="north"))
    assert old == list(CASES)
    assert new == {
        "id": new["id"],
        "input": "What is a?",
        "expected": {"text": "This."},
        "tags": ["release"],
        "tenant": "north",
        "label_by_people": True,
        "provenance": {"source": "eval", "review": REVIEW},
    }


def test_a_bad_answer_brings_the_text_of_people() -> None:
    new = promoted(label("bad", expected_text="Better.", note="left the figure out"))[-1]
    assert new["expected"] == {"text": "Better."}
    assert new["provenance"]["review"]["note"] == "left the figure out"


def test_the_id_follows_from_the_question() -> None:
    first = promoted(label(), label(name="b"))[2:]
    GOLDEN.write_text("", encoding="utf-8")
    save(GOLDEN, CASES)
    again = promoted(label(name="b", answer="Other."), label(input="what is  A"))[2:]
    assert [case["id"] for case in first] == [case["id"] for case in again][::-1]
    assert all(case["id"].startswith("people-") for case in first)


def test_a_known_question_is_updated_in_place() -> None:
    known = label("bad", "slo-01", input="What is an SLO?", tenant="north", expected_text="New.")
    first, second = promoted(known)
    assert first == CASES[0]
    assert second["id"] == "slo-01"
    assert second["expected"] == {"text": "New."}
    assert second["label_by_people"] is True
    assert second["provenance"]["source"] == "handbook"
    assert second["provenance"]["review"]["case"] == "slo-01"


def test_another_tenant_asks_another_question() -> None:
    assert len(promoted(label(input="What is an SLO?", tenant="south"))) == 3


def test_untouched_lines_keep_their_bytes() -> None:
    odd = '  { "input":"What is x?" , "id": "x", "expected":{ "text":"\\u00e9" } }\r\n\n'
    GOLDEN.write_bytes(odd.encode() + json.dumps(CASES[0]).encode())
    promoted_lines = save(LABELS, [HEADER, label()])
    run(promote, promoted_lines)
    assert GOLDEN.read_bytes().startswith(odd.encode() + json.dumps(CASES[0]).encode() + b"\n{")
    assert len(list(Reading([str(GOLDEN)], Path()))) == 3


def test_twice_is_once(capsys: pytest.CaptureFixture[str]) -> None:
    promoted(label(), label("bad", "slo-01", expected_text="New."))
    kept = GOLDEN.read_bytes()
    capsys.readouterr()
    assert run(promote, LABELS, "--date", "2027-01-01") == 0
    assert GOLDEN.read_bytes() == kept
    assert capsys.readouterr().out == "evals/golden.jsonl: 0 added, 0 updated, 2 as they were\n"


def test_what_was_done_and_what_comes_next(capsys: pytest.CaptureFixture[str]) -> None:
    promoted(label(), label("skip", "b"), label("", "c"), label("bad", "d"))
    first, after = capsys.readouterr().out.splitlines()
    assert first == (
        "evals/golden.jsonl: 1 added, 0 updated, 0 as they were; 1 wait for a verdict; 1 skipped; "
        "1 bad ones need an expected_text before they can be a case"
    )
    assert "its baseline is written anew" in after


REFUSED: dict[str, tuple[list[dict[str, Any]], str]] = {
    "data of a person in the question": (
        [label(input=f"I am {ADDRESS}")], ":2:1: review-label j*** looks like a real e-mail"),
    "in the text": ([label("bad", expected_text=f"Ask {ADDRESS}")], "enters no dataset"),
    "in the signature": ([label(reviewer=ADDRESS)], "sign with a name or an account"),
    "tagged as meant": ([label(note=ADDRESS, tags=["personal-data"])], "enters no dataset"),
    "the same question twice": (
        [label(), label("bad", expected_text="x", input="WHAT is a")],
        ":3:1: review-label the same question was labelled before, at evals/review.jsonl:2"),
    "a question of another dataset": (
        [label(input=ATTACK["input"])], "is attack-01 of evals/redteam.jsonl: promote it --into"),
    "a tag that is none": ([label(tags=["Not A Tag"])], "would be no golden case: tags[0]: "),
    "an empty question": ([label(input="")], "would be no golden case: input: "),
    "the second of two": ([label(), label(name="b", note=ADDRESS)], ":3:1: review-label "),
}  # fmt: skip


@pytest.mark.parametrize(("labels", "says"), REFUSED.values(), ids=REFUSED)
def test_all_or_nothing(labels: list[dict[str, Any]], says: str) -> None:
    kept = GOLDEN.read_bytes()
    save(LABELS, [HEADER, *labels])
    with pytest.raises(FailedError) as error:
        run(promote, LABELS)
    assert says in str(error.value)
    assert ADDRESS not in str(error.value)
    assert GOLDEN.read_bytes() == kept
    assert sorted(path.name for path in Path("evals").iterdir()) == [
        "golden.jsonl",
        "redteam.jsonl",
        "review.jsonl",
    ]


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown verdict": (label("fine"), "verdict: "),
    "nobody signed": (label(reviewer=""), "reviewer: "),
    "no text to judge": (label(answer=None), "answer: "),
    "a field nobody asked for": (label(weight=1000), "the line: "),
    "an endless note": (label(note="x" * 3000), "note: "),
}


@pytest.mark.parametrize(("row", "says"), BROKEN.values(), ids=BROKEN)
def test_a_broken_label_is_incomplete(row: dict[str, Any], says: str) -> None:
    save(LABELS, [HEADER, row])
    with pytest.raises(
        IncompleteError, match=r"review.jsonl:2:1: review-line .*mend the line"
    ) as e:
        run(promote, LABELS)
    assert says in str(e.value)


def test_a_dataset_that_nobody_asks_takes_no_case() -> None:
    save(LABELS, [HEADER, label()])
    with pytest.raises(UsageError, match=r"x.jsonl is not among \[eval\] datasets"):
        run(promote, LABELS, "--into", "x.jsonl")


def test_a_broken_dataset_is_not_written() -> None:
    GOLDEN.write_text("{\n", encoding="utf-8")
    save(LABELS, [HEADER, label()])
    with pytest.raises(DatasetError):
        run(promote, LABELS)
    assert GOLDEN.read_text("utf-8") == "{\n"


def test_the_first_case_of_a_dataset() -> None:
    GOLDEN.unlink()
    assert [case["input"] for case in promoted(label())] == ["What is a?"]


@pytest.mark.parametrize("there", [True, False])
def test_a_link_out_of_the_tree_is_refused(
    there: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / GOLDEN.name
    GOLDEN.unlink()
    if there:
        outside.write_text("kept", encoding="utf-8")
    GOLDEN.symlink_to(outside)
    save(LABELS, [HEADER, label()])
    with pytest.raises(DatasetError, match="leads out of the tree"):
        run(promote, LABELS)
    assert outside.exists() is there
    assert not there or outside.read_text("utf-8") == "kept"
