"""JSON Lines under a header that names their kind, read one by one and held to a schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from goldenpath_hooks import files

from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.schema import packaged

VERSION = 1
LONGEST = 1 << 20
"""Bytes of a line: an answer has a few thousand, and one without an end must not fill the
memory."""


class Line(NamedTuple):
    """`where` is `path:line`."""

    where: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: `name` in its header (`goldenpath_<name>`), its schema, and the remedy."""

    name: str
    schema: str
    package: str
    remedy: str

    def header(self, path: Path) -> Mapping[str, Any]:
        with _opened(path) as file:
            return self._header(file, path)

    def lines(self, path: Path) -> Iterator[Line]:
        """The lines after the header.

        Raises UsageError for a file that cannot be opened and IncompleteError for a line that is
        not of this kind: what it would have said is not known.
        """
        import jsonschema_rs

        # The mask: a message quotes no value, since the line may hold a person's data.
        schema = packaged(self.schema, self.package)
        validator = jsonschema_rs.validator_for(schema, mask="the value")
        with _opened(path) as file:
            self._header(file, path)
            for number, raw in enumerate(iter(lambda: file.readline(LONGEST + 1), b""), start=2):
                where = f"{path}:{number}"
                yield Line(where, self._valid(self._json(raw, where), validator, where))

    def _header(self, file: BinaryIO, path: Path) -> Mapping[str, Any]:
        header = self._json(file.readline(LONGEST + 1), f"{path}:1")
        if not isinstance(header, dict) or header.get(f"goldenpath_{self.name}") != VERSION:
            wanted = json.dumps({f"goldenpath_{self.name}": VERSION})
            raise self._broken(f"{path}:1", f"must be the header {wanted}")
        return header

    def _json(self, raw: bytes, where: str) -> Any:
        if len(raw) > LONGEST:
            raise self._broken(where, f"is longer than {LONGEST} bytes")
        with suppress(ValueError, RecursionError):
            return json.loads(raw, object_pairs_hook=_unique)
        raise self._broken(where, "is no JSON in UTF-8 with unique keys")

    def _valid(self, body: Any, validator: Any, where: str) -> Mapping[str, Any]:
        try:
            error = next(validator.iter_errors(body), None)
        except ValueError:  # half a surrogate pair, or endless nesting
            raise self._broken(where, "holds what JSON text cannot") from None
        if error:
            place = "/".join(str(step) for step in error.instance_path) or "the line"
            raise self._broken(where, f"{place}: {error.message}")
        checked: Mapping[str, Any] = body
        return checked

    def _broken(self, where: str, what: str) -> IncompleteError:
        return IncompleteError(f"{where}:1: {self.name}-line {what[:300]}; {self.remedy}")


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with files.opened(str(path)) as (file, _):
            yield file
    except files.Unreadable as error:
        raise UsageError(f"{path}: {error.finding.message}") from None


def _unique(items: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(items)
    if len(found) != len(items):
        raise ValueError
    return found
