from __future__ import annotations

import json
from pathlib import Path

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals import trend
from goldenpath_gates.schema import first_violation, packaged

from tests.gates.evals.report.support import COMMIT, DATASET, a_result, runs


def test_a_run_is_one_line_that_fits_its_schema() -> None:
    body = json.loads(trend.of(a_result("failed", 3)).line())
    assert first_violation(body, packaged("eval-trend")) is None
    assert (body["verdict"], body["commit"], body["cases"]) == ("failed", COMMIT, 1000)
    assert body["datasets"][DATASET] == "sha256:9f2c7d1e0b"
    assert 0 < body["metrics"]["rouge_l"] < 1


def test_a_run_without_scores_has_no_metrics() -> None:
    assert trend.of(a_result("incomplete", scores=None)).metrics == {}


def committed(root: Path, text: str) -> Path:
    path = root / trend.COMMITTED
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_run_is_added_to_a_copy(tmp_path: Path) -> None:
    before = "".join(f"{run.line()}\n" for run in runs(3))
    path = committed(tmp_path, before)
    copy = trend.append(tmp_path, a_result())
    assert path.read_text(encoding="utf-8") == before
    assert copy == tmp_path / "reports/nightly/trend.jsonl"
    assert [run.date for run in trend.read(copy)][:3] == [run.date for run in runs(3)]
    assert len(trend.read(copy)) == 4


def test_the_first_night_needs_no_file(tmp_path: Path) -> None:
    assert len(trend.read(trend.append(tmp_path, a_result()))) == 1


def test_the_oldest_runs_are_dropped(tmp_path: Path) -> None:
    committed(tmp_path, "".join(f"{run.line()}\n" for run in runs(trend.MOST_RUNS + 5)))
    found = trend.read(trend.append(tmp_path, a_result()))
    assert len(found) == trend.MOST_RUNS
    assert found[-1].verdict == "passed"


LINE = runs(1)[0].line()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "not JSON"),
        ("[" * 50_000, "not JSON"),
        ("{}", "not a run"),
        (LINE.replace('"rouge_l":', '"rouge_l":"x","y":'), "not a run"),
        (LINE.replace('"trend":1', '"trend":2'), "not a run"),
        (LINE[:-1] + " " * trend.LONGEST_LINE + "}", "not JSON"),
    ],
)
def test_a_line_that_is_no_run_is_incomplete(tmp_path: Path, text: str, why: str) -> None:
    path = committed(tmp_path, f"{LINE}\n{text}\n")
    with pytest.raises(IncompleteError, match=rf"trend\.jsonl:2: {why}"):
        trend.read(path)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    path = committed(tmp_path, LINE)
    link = tmp_path / "link.jsonl"
    link.symlink_to(path)
    with pytest.raises(IncompleteError, match="is a link"):
        trend.read(link)


def test_bytes_that_are_no_text_are_incomplete(tmp_path: Path) -> None:
    path = committed(tmp_path, "")
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(IncompleteError, match="cannot be read"):
        trend.read(path)
