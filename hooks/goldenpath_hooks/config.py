"""`goldenpath.toml` of the repository, where it has one: the tables that the hooks read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from goldenpath_hooks import files
from goldenpath_hooks.findings import HookError, one_line

FILENAME = "goldenpath.toml"
Table = TypeVar("Table")


def load(kind: type[Table], table: str, path: Path = Path(FILENAME)) -> Table:
    """A table of `goldenpath.toml` as the dataclass `kind`; its defaults where there is none.

    The table fits its schema, so that only lists need to change: they arrive as tuples.
    """
    document = _document(path)
    if table not in document:
        return kind()
    _check(path, table, document)
    values = document[table].items()
    return kind(**{key: tuple(v) if isinstance(v, list) else v for key, v in values})


def _check(path: Path, table: str, document: Mapping[str, Any]) -> None:
    """Of this table alone: what stands in the others is no reason not to run this hook."""
    from goldenpath_hooks.check_schemas import schema_of, violations  # most have no such table
    from goldenpath_hooks.prompts.document import Settings

    schema = {"properties": {table: schema_of(FILENAME)["properties"][table]}}
    for found in violations(str(path), Settings({table: document[table]}), schema):
        raise _refused(path, f"{found.message}, {found.remedy or 'mend it'}")


def _document(path: Path) -> dict[str, Any]:
    if not os.path.lexists(path):
        return {}
    import tomllib  # 9 ms, and not every repository has settings

    if path.is_symlink():
        raise _refused(path, "this is a link, put a plain file there")
    try:
        return tomllib.loads(files.text(str(path)))
    except files.Unreadable as error:
        raise _refused(path, f"{error.finding.message}, {error.finding.remedy}") from None
    except RecursionError:
        raise _refused(path, "the values are nested too deeply, mend the file") from None
    except ValueError as error:  # no TOML, or a number of thousands of digits
        raise _refused(path, f"{error}, mend the file", "toml-syntax") from None


def _refused(path: Path, sentence: str, rule: str = "config-schema") -> HookError:
    return HookError(f"{path}: {rule} {one_line(sentence)}; nothing was checked")
