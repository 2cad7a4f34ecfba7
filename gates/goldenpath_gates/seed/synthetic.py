"""A recipe made into rows: the same ones on every machine."""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_gates.environments.spec import Size
from goldenpath_gates.seed.dataset import Column, Dataset, Row, Table
from goldenpath_gates.seed.makers import Built, Making, made
from goldenpath_gates.seed.recipe import Recipe


def dataset(recipe: Recipe, size: Size) -> Dataset:
    """Raises UsageError where the recipe contradicts itself."""
    built: dict[str, Built] = {}
    for name, spec in recipe.tables.items():
        table = Built(name, spec["rows"][size], {})
        for column, how in spec["columns"].items():
            table.columns[column] = made(Making(recipe, built, table, column, how))
        built[name] = table
    return Dataset(tuple(_table(table) for table in built.values()))


def _table(table: Built) -> Table:
    columns = tuple(
        Column(name, one.type, name == "id", one.target.name if one.target else None)
        for name, one in table.columns.items()
    )
    values = [one.value for one in table.columns.values()]

    def rows() -> Iterator[Row]:
        for row in range(table.count):
            yield tuple(value(row) for value in values)

    return Table(table.name, columns, rows)
