from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.dataset.read import DatasetError
from goldenpath_gates.evals.questions import golden, nightly
from goldenpath_gates.evals.settings import Eval

from tests.gates.evals.support import cases, put

GOLDEN = "evals/golden.jsonl"
SETTINGS = Eval(datasets=(GOLDEN,), nightly_cases=80)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    dataset(tmp_path, cases())
    return tmp_path


def dataset(root: Path, rows: list[dict[str, object]], **format: object) -> None:
    put(root / GOLDEN, "".join(json.dumps(row, **format) + "\n" for row in rows))  # type: ignore[arg-type]


def test_the_golden_cases_can_be_read_again(root: Path) -> None:
    asked = golden(root, SETTINGS)
    assert [case.id for case in asked] == [case["id"] for case in cases()]
    assert list(asked) == list(asked)
    assert (len(asked), asked.baseline, asked.night) == (54, "evals/baseline.jsonl", False)


def test_the_hash_is_of_what_the_cases_say(root: Path) -> None:
    before = golden(root, SETTINGS).hashes
    dataset(root, cases(), indent=None, separators=(" ,  ", " : "))
    assert golden(root, SETTINGS).hashes == before
    dataset(root, cases()[1:])
    assert golden(root, SETTINGS).hashes != before


def test_nothing_is_asked_of_a_broken_dataset(root: Path) -> None:
    with (root / GOLDEN).open("a") as file:
        file.write('{"id": 7}\n')
    with pytest.raises(DatasetError, match=r"golden.jsonl:55"):
        golden(root, SETTINGS)


def test_a_night_has_its_number_of_cases(root: Path) -> None:
    asked = nightly(root, SETTINGS)
    assert (len(asked), len({case.id for case in asked})) == (80, 80)
    assert len({str(case.input) for case in asked}) == 80
    assert (asked.baseline, asked.night) == ("evals/nightly-baseline.jsonl", True)


def test_every_job_of_a_night_asks_the_same(root: Path) -> None:
    one, other = nightly(root, SETTINGS), nightly(root, SETTINGS)
    assert list(one) == list(other)
    assert one.hashes == other.hashes


@pytest.mark.parametrize(
    "settings",
    [replace(SETTINGS, seed=8), replace(SETTINGS, nightly_cases=81)],
    ids=["another seed", "another number"],
)
def test_another_night_has_another_hash(settings: Eval, root: Path) -> None:
    assert nightly(root, settings).hashes != nightly(root, SETTINGS).hashes


def test_other_cases_are_another_night(root: Path) -> None:
    before = nightly(root, SETTINGS).hashes
    rows = cases()
    rows[0]["expected"]["text"] += " Really."
    dataset(root, rows)
    assert nightly(root, SETTINGS).hashes != before


def test_too_few_cases_give_no_night(root: Path) -> None:
    dataset(root, cases()[:1])
    with pytest.raises(IncompleteError, match=r"1 cases give .* variations, not 1000"):
        nightly(root, replace(SETTINGS, nightly_cases=1000))
