from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.errors import UsageError
from goldenpath_gates.evals.dataset import write
from goldenpath_gates.evals.dataset.read import case_of

from tests.gates.evals.dataset.support import body
from tests.gates.evals.dataset.test_read import WHOLE


@pytest.mark.parametrize("given", [WHOLE, body()], ids=["every part", "little"])
def test_what_was_read_is_written(given: dict[str, Any]) -> None:
    written = write.body_of(case_of(given, "g.jsonl", 3))
    assert json.loads(json.dumps(written)) == given


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "g.jsonl"
    assert write.save(path, [body("é")]) == 1
    with pytest.raises(UsageError, match="--force"):
        write.save(path, [body("b")])
    assert '"id": "é"' in path.read_text(encoding="utf-8")
    assert write.save(path, [body("b")], force=True) == 1
    assert '"id": "b"' in path.read_text(encoding="utf-8")


def test_half_a_file_is_never_left(tmp_path: Path) -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield body("b")
        raise RuntimeError

    path = tmp_path / "g.jsonl"
    write.save(path, [body("a")])
    with pytest.raises(RuntimeError):
        write.save(path, broken(), force=True)
    assert [one.name for one in tmp_path.iterdir()] == ["g.jsonl"]
    assert '"id": "a"' in path.read_text(encoding="utf-8")


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be written"):
        write.save(tmp_path / "file" / "g.jsonl", [body()])
