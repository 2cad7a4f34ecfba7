from __future__ import annotations

import json
from pathlib import Path

import pytest
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.evals import record
from goldenpath_gates.evals.commands import review
from goldenpath_gates.evals.review.sources import Earlier

from tests.gates.evals.review.support import HEADER, a_record, a_service, label, lines, save
from tests.gates.evals.shadow.support import run

OUT = Path("evals/review.jsonl")


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(a_service(tmp_path))
    flaky = [a_record(f"c{n}", flaky=("contains",), expected="Else.") for n in range(9)]
    record.write(tmp_path / "reports/eval/records.jsonl", [a_record("quiet"), *flaky])
    said = {"facts": {"commit": "abc123"}}
    (tmp_path / "reports/eval/result.json").write_text(json.dumps(said), encoding="utf-8")
    return tmp_path


def test_export(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(review, "export", "--limit", "3") == 0
    header, *rows = lines(OUT)
    assert header == HEADER
    assert [row["id"] for row in rows] == ["c0", "c1", "c2"]
    assert rows[0] == {
        "id": "c0",
        "dataset": "evals/golden.jsonl",
        "priority": 3,
        "reasons": ["flaky: repeats disagree on contains"],
        "input": "What is c0?",
        "tags": [],
        "tenant": None,
        "expected": "Else.",
        "answer": "Said.",
        "before": None,
        "scores": {"contains": 1.0, "rouge_l": 0.5},
        "verdict": "",
        "expected_text": "",
        "note": "",
        "reviewer": "",
    }
    assert "3 cases; people fill verdict, expected_text, note, reviewer" in capsys.readouterr().out


def test_two_versions_of_production(root: Path) -> None:
    before, after = a_record("p", scores={"refusal": 0.0}), a_record("p", scores={"refusal": 1.0})
    record.write(root / "reports/shadow/primary.jsonl", [before])
    record.write(root / "reports/shadow/candidate.jsonl", [after])
    run(review, "export", "--from", "shadow")
    header, row = lines(OUT)
    assert (header["source"], header["commit"]) == ("shadow", None)
    assert row["reasons"] == ["fell: refusal went from 0.00 to 1.00"]
    assert row["before"] == "Said."


def test_the_queue_is_the_same_each_time() -> None:
    run(review, "export")
    first = OUT.read_bytes()
    run(review, "export")
    assert OUT.read_bytes() == first


@pytest.mark.parametrize("field", ["verdict", "expected_text", "note", "reviewer"])
def test_labels_are_never_lost(field: str) -> None:
    run(review, "export")
    header, first, *rest = lines(OUT)
    save(OUT, [header, {**first, field: "skip"}, *rest])
    labelled = OUT.read_bytes()
    with pytest.raises(UsageError, match="holds 1 labels: promote them first"):
        run(review, "export")
    assert OUT.read_bytes() == labelled


def test_another_file_is_left_alone(root: Path) -> None:
    golden = root / "evals" / "golden.jsonl"
    kept = golden.read_bytes()
    with pytest.raises(IncompleteError, match=r"golden.jsonl:1:1: review-line must be the header"):
        run(review, "export", "--out", golden)
    assert golden.read_bytes() == kept


def test_nothing_was_run() -> None:
    with pytest.raises(IncompleteError, match="there are no records; run the evaluation first"):
        run(review, "export", "--from", "shadow")


def test_a_broken_baseline_is_no_baseline(root: Path) -> None:
    (root / "evals/baseline.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(IncompleteError, match="baseline-broken"):
        run(review, "export")


def test_status(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [label("good"), label("bad"), label("skip"), label(""), label("", reasons=[])]
    save(OUT, [HEADER, *rows])
    assert run(review, "status") == 0
    assert [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()] == [
        ["1", "good"],
        ["1", "bad"],
        ["1", "skip"],
        ["1", "waiting: fell"],
        ["1", "waiting: unknown"],
    ]


def test_a_terminal_gets_no_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    save(OUT, [HEADER, label("", reasons=["\x1b[2J\n::error::x"])])
    run(review, "status")
    assert capsys.readouterr().out == "     1 waiting:  [2J \n"


@pytest.mark.parametrize(
    ("names", "asked", "held"),
    [
        pytest.param("abc", "abc", 0, id="the same order"),
        pytest.param("abc", "cba", 0, id="another order"),
        pytest.param("abc", "c", 2, id="some were deleted"),
        pytest.param("abc", "xb", 2, id="one is new"),
    ],
)
def test_earlier(names: str, asked: str, held: int) -> None:
    earlier = Earlier(a_record(name) for name in names)
    found = [earlier.pop(name) for name in asked]
    assert [one.id if one else None for one in found] == [n if n in names else None for n in asked]
    assert len(earlier._passed) == held
