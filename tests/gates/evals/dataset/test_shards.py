from __future__ import annotations

from collections.abc import Callable

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.dataset.shards import merge, shard_of
from goldenpath_gates.evals.record import Record
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gates.evals.dataset.support import case

Shards = list[list[Record]]


def records(cases: list[Case], count: int) -> Shards:
    shards: Shards = [[] for _ in range(count)]
    for one in cases:
        shards[shard_of(one.id, count)].append(Record(one.id, one.dataset, one.input))
    return shards


def test_a_shard_is_for_ever() -> None:
    """The figures are part of the format: a change would move every case."""
    assert [shard_of(f"canary-{i:03}", 4) for i in range(8)] == [1, 2, 0, 3, 1, 1, 3, 2]


def test_shards_are_even() -> None:
    sizes = [0] * 8
    for i in range(8000):
        sizes[shard_of(f"case-{i}", 8)] += 1
    assert min(sizes) > 900
    assert max(sizes) < 1100


@settings(derandomize=True, max_examples=100)
@given(st.lists(st.text(min_size=1), unique=True), st.integers(1, 9))
def test_the_merge_is_the_single_run(names: list[str], count: int) -> None:
    cases = [case(name) for name in names]
    merged = list(merge(cases, [iter(shard) for shard in records(cases, count)]))
    assert [record.id for record in merged] == names


def drop_last(shards: Shards) -> None:
    shards[shard_of("c9", 3)].pop()


def drop_first(shards: Shards) -> None:
    del shards[shard_of("c0", 3)][0]


def double(shards: Shards) -> None:
    shard = shards[shard_of("c0", 3)]
    shard.insert(0, shard[0])


def double_at_the_end(shards: Shards) -> None:
    shard = shards[shard_of("c9", 3)]
    shard.append(shard[-1])


def foreign(shards: Shards) -> None:
    shards[shard_of("c0", 3)].insert(0, shards[shard_of("c0", 3) - 1][0])


def unknown(shards: Shards) -> None:
    shards[shard_of("zz", 3)].append(Record("zz", "golden.jsonl", "x"))


def other_dataset(shards: Shards) -> None:
    shard = shards[shard_of("c0", 3)]
    shard[0] = Record("c0", "other.jsonl", "x")


BROKEN: dict[Callable[[Shards], None], str] = {
    drop_last: "ends before the case c",
    drop_first: "in the place of c0",
    double: "holds the case c0 twice",
    double_at_the_end: "twice",
    foreign: "which belongs to another shard",
    unknown: "holds the case zz, which the datasets do not",
    other_dataset: "holds c0 of other.jsonl in the place of c0",
    lambda shards: shards[0].clear(): "so its job did not finish",
}


@pytest.mark.parametrize(("breaks", "expected"), BROKEN.items())
def test_a_shard_that_is_not_whole(breaks: Callable[[Shards], None], expected: str) -> None:
    cases = [case(f"c{i}") for i in range(10)]
    shards = records(cases, 3)
    breaks(shards)
    with pytest.raises(IncompleteError, match=expected):
        list(merge(cases, shards))


def test_no_shard() -> None:
    with pytest.raises(IncompleteError, match="no shard"):
        list(merge([case()], []))
