from __future__ import annotations

from pathlib import Path

import pytest
from goldenpath_gates.evals.report.write import write

from tests.gates.evals.report.support import a_result, runs


def test_all_reports_are_written_and_named(tmp_path: Path) -> None:
    written = write(tmp_path, a_result("failed", 3))
    assert written == tuple(
        f"reports/eval/{name}" for name in ("index.html", "result.json", "summary.md", "junit.xml")
    )
    assert all((tmp_path / path).stat().st_size > 500 for path in written)


@pytest.mark.parametrize(
    ("trend", "drawn"),
    [("\n".join(run.line() for run in runs(3)), True), ("no trend", False)],
)
def test_a_committed_trend_is_drawn(tmp_path: Path, trend: str, drawn: bool) -> None:
    (tmp_path / "evals").mkdir()
    (tmp_path / "evals" / "trend.jsonl").write_text(trend)
    page, *_ = write(tmp_path, a_result())
    assert ("polyline" in (tmp_path / page).read_text(encoding="utf-8")) is drawn
