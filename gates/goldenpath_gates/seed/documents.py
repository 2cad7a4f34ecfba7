"""The YAML files of this package, read so that each complaint has a place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.policy.yaml_files import Loader, load, place
from goldenpath_gates.schema import packaged


class Document:
    """`body` fits the schema; `wrong` makes the error to raise for what no schema sees."""

    def __init__(self, path: Path, schema: str) -> None:
        self.path = path
        try:
            self.text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{path}: {schema}-file cannot be read ({error}): write it") from None
        self.rule = schema
        try:
            self.body, _ = load(self.text, str(path))
        except IncompleteError as error:
            raise UsageError(f"{error}: {schema}-file cannot be followed, mend it") from None
        if twice := next(_twice(yaml.compose(self.text, Loader)), None):
            at, name = twice
            message = f"{name!r} stands there twice, take one out"
            raise UsageError(f"{path}:{at.line + 1}:{at.column + 1}: {schema}-file {message}")
        self._require(packaged(schema, "goldenpath_gates.seed"))

    def wrong(self, rule: str, message: str, *keys: str | int) -> UsageError:
        line, column = place(self.text, 0, keys) or (1, 1)
        return UsageError(f"{self.path}:{line}:{column}: {self.rule}-{rule} {message}")

    def _require(self, schema: dict[str, Any]) -> None:
        import jsonschema_rs

        if error := next(jsonschema_rs.validator_for(schema).iter_errors(self.body), None):
            keys = tuple(error.instance_path)
            at = ".".join(map(str, keys)) or "top level"
            raise self.wrong("form", f"{at}: {error.message}: mend it", *keys)


def _twice(node: yaml.Node | None) -> Iterator[tuple[yaml.Mark, str]]:
    """YAML takes the last of two keys in silence: the mask above would count for nothing."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _twice(item)
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.start_mark, key.value
            seen.add(key.value)
            yield from _twice(value)
