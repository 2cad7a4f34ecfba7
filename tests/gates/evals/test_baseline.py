from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from math import nan
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals import baseline
from goldenpath_gates.evals.baseline_file import LONGEST_LINE
from goldenpath_gates.evals.record import Record

NAME = "evals/baseline.jsonl"
MENDED_BY = "`goldenpath eval baseline --reason TEXT --owner WHO`"
FACTS: dict[str, Any] = {
    "reason": "the first answers that people read",
    "owner": "ml-platform",
    "created": "2026-06-01T10:00:00+00:00",
    "commit": None,
    "library": "0.4.0",
    "models": ["stub"],
    "prompts": {"answer": "1.0.0"},
    "datasets": {"evals/golden.jsonl": "0" * 64},
    "scorers": "1" * 64,
    "settings": "2" * 64,
    "source": "stub",
    "snapshot": None,
    "repeats": 3,
}
RECORDS = [
    Record("a", "evals/golden.jsonl", "?", texts=("Hüte \u2028 \ud800",), scores={"f1": 0.1}),
    Record("b", "evals/golden.jsonl", "?", texts=(None,), scores={"f1": 1, "latency_ms": 12.5}),
]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    baseline.write(tmp_path, NAME, FACTS, RECORDS)
    return tmp_path / NAME


def test_what_is_written_is_read(written: Path, tmp_path: Path) -> None:
    found = baseline.load(tmp_path, NAME)
    assert {**FACTS, "cases": 2}.items() <= found.header.items()
    for record, expected in zip(found.records(), RECORDS, strict=True):
        assert (record.id, record.text, record.scores) == (
            expected.id,
            expected.text,
            expected.scores,
        )
    assert found.scores().columns["f1"].tolist() == [0.1, 1.0]
    assert [path.name for path in written.parent.iterdir()] == [written.name]


def test_the_same_run_writes_the_same_file(written: Path, tmp_path: Path) -> None:
    before = written.read_bytes()
    baseline.write(tmp_path, NAME, FACTS, RECORDS)
    assert written.read_bytes() == before


Edit = Callable[[bytes], bytes]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        pytest.param(lambda b: b.replace(b'"f1":0.1', b'"f1":0.0'), "edited", id="a score"),
        pytest.param(lambda b: b.replace(b"ml-platform", b"somebody"), "edited", id="the owner"),
        pytest.param(lambda b: b + b"\n", "edited", id="a line more"),
        pytest.param(lambda b: b.rpartition(b'{"id":"b"')[0], "edited", id="a case less"),
        pytest.param(lambda b: b.partition(b"\n")[2], "its header is wrong", id="no header"),
        pytest.param(lambda b: b"", "its first line is no header", id="empty"),
        pytest.param(lambda b: b"\xff\xfe" + b, "its first line is no header", id="no UTF-8"),
        pytest.param(lambda b: b"[" * 100_000 + b, "its first line is no header", id="nested"),
        pytest.param(
            lambda b: b.replace(b'"goldenpath_baseline":1', b'"goldenpath_baseline":2'),
            "its header is wrong: goldenpath_baseline",
            id="another version",
        ),
        pytest.param(lambda b: b" " * (LONGEST_LINE + 1) + b, "a line is longer", id="a long line"),
    ],
)
def test_edited(written: Path, tmp_path: Path, edit: Edit, said: str) -> None:
    written.write_bytes(edit(written.read_bytes()))
    with pytest.raises(IncompleteError) as error:
        baseline.load(tmp_path, NAME)
    assert f"{written}: baseline-broken {said}" in str(error.value).replace("it was ", "")
    assert MENDED_BY in str(error.value)


def resealed(path: Path, line: bytes) -> None:
    """A hostile author can compute digests too."""
    from hashlib import sha256

    header = {**json.loads(path.read_bytes().partition(b"\n")[0])}
    header["body"] = sha256(line).hexdigest()
    header["seal"] = baseline._seal(header)
    path.write_bytes(baseline._json(header) + line)


@pytest.mark.parametrize(
    "line",
    [
        b"[]\n",
        b"null\n",
        b'{"id":"a"}\n',
        b'{"id":1,"dataset":"x","text":"","scores":{}}\n',
        b'{"id":"a","dataset":"x","text":[],"scores":{}}\n',
        b'{"id":"a","dataset":"x","text":"","scores":[]}\n',
        b"[" * 100_000 + b"\n",
        b"\xff\n",
    ],
)
def test_a_line_that_is_no_case(written: Path, tmp_path: Path, line: bytes) -> None:
    resealed(written, line)
    with pytest.raises(IncompleteError, match=r"baseline\.jsonl:2: baseline-broken the line is no"):
        baseline.load(tmp_path, NAME).scores()


def test_another_number_of_cases(written: Path, tmp_path: Path) -> None:
    resealed(written, b'{"id":"a","dataset":"x","text":"","scores":{"f1":1}}\n')
    with pytest.raises(IncompleteError, match="holds 1 of 2 cases"):
        baseline.load(tmp_path, NAME).scores()


def test_a_score_that_is_no_number(written: Path, tmp_path: Path) -> None:
    lines = b'{"id":"%s","dataset":"x","text":"","scores":{"f1":NaN}}\n'
    resealed(written, lines % b"a" + lines % b"b")
    assert set(baseline.load(tmp_path, NAME).scores().errors) == {"a", "b"}


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match="baseline-missing there is no baseline") as error:
        baseline.load(tmp_path, NAME)
    assert MENDED_BY in str(error.value)


def link_to_file(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def link_to_folder(path: Path) -> None:
    path.parent.rename(path.parents[1] / "elsewhere")
    path.parent.symlink_to("elsewhere")


@pytest.mark.parametrize("hide", [link_to_file, link_to_folder])
def test_no_link_is_followed(written: Path, tmp_path: Path, hide: Callable[[Path], None]) -> None:
    hide(written)
    with pytest.raises(IncompleteError, match="baseline-place"):
        baseline.load(tmp_path, NAME)
    with pytest.raises(IncompleteError, match="baseline-place"):
        baseline.write(tmp_path, NAME, FACTS, RECORDS)


@pytest.mark.parametrize("name", ["../baseline.jsonl", "/etc/hostname", "evals/../../b"])
def test_no_path_out_of_the_repository(tmp_path: Path, name: str) -> None:
    with pytest.raises(IncompleteError, match="baseline-place"):
        baseline.load(tmp_path, name)


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(IncompleteError, match="it is no file"):
        baseline.load(tmp_path, "pipe")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"error": "timed out"}, "a: timed out; a baseline needs every case answered"),
        ({"scores": {}}, "a: no scores; a baseline needs"),
        ({"scores": {"f1": nan}}, "a: a score is no finite number"),
    ],
)
def test_an_unanswered_case_leaves_the_old_file(
    written: Path, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    before = written.read_bytes()
    with pytest.raises(IncompleteError, match=said):
        baseline.write(tmp_path, NAME, FACTS, [replace(RECORDS[0], **change)])
    assert written.read_bytes() == before


def test_a_header_that_nobody_could_read_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match="its header is wrong: reason"):
        baseline.write(tmp_path, NAME, {**FACTS, "reason": "x"}, RECORDS)
    assert not (tmp_path / NAME).exists()
