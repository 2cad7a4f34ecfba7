from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.commands import trend as command
from goldenpath_gates.evals.trend import Run

from tests.gates.evals.report.support import runs


def said(capsys: pytest.CaptureFixture[str], *paths: Path) -> list[str]:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args([str(path) for path in paths])) == 0
    return capsys.readouterr().out.splitlines()


def written(path: Path, of: Iterable[Run]) -> Path:
    path.write_text("".join(f"{run.line()}\n" for run in of), encoding="utf-8")
    return path


def with_rouge(*values: float) -> list[Run]:
    return [
        replace(run, metrics={"rouge_l": value})
        for run, value in zip(runs(len(values)), values, strict=True)
    ]


def test_a_metric_has_a_line_of_bars_and_its_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = said(capsys, written(tmp_path / "t.jsonl", with_rouge(0.7, 0.8, 0.75)))
    assert lines[0].split("  ")[0] == "metric"
    assert lines[1].split() == [
        "rouge_l",
        "\u2581\u2588\u2585",
        "0.700",
        "0.800",
        "0.750",
        "\u22125.0",
        "points",
    ]
    assert lines[-1].startswith("last run: 2026-10-03")


def test_several_files_are_one_trend_without_repetition(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nights = with_rouge(0.7, 0.8, 0.9)
    one = written(tmp_path / "one.jsonl", nights[1:])
    two = written(tmp_path / "two.jsonl", nights[:2])
    assert "\u2581\u2585\u2588" in said(capsys, one, two)[1]


def test_a_metric_that_a_run_lacks_is_a_dot(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nights = with_rouge(0.7, 0.8)
    lacking = replace(nights[1], date="2026-12-01", metrics={})
    line = said(capsys, written(tmp_path / "t.jsonl", [*nights, lacking]))[1]
    assert line.split() == ["rouge_l", "\u2581\u2588.", "0.700", "0.800"]


def test_other_questions_and_another_model_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, last = runs(2)
    last = replace(last, datasets={"evals/golden.jsonl": "other"}, models=("gpt-4.1",))
    lines = said(capsys, written(tmp_path / "t.jsonl", [first, last]))
    assert "the datasets changed" in lines[-2]
    assert lines[-1].endswith("stub, now gpt-4.1")


def test_no_run_is_incomplete(tmp_path: Path) -> None:
    path = written(tmp_path / "t.jsonl", [])
    with pytest.raises(IncompleteError, match="holds no run"):
        command.run(argparse.Namespace(files=[path]))
