"""What a run tells besides its scores."""

from __future__ import annotations

from pathlib import Path

from goldenpath_gates.evals import record
from goldenpath_gates.evals.judged import Told
from goldenpath_gates.evals.record import Record
from goldenpath_gates.evals.result import MOST_FLAKY


def told(path: Path, *records: Record) -> Told:
    record.write(path, records)
    found = Told()
    assert list(found.reading(path)) == list(records)
    return found


def test_models_and_labels_are_gathered_while_records_are_read(tmp_path: Path) -> None:
    found = told(
        tmp_path / "records.jsonl",
        Record("a", "d", "?", model="m-1", labels=("refund", "refund")),
        Record("b", "d", "?", model="m-2", labels=("refund", "order")),
        Record("c", "d", "?", model="m-1", labels=("refund", "order")),
        Record("d", "d", "?"),
    )
    assert found.models == {"m-1", "m-2"}
    assert found.confusion == {"refund": {"refund": 1, "order": 2}}
    assert found.flaky == []


def test_so_many_flaky_cases_are_named_and_no_more(tmp_path: Path) -> None:
    flaky = [Record(f"case-{n}", "d", "?", flaky=("success",)) for n in range(MOST_FLAKY + 9)]
    steady = Record("steady", "d", "?")
    found = told(tmp_path / "records.jsonl", steady, *flaky)
    assert found.flaky == [one.id for one in flaky[:MOST_FLAKY]]
