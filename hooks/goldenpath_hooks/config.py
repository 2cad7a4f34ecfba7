"""`goldenpath.toml` of the repository, where it has one: the tables that the hooks read."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from goldenpath_hooks.findings import HookError

FILENAME = "goldenpath.toml"
Table = TypeVar("Table")


def load(kind: type[Table], table: str, path: Path = Path(FILENAME)) -> Table:
    """A table of `goldenpath.toml` as the dataclass `kind`; its defaults where there is none.

    The dataclass is the list of keys that are known; lists arrive as tuples. The types of values
    are checked by the schema (hook check-schemas).
    """
    values = _document(path).get(table, {})
    if not isinstance(values, dict):
        raise HookError(f"{path}: config-schema {table} must be a table")
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    if unknown := sorted(set(values) - known):
        raise HookError(
            f"{path}: config-schema [{table}] knows no key {unknown[0]}; "
            f"it knows {', '.join(sorted(known))}"
        )
    frozen = {key: tuple(v) if isinstance(v, list) else v for key, v in values.items()}
    for key, value in frozen.items():
        # A string where a list belongs would be taken for a list of letters.
        default = getattr(kind(), key)
        if isinstance(default, tuple | dict) and not isinstance(value, type(default)):
            what = "list" if isinstance(default, tuple) else "table"
            raise HookError(f"{path}: config-schema [{table}] {key} must be a {what}")
    return kind(**frozen)


def _document(path: Path) -> dict[str, Any]:
    import tomllib  # 9 ms, and not every run has settings

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise HookError(
            f"{path}: toml-syntax {error}; mend the file, nothing was checked"
        ) from None
