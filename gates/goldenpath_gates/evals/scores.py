"""The scores of a run as columns: what gates, statistics and reports compute with."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite, nan
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.record import Record

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

MOST_METRICS = 500
"""A file that names more than this is no record of an evaluation."""


class Groups(Mapping[str, Mask]):
    """Name to the rows that carry it, as a mask. Kept as row numbers: memory follows the number
    of marks, however many names there are."""

    def __init__(self, rows: Mapping[str, ArrayLike], length: int) -> None:
        self._rows = {name: np.asarray(rows[name], dtype=np.intp) for name in sorted(rows)}
        self._length = length

    def __getitem__(self, name: str) -> Mask:
        mask = np.zeros(self._length, dtype=bool)
        mask[self._rows[name]] = True
        return mask

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def taken(self, order: NDArray[np.intp]) -> Groups:
        """The marks of these rows, in this order."""
        place = np.full(self._length, -1)
        place[order] = np.arange(len(order))
        rows = {name: np.sort(place[rows]) for name, rows in self._rows.items()}
        return Groups({name: row[row >= 0] for name, row in rows.items()}, len(order))


@dataclass(frozen=True, eq=False)
class Scores:
    """One row per case, in the order of the records.

    `columns` maps a metric to its scores; NaN says that the case does not ask for it. A score
    that is no finite number is not in `columns`: its case stands in `errors`, with the reason, as
    does a case without an answer. `tags`, `tenants` and `datasets` map a name to a mask of rows.
    """

    ids: Sequence[str]
    weights: Floats
    columns: Mapping[str, Floats]
    tags: Groups = field(default_factory=lambda: Groups({}, 0))
    tenants: Groups = field(default_factory=lambda: Groups({}, 0))
    datasets: Groups = field(default_factory=lambda: Groups({}, 0))
    errors: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    @staticmethod
    def of(records: Iterable[Record]) -> Scores:
        """Reads the records one by one. Raises IncompleteError for an id that comes twice."""
        columns = _Columns()
        for record in records:
            columns.add(record)
        return columns.scores()

    def column(self, metric: str) -> Floats:
        """All NaN where no case has the metric."""
        found = self.columns.get(metric)
        return np.full(len(self), nan) if found is None else found

    def select(
        self, tag: str | None = None, tenant: str | None = None, dataset: str | None = None
    ) -> Mask:
        """The rows that carry all that is named."""
        mask = np.ones(len(self), dtype=bool)
        for groups, name in ((self.tags, tag), (self.tenants, tenant), (self.datasets, dataset)):
            if name is not None:
                mask &= groups.get(name, np.False_)
        return mask

    def aligned(self, other: Scores) -> Scores:
        """The other's rows in this one's order, by id; what only the other has is left out.

        Raises IncompleteError where the other lacks a case.
        """
        if self.ids == other.ids:
            return other
        place = {id_: row for row, id_ in enumerate(other.ids)}
        if lacking := [id_ for id_ in self.ids if id_ not in place]:
            raise IncompleteError(f"{len(lacking)} cases have no counterpart, {lacking[0]!r} first")
        return other.taken(np.array([place[id_] for id_ in self.ids], dtype=np.intp))

    def taken(self, order: NDArray[np.intp]) -> Scores:
        """These rows, in this order."""
        ids = [self.ids[row] for row in order]
        return Scores(
            ids=ids,
            weights=self.weights[order],
            columns={metric: column[order] for metric, column in self.columns.items()},
            tags=self.tags.taken(order),
            tenants=self.tenants.taken(order),
            datasets=self.datasets.taken(order),
            errors={id_: self.errors[id_] for id_ in ids if id_ in self.errors},
        )


class _Columns:
    """Scores while they grow: eight bytes per score, whatever else a record holds."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self.weights = array("d")
        self.columns: dict[str, array[float]] = {}
        self.groups: tuple[dict[str, array[int]], ...] = ({}, {}, {})
        self.errors: dict[str, str] = {}

    def add(self, record: Record) -> None:
        row = len(self.rows)
        if self.rows.setdefault(record.id, row) != row:
            raise IncompleteError(f"{record.dataset}: the case {record.id!r} comes twice")
        if record.error is not None:
            self.errors[record.id] = record.error[:500]
        self.weights.append(self._number(record.id, "weight", record.weight))
        for metric, value in record.scores.items():
            self._score(row, metric, self._number(record.id, metric, value))
        tenants = () if record.tenant is None else (record.tenant,)
        for groups, names in zip(
            self.groups, (record.tags, tenants, (record.dataset,)), strict=True
        ):
            for name in names:
                groups.setdefault(name, array("l")).append(row)

    def _number(self, id_: str, name: str, value: Any) -> float:
        """NaN, and an error of the case, unless it is a finite number."""
        try:
            if isinstance(value, (int, float)) and isfinite(value):
                return float(value)
        except OverflowError:
            pass
        self.errors.setdefault(id_, f"{name[:80]} is {str(value)[:40]}, which is no finite number")
        return nan

    def _score(self, row: int, metric: str, value: float) -> None:
        column = self.columns.setdefault(metric, array("d"))
        if len(self.columns) > MOST_METRICS:
            raise IncompleteError(f"more than {MOST_METRICS} metrics: not scores of an evaluation")
        column.extend([nan] * (row - len(column)))
        column.append(value)

    def scores(self) -> Scores:
        length = len(self.rows)
        for column in self.columns.values():
            column.extend([nan] * (length - len(column)))
        tags, tenants, datasets = (Groups(groups, length) for groups in self.groups)
        return Scores(
            ids=list(self.rows),
            weights=np.array(self.weights),
            columns={metric: np.array(self.columns[metric]) for metric in sorted(self.columns)},
            tags=tags,
            tenants=tenants,
            datasets=datasets,
            errors=self.errors,
        )
