"""A night in parts: only every part, once, of this commit and these cases, is a night."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.evals import parts, record
from goldenpath_gates.evals.case import Case, Expected
from goldenpath_gates.evals.parts import Shard
from goldenpath_gates.evals.questions import Questions
from goldenpath_gates.evals.record import Record

from tests.gates.support import git, repository

CASES = tuple(Case(f"case-{n}", f"{n}?", Expected(text="x"), "golden.jsonl") for n in range(20))
FACTS = {"source": "stub", "files": {}}
LONE = "half of a pair: \ud800"


def questions(*cases: Case, digest: str = "abc") -> Questions:
    facts = {"nightly": {"hash": digest, "cases": len(cases)}}
    return Questions(lambda: cases, facts, "evals/nightly-baseline.jsonl", night=True)


NIGHT = questions(*CASES)


def records() -> list[Record]:
    return [
        Record(case.id, case.dataset, case.input, texts=(LONE,), scores={"success": n / 3})
        for n, case in enumerate(CASES)
    ]


def put(root: Path, shard: Shard, of: Questions = NIGHT, facts: Any = FACTS) -> Path:
    mine = {case.id for case in shard.cases(of)}
    record.write(root / shard.path, (one for one in records() if one.id in mine))
    parts.seal(root, shard, of, facts)
    return root / shard.path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".gitignore").write_text("reports/\nshards-in/\n")
    repository(tmp_path)
    return tmp_path


@pytest.fixture
def night(folder: Path) -> Path:
    for number in (1, 2, 3):
        put(folder, Shard(number, 3))
    return folder


def merged(root: Path) -> list[Record]:
    found = parts.found(root, NIGHT)
    assert found
    return list(found.merged(NIGHT))


# --- which part ------------------------------------------------------------------------------


def test_the_parts_share_all_cases() -> None:
    asked = [case.id for number in (1, 2, 3) for case in Shard(number, 3).cases(NIGHT)]
    assert sorted(asked) == sorted(case.id for case in CASES)


@pytest.mark.parametrize("text", ["1/1", "2/4", "64/64", "02/4"])
def test_a_part_of_a_whole(text: str) -> None:
    number, count = map(int, text.split("/"))
    assert parts.parse(text) == Shard(number, count)


@pytest.mark.parametrize(
    "text", ["", "/", "2", "2/", "/4", "0/4", "5/4", "1/65", "-1/4", "+1/4", "1/0", "1.0/4",
             "a/b", "\u00b2/4", "\u0662/4", "1/4/8", " 1/4", "1_0/20", f"1/{'1' * 5000}"],
    ids=lambda text: repr(text)[:12],
)  # fmt: skip
def test_what_is_no_part_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a part of a whole, such as 2/4"):
        parts.parse(text)


# --- what was handed on ----------------------------------------------------------------------


def test_all_parts_are_the_night(night: Path) -> None:
    assert merged(night) == records()
    found = parts.found(night, NIGHT)
    assert found
    assert found.source == FACTS


def test_the_parts_come_from_other_jobs(night: Path) -> None:
    """GitHub puts each artifact into a folder of its own."""
    for number in (1, 2):
        path = night / Shard(number, 3).path
        target = night / parts.HANDED_OVER / f"shards-nightly-{number}" / path.name
        target.parent.mkdir(parents=True)
        path.rename(target)
    assert merged(night) == records()


def test_more_than_nine_parts_keep_their_order(folder: Path) -> None:
    for number in range(1, 13):
        put(folder, Shard(number, 12))
    assert merged(folder) == records()


def test_without_parts_there_is_nothing_to_merge(tmp_path: Path) -> None:
    assert parts.found(tmp_path, NIGHT) is None


def header(**changes: Any) -> Callable[[Path], None]:
    def apply(night: Path) -> None:
        path = night / Shard(2, 3).path
        first, _, rest = path.read_text("utf-8").partition("\n")
        body = {**json.loads(first), **changes}
        body = {key: value for key, value in body.items() if value is not ...}
        path.write_text(f"{json.dumps(body)}\n{rest}", "utf-8")

    return apply


def first_line(text: bytes) -> Callable[[Path], object]:
    return lambda night: (night / Shard(2, 3).path).write_bytes(text)


def doubled(night: Path) -> None:
    path = night / Shard(2, 3).path
    target = night / parts.HANDED_OVER / "shards-nightly-2" / path.name
    target.parent.mkdir(parents=True)
    target.write_bytes(path.read_bytes())


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (
        lambda night: (night / Shard(2, 3).path).unlink(),
        r"there are the parts \[1, 3\] of 3",
    ),
    "the last one missing": (
        lambda night: (night / Shard(3, 3).path).unlink(),
        r"there are the parts \[1, 2\] of 3",
    ),
    "doubled": (doubled, r"there are the parts \[1, 2, 2, 3\] of 3"),
    "of another whole": (lambda night: put(night, Shard(1, 2)), "another number of parts"),
    "of other cases": (
        lambda night: put(night, Shard(2, 3), questions(*CASES, digest="def")),
        "another set of cases",
    ),
    "of another commit": (header(commit="0" * 40), "another commit"),
    "of another model": (header(source={"source": "provider"}), "another model"),
    "without a number": (header(shard=...), "is no part"),
    "numbered in words": (header(shard="2"), "is no part"),
    "numbered beyond": (header(shard=10**30), r"there are the parts"),
    "numbered by truth": (header(shard=True), "is no part"),
    "of very many": (header(of=10**30), "is no part"),
    "of less than none": (header(of=-1), "is no part"),
    "of a fraction": (header(of=3.0), "is no part"),
    "from nowhere": (header(source="stub"), "is no part"),
    "of a later format": (header(goldenpath_shard=2), "is no part"),
    "empty": (first_line(b""), "is no part"),
    "without a header": (
        lambda night: record.write(night / Shard(2, 3).path, records()),
        "is no part",
    ),
    "a list": (first_line(b"[1]\n"), "is no part"),
    "a number": (first_line(b"7\n"), "is no part"),
    "null": (first_line(b"null\n"), "is no part"),
    "not JSON": (first_line(b"{\n"), "is no part"),
    "not text": (first_line(b"\xff\xfe\n"), "is no part"),
    "nested": (first_line(b"[" * 90_000), "is no part"),
    "a folder": (
        lambda night: (night / parts.FOLDER / "shard-4-of-4.jsonl").mkdir(),
        "is no part",
    ),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_part_is_no_night(how: str, night: Path) -> None:
    spoil, says = SPOILT[how]
    spoil(night)
    with pytest.raises(IncompleteError, match=says):
        parts.found(night, NIGHT)


def test_the_parts_of_another_commit_are_not_those_of_this_one(night: Path) -> None:
    repository(night)
    with pytest.raises(IncompleteError, match="was made for another commit; ask all parts again"):
        parts.found(night, NIGHT)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"{}\n", "not a record"),
        (b"\xff\n", "not a record"),
        (b"[" * 90_000 + b"\n", "not a record"),
        (b"", "ends before the case"),
    ],
    ids=["no record", "not text", "nested", "cut short"],
)
def test_a_spoilt_record_is_no_night(line: bytes, says: str, night: Path) -> None:
    path = night / Shard(1, 3).path
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]) + line)
    with pytest.raises(IncompleteError, match=says):
        merged(night)


def test_a_part_that_was_not_finished_is_no_part(night: Path) -> None:
    """The header is written last."""
    record.write(night / Shard(1, 3).path, records()[:2])
    with pytest.raises(IncompleteError, match=r"shard-1-of-3.jsonl: is no part"):
        parts.found(night, NIGHT)


@pytest.mark.parametrize("staged", [True, False])
def test_parts_are_of_a_commit_and_not_of_an_edited_tree(night: Path, staged: bool) -> None:
    (night / ".gitignore").write_text("reports/\n")
    if staged:
        git(night, "add", ".gitignore")
    with pytest.raises(IncompleteError, match="files differ from the commit"):
        parts.found(night, NIGHT)
    with pytest.raises(IncompleteError, match="files differ from the commit"):
        put(night, Shard(1, 3))
