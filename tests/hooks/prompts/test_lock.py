from __future__ import annotations

import subprocess
from itertools import combinations
from pathlib import Path

import pytest
from goldenpath_hooks.prompts.lock import Hashes, Row, parse, render
from hypothesis import given
from hypothesis import strategies as st

HASHES = Hashes("a" * 16, "b" * 16, "c" * 16)
LINE = "answer 1.0.0 interface:{} content:{} notes:{} answer.prompty".format(*HASHES)


def row(name: str, version: str = "1.0.0", path: str = "") -> Row:
    return Row(name, version, HASHES, path or f"{name}.prompty")


def test_the_file() -> None:
    rows = [row("greet"), row("answer", "2.0.0", "answer-2.0.0.prompty"), row("answer")]
    assert render(rows).splitlines()[2:] == [
        "",
        "# answer",
        LINE.replace("1.0.0", "2.0.0").replace("answer.prompty", "answer-2.0.0.prompty"),
        "",
        "# answer",
        LINE,
        "",
        "# greet",
        LINE.replace("answer", "greet"),
        "",
        "# end",
    ]


words = st.text(min_size=1)
rows_ = st.builds(Row, words, words, st.just(HASHES), words)


@given(st.lists(rows_, unique_by=lambda row: row.key))
def test_what_is_written_is_read(rows: list[Row]) -> None:
    read, broken = parse("prompts.lock", render(rows))
    assert broken == []
    assert sorted(read, key=lambda row: row.key) == sorted(rows, key=lambda row: row.key)


@given(st.text())
def test_no_text_makes_it_raise(text: str) -> None:
    parse("prompts.lock", text)


WRITE = "run `prompt-version --write`"
RESOLVE = "resolve the prompts, then run `prompt-version --write`"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("answer 1.0.0\n", f"1:1: prompt-lock-syntax this is no row of the lock, {WRITE}"),
        (LINE + " more", f"1:1: prompt-lock-syntax this is no row of the lock, {WRITE}"),
        (
            f"{LINE}\n{LINE}",
            f"2:1: prompt-lock-syntax a second row for answer in answer.prompty, {WRITE}",
        ),
        (
            f"# x\n<<<<<<< HEAD\n{LINE}\n=======\n{LINE}\n>>>>>>> other\n",
            f"2:1: prompt-lock-syntax a merge left a conflict over answer, {RESOLVE}",
        ),
        (
            f"<<<<<<< HEAD\n{LINE}\n||||||| base\n=======\n>>>>>>> other\n",
            f"1:1: prompt-lock-syntax a merge left a conflict over answer, {RESOLVE}",
        ),
        ("=======\n", f"1:1: prompt-lock-syntax a merge left half a conflict, {WRITE}"),
        ("<<<<<<< HEAD\n", f"1:1: prompt-lock-syntax a merge left half a conflict, {WRITE}"),
    ],
)
def test_broken(text: str, expected: str) -> None:
    _, broken = parse("prompts.lock", text)
    assert [str(finding) for finding in broken] == [f"prompts.lock:{expected}"]


BASE = [row(name) for name in ("b", "d", "f", "h")]
CHANGES = {
    "first": [row("b", "1.0.1"), *BASE[1:]],
    "second": [BASE[0], row("d", "2.0.0"), *BASE[2:]],
    "third": [*BASE[:2], row("f", "1.1.0"), BASE[3]],
    "last": [*BASE[:3], row("h", "1.0.1")],
    "new-first": [row("a"), *BASE],
    "new-between": [*BASE, row("e")],
    "new-last": [*BASE, row("i")],
    "second-gone": [BASE[0], *BASE[2:]],
    "last-gone": BASE[:3],
}


# The same prompt; and where one side takes a row out, the other cannot put one in.
CONFLICTS = [
    ("second", "second-gone"),
    ("last", "last-gone"),
    ("new-between", "second-gone"),
    ("new-last", "last-gone"),
]


@pytest.mark.parametrize(
    ("ours", "theirs"), [pair for pair in combinations(CHANGES, 2) if pair not in CONFLICTS]
)
def test_changes_of_two_prompts_merge(ours: str, theirs: str, tmp_path: Path) -> None:
    files = []
    for name, rows in (("ours", CHANGES[ours]), ("base", BASE), ("theirs", CHANGES[theirs])):
        (tmp_path / name).write_text(render(rows), encoding="utf-8")
        files.append(str(tmp_path / name))
    merged = subprocess.run(("git", "merge-file", "-p", *files), capture_output=True, check=True)
    one, other = set(CHANGES[ours]), set(CHANGES[theirs])
    assert merged.stdout.decode() == render((one & other) | (one ^ other) - set(BASE))
