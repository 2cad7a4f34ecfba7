from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals import baseline, record
from goldenpath_gates.evals.commands import compare as command
from goldenpath_gates.evals.record import Record
from goldenpath_gates.evals.report import json as report

from tests.gates.evals.report.support import DATASET, FACTS, HEADER, a_result, records


def a_run(folder: Path, answered: Iterable[Record], facts: Mapping[str, Any] = FACTS) -> Path:
    record.write(folder / "records.jsonl", answered)
    text = report.text(a_result(facts=facts, count=3))
    (folder / "result.json").write_text(text, encoding="utf-8")
    return folder


def a_baseline(path: Path, answered: Iterable[Record]) -> Path:
    digest = "0" * 64
    datasets = {DATASET: FACTS["datasets"][DATASET]["hash"]}
    facts = {**HEADER, "library": "0.4.0", "datasets": datasets, "repeats": 1}
    facts |= {"scorers": digest, "settings": digest, "source": "stub", "snapshot": None}
    baseline.write(path.parent, path.name, facts, answered)
    return path


SIDES: dict[str, Callable[[Path, Iterable[Record]], Path]] = {"run": a_run, "baseline": a_baseline}


def compared(before: Path, after: Path) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args([str(before), str(after)]))


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No service here: runs can be compared anywhere."""
    monkeypatch.chdir(tmp_path)


def test_a_worse_run_is_a_regression(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = a_run(tmp_path / "a", records(400))
    after = a_run(tmp_path / "b", records(400, worse=0.2))
    assert compared(before, after) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["metric", "before", "after", "difference", "interval", "outcome"]
    (success,) = [line.split() for line in lines if line.startswith("success ")]
    assert success[-1] == "failed"
    assert lines[-1].startswith("failed: 9 metrics over 400 cases, worse: ")
    assert "success" in lines[-1]
    page = (tmp_path / "reports/compare/index.html").read_text(encoding="utf-8")
    assert "<h1" in page
    assert page.count("<details") > 50


@pytest.mark.parametrize("seed", [7, 8])
def test_the_same_service_is_no_regression(tmp_path: Path, seed: int) -> None:
    before = a_run(tmp_path / "a", records(400))
    after = a_run(tmp_path / "b", records(400, seed=seed))
    assert compared(before, after) == 0


def test_a_better_run_is_no_regression(tmp_path: Path) -> None:
    before = a_run(tmp_path / "a", records(400, worse=0.2))
    assert compared(before, a_run(tmp_path / "b", records(400))) == 0


def test_a_run_against_a_baseline_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = a_baseline(tmp_path / "baseline.jsonl", records(200))
    after = a_run(tmp_path / "b", records(200, worse=0.3))
    assert compared(before, after) == 1
    assert "success" in capsys.readouterr().out
    page = (tmp_path / "reports/compare/index.html").read_text(encoding="utf-8")
    assert HEADER["reason"] in page


@pytest.mark.parametrize("before", SIDES)
@pytest.mark.parametrize("after", SIDES)
@pytest.mark.parametrize(("worse", "code"), [(0.0, 0), (0.3, 1)])
def test_either_side_is_a_run_or_a_baseline(
    before: str, after: str, worse: float, code: int, tmp_path: Path
) -> None:
    one = SIDES[before](tmp_path / "a", records(200))
    other = SIDES[after](tmp_path / "b", records(200, worse=worse))
    assert compared(one, other) == code
    page = (tmp_path / "reports/compare/index.html").read_text(encoding="utf-8")
    assert ("not known" in page) == (after == "baseline")


def test_a_metric_of_few_cases_is_compared(tmp_path: Path) -> None:
    few = [replace(one, scores={**one.scores, "pii_leak": 0.0}) for one in records(3)]
    answered = [*few, *records(200)[3:]]
    assert compared(*(a_run(tmp_path / name, answered) for name in "ab")) == 0


def test_what_could_not_be_compared_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, *rest = records(200)
    other = replace(first, scores={"success": 1.0})
    before, after = a_run(tmp_path / "a", [first, *rest]), a_run(tmp_path / "b", [other, *rest])
    assert compared(before, after) == 3
    assert "1 cases of rouge_l have rouge_l in one of run and baseline only" in (
        capsys.readouterr().out
    )


def test_too_few_cases_are_not_comparable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = (a_run(tmp_path / name, records(20)) for name in "ab")
    assert compared(before, after) == 3
    assert "at least 100 are needed" in capsys.readouterr().out


def test_a_case_without_an_answer_is_not_comparable(tmp_path: Path) -> None:
    before = a_run(tmp_path / "a", records(200))
    first, *rest = records(200)
    silent = replace(first, scores={}, error="503 four times")
    assert compared(before, a_run(tmp_path / "b", [silent, *rest])) == 3


def other_questions() -> dict[str, Any]:
    return {**FACTS, "datasets": {DATASET: {"hash": "another", "cases": 200}}}


@pytest.mark.parametrize(
    ("answered", "facts", "why"),
    [
        (records(199), FACTS, "only the same cases"),
        (records(200)[::-1], FACTS, "only the same cases"),
        (records(200), other_questions(), "changed between the two"),
    ],
)
def test_other_cases_are_not_comparable(
    tmp_path: Path, answered: list[Record], facts: Mapping[str, Any], why: str
) -> None:
    before = a_run(tmp_path / "a", records(200))
    after = a_run(tmp_path / "b", answered, facts)
    with pytest.raises(IncompleteError, match=why):
        compared(before, after)


@pytest.mark.parametrize(
    ("result", "why"),
    [
        (None, "cannot be read"),
        ("{", "cannot be read"),
        ("{}", "not the result of an evaluation"),
        (json.dumps({"version": 9}), "not the result of an evaluation"),
    ],
)
def test_a_folder_that_is_no_run_is_incomplete(
    tmp_path: Path, result: str | None, why: str
) -> None:
    folder = a_run(tmp_path / "a", records(3))
    (folder / "result.json").unlink()
    if result is not None:
        (folder / "result.json").write_text(result, encoding="utf-8")
    with pytest.raises(IncompleteError, match=why):
        compared(folder, folder)


def test_a_folder_without_records_is_named(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match=r"records\.jsonl: is missing"):
        compared(tmp_path, tmp_path)
