from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.errors import FailedError, IncompleteError, UsageError
from goldenpath_gates.evals import record
from goldenpath_gates.evals.commands import shadow
from goldenpath_gates.evals.shadow.privacy import require_masked
from goldenpath_gates.evals.shadow.recording import RECORDING

from tests.gates.evals.shadow.support import (
    ADDRESS,
    HEADER,
    answer,
    pair,
    pairs,
    run,
    save,
    service,
)

ERROR = {"error": "timeout"}
REFUSAL = answer("I cannot help with that.")
SLOW, DEAR = answer(latency_ms=180.0), answer(cost_usd=0.002)
FEW = "[eval]\nminimum = 40"
FREE: dict[str, Any] = answer(cost_usd=None)


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(service(tmp_path, FEW))
    return tmp_path


def compare(rows: list[dict[str, Any]], *options: str) -> int:
    return run(shadow, save(Path("a.jsonl"), [HEADER, *rows]), *options)


VERDICTS: dict[str, tuple[list[dict[str, Any]], int, str]] = {
    "nothing differs": (pairs(50), 0, "passed: 50 pairs, 0 errors of the candidate; 0 answers"),
    "an answer differs": (pairs(50, answer("Else."), 1), 0, "1 answers differ"),
    "a few errors": (pairs(110, ERROR, 1), 0, "1 errors of the candidate; most often 1 timeout"),
    "many errors": (pairs(60, ERROR, 6), 1, "not kept: error_rate"),
    "nothing but errors": (pairs(50, ERROR, 50), 3, "incomplete: 50 pairs, 50 errors"),
    "refuses more": (pairs(50, REFUSAL, 16), 1, "not kept: refusal"),
    "leaks": (pairs(50, answer("It is [email]. [canary]"), 16), 1, "not kept: pii_leak"),
    "cites nothing": (
        pairs(50, answer("Some of it.", citations=[]), 16), 1, "not kept: citation_coverage"),
    "slower": (pairs(50, SLOW, 50), 0, "not kept: latency_ms"),
    "dearer": (pairs(50, DEAR, 50), 0, "not kept: cost_per_1000"),
    "too few": (pairs(39), 3, "incomplete: 39 pairs"),
    "none at all": ([], 3, "incomplete: 0 pairs"),
    "too few answers": (pairs(41, ERROR, 2), 3, "incomplete: 41 pairs, 2 errors"),
    "a cost on one side only": (pairs(50, FREE, 3), 3, "3 pairs have cost_usd on one side only"),
    "no cost on both": (pairs(50, FREE, 50, cost_usd=None), 0, "passed: 50 pairs"),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "code", "says"), VERDICTS.values(), ids=VERDICTS)
def test_verdict(
    rows: list[dict[str, Any]], code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare(rows) == code
    assert says in capsys.readouterr().out


def test_reports(root: Path) -> None:
    compare([*pairs(50), pair("<b>", answer("<script>alert(1)</script>"))])
    folder = root / "reports" / "shadow"
    body = json.loads((folder / "result.json").read_text("utf-8"))
    assert body["verdict"] == "passed"
    assert body["changed"] == 1
    assert body["facts"]["datasets"]["a.jsonl"]["cases"] == 51
    page = (folder / "index.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert [row.id for row in record.read(folder / "candidate.jsonl")][-1] == "<b>"


def test_the_same_recording_gives_the_same_figures(root: Path) -> None:
    rows = pairs(60, answer("Something else of the canary.", latency_ms=90.0), 40)
    bodies = []
    for _ in range(2):
        compare(rows)
        body = json.loads((root / "reports/shadow/result.json").read_text("utf-8"))
        bodies.append((body["gates"], body["metrics"], body["changes"]))
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([pair("a", asked=f"I am {ADDRESS}")], id="question"),
        pytest.param([pair("a", asked={"question": {"who": [ADDRESS]}})], id="body"),
        pytest.param([pair("a", asked={ADDRESS: 1})], id="key"),
        pytest.param([pair("a", answer(f"Ask {ADDRESS}"))], id="answer"),
        pytest.param([pair("a", {"error": f"no mailbox {ADDRESS}"})], id="error"),
        pytest.param([{**pair("a"), "caller": ADDRESS}], id="a field of its own"),
    ],
)
def test_data_of_persons_fail_and_are_not_copied(rows: list[dict[str, Any]], root: Path) -> None:
    with pytest.raises(FailedError) as error:
        compare([pair("b"), *rows])
    said = str(error.value)
    assert "a.jsonl:3:1: shadow-personal-data j*** looks like a real e-mail address" in said
    assert "miller" not in said
    assert not (root / "reports").exists()


def test_a_pair_that_comes_twice_is_incomplete() -> None:
    with pytest.raises(IncompleteError, match="'r0' comes twice"):
        compare([*pairs(50), *pairs(1)])


def test_several_recordings_are_one(capsys: pytest.CaptureFixture[str]) -> None:
    one = save(Path("one.jsonl"), [HEADER, *pairs(50)])
    two = save(Path("two.jsonl"), [HEADER, pair("x"), pair("y")])
    assert run(shadow, one, two) == 0
    assert "52 pairs" in capsys.readouterr().out


def test_errors_may_be_allowed() -> None:
    rows = pairs(60, ERROR, 6)
    assert compare(rows, "--allow-errors", "0.1") == 0
    assert compare(rows, "--allow-errors", "0.05") == 1


@pytest.mark.parametrize("share", ["1", "-0.1", "nan", "all"])
def test_no_share(share: str) -> None:
    with pytest.raises(SystemExit):
        compare([], "--allow-errors", share)


OWN: dict[str, tuple[list[dict[str, Any]], str, int]] = {
    "stricter": (pairs(50, SLOW, 50), 'metric = "latency_ms"\nband = 0.1', 1),
    "looser": (pairs(50, REFUSAL, 16), 'metric = "length"\nband = 0.5', 0),
    "for people": (pairs(50, SLOW, 50), 'metric = "latency_ms"\nband = 0.1\ntier = "approve"', 5),
    "errors count in any case": (pairs(60, ERROR, 6), 'metric = "length"\nband = 0.5', 1),
    "no such metric": (pairs(50), 'metric = "recall@5"\nmin = 0.5', 3),
    "never measured": (pairs(50), 'metric = "preference"\nmin = 0.5', 3),
}


@pytest.mark.parametrize(("rows", "gate", "code"), OWN.values(), ids=OWN)
def test_gates_of_the_team(rows: list[dict[str, Any]], gate: str, code: int, root: Path) -> None:
    service(root, FEW, "[[eval.shadow]]", gate)
    assert compare(rows) == code


def test_a_judge_has_to_be_configured() -> None:
    with pytest.raises(UsageError, match=r"no \[eval.judge\]"):
        compare(pairs(50), "--judge")


def test_memory_is_flat(root: Path) -> None:
    """Ten times the texts take no more room: none is held."""
    long = answer("canary " * 2000)
    peaks = []
    for count in (30, 300):
        rows = [pair(f"r{n}", long, text="release " * 2000) for n in range(count)]
        path = save(root / "a.jsonl", [HEADER, *rows])
        tracemalloc.start()
        require_masked(RECORDING.lines(path))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


def test_a_judge_prefers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shadow, "_prefer", lambda settings, root: lambda *asked: "first")
    assert compare(pairs(50, answer("Else. [canary]"), 50), "--judge") == 1
    assert "failed (block): preference is 0 after 1" in capsys.readouterr().out
