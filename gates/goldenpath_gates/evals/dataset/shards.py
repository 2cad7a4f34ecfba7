"""Which job asks which case, and how their records become one run again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Record

AGAIN = "run the shards again, all of one commit"


def shard_of(case_id: str, count: int) -> int:
    """From 0 up to but not `count`. By the id alone: a new case moves no other one."""
    return int.from_bytes(sha256(case_id.encode()).digest()[:8]) % count


def merge(cases: Iterable[Case], shards: Sequence[Iterable[Record]]) -> Iterator[Record]:
    """The records in the order of the dataset, one held at a time.

    `shards[n]` holds those of the cases whose `shard_of` is n, in the order of the dataset. Raises
    IncompleteError for a case that is missing, that is there twice, or that belongs elsewhere.
    """
    if not shards:
        raise IncompleteError(f"there is no shard to merge; {AGAIN}")
    streams = [iter(shard) for shard in shards]
    last = [""] * len(streams)
    for case in cases:
        shard = shard_of(case.id, len(streams))
        record = next(streams[shard], None)
        if record is None or (record.id, record.dataset) != (case.id, case.dataset):
            raise IncompleteError(_broken(shard, len(streams), case.id, record, last[shard]))
        last[shard] = record.id
        yield record
    for shard, stream in enumerate(streams):
        if extra := next(stream, None):
            raise IncompleteError(_broken(shard, len(streams), None, extra, last[shard]))


def _broken(shard: int, count: int, wanted: str | None, record: Record | None, last: str) -> str:
    which = f"shard {shard + 1} of {count}"
    if record is None:
        return f"{which} ends before the case {wanted}, so its job did not finish; {AGAIN}"
    if record.id == last:
        return f"{which} holds the case {record.id} twice; {AGAIN}"
    if shard_of(record.id, count) != shard:
        return f"{which} holds the case {record.id}, which belongs to another shard; {AGAIN}"
    if wanted is None:
        return f"{which} holds the case {record.id}, which the datasets do not; {AGAIN}"
    return f"{which} holds {record.id} of {record.dataset} in the place of {wanted}; {AGAIN}"
