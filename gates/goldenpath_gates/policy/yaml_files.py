"""YAML and JSON as data, and where each value is written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any, cast

import yaml

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.document import Path, Place

MAX_CHARACTERS = 20_000_000
MAX_ALIASES = 1000
"""A bomb of aliases is small as text and huge as JSON."""
BOOLEAN, TIME = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"


class Loader(yaml.CSafeLoader):
    """What JSON can say: `on` stays a key as in YAML 1.2, a date is text, and a tag of which YAML
    knows nothing, such as GitLab's `!reference`, becomes a mapping of its name to its value."""


Loader.yaml_implicit_resolvers = {
    first: [row for row in rows if row[0] not in (BOOLEAN, TIME)]
    for first, rows in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver(BOOLEAN, re.compile("^(?:true|True|TRUE|false|False|FALSE)$"), "tTfF")


def _tagged(loader: Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.SequenceNode):
        return {f"!{suffix}": loader.construct_sequence(node, deep=True)}
    if isinstance(node, yaml.MappingNode):
        return {f"!{suffix}": loader.construct_mapping(node, deep=True)}
    return {f"!{suffix}": loader.construct_scalar(cast(yaml.ScalarNode, node))}


def _text(loader: Loader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


Loader.add_constructor("tag:yaml.org,2002:value", _text)  # a plain `=`
Loader.add_multi_constructor("!", _tagged)


def load_all(text: str, path: str) -> Iterator[tuple[Any, Callable[[Path], Place]]]:
    """Every document that is not empty, and where its values are. Raises IncompleteError."""
    if len(text) > MAX_CHARACTERS:
        raise IncompleteError(f"{path}: {len(text)} characters are too many to judge")
    if text.count("*") > MAX_ALIASES and _aliases(text, path) > MAX_ALIASES:
        raise IncompleteError(f"{path}: more than {MAX_ALIASES} aliases are too many to judge")
    try:
        for index, contents in enumerate(yaml.load_all(text, Loader)):
            if contents is not None:
                yield _plain(contents), partial(place, text, index)
    except yaml.YAMLError as error:
        raise IncompleteError(_said(error, path)) from None
    except (RecursionError, ValueError) as error:
        raise IncompleteError(f"{path}: cannot be judged: {error}") from None


def load(text: str, path: str) -> tuple[Any, Callable[[Path], Place]]:
    """The only document of a file; an empty file is an empty mapping."""
    found = list(load_all(text, path))
    if len(found) > 1:
        raise IncompleteError(f"{path}: one document is expected, {len(found)} are there")
    return found[0] if found else ({}, partial(place, text, 0))


def place(text: str, index: int, path: Path) -> Place:
    """Of a key where the path ends in one, else of the item; the nearest that there is."""
    nodes = _nodes(text)
    node = nodes[index] if index < len(nodes) else None
    mark = node.start_mark if node else None
    for step in path:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if _key(pair[0]) == str(step)), None)
            if pair is None:
                break
            mark, node = pair[0].start_mark, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            if step >= len(node.value):
                break
            node = node.value[step]
            mark = node.start_mark
        else:
            break
    return (mark.line + 1, mark.column + 1) if mark else None


def _key(node: yaml.Node) -> str:
    return node.value if isinstance(node, yaml.ScalarNode) else ""


@cache
def _nodes(text: str) -> list[yaml.Node | None]:
    return list(yaml.compose_all(text, Loader))


def _aliases(text: str, path: str) -> int:
    try:
        return sum(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader))
    except yaml.YAMLError as error:
        raise IncompleteError(_said(error, path)) from None


def _plain(value: Any) -> Any:
    """As JSON says it: keys are texts, a set or an odd number is none of its values."""
    if isinstance(value, dict):
        return {_name(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(one) for one in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float) and (value != value or abs(value) == float("inf")):
        return str(value)
    return value


def _name(key: Any) -> str:
    return key if isinstance(key, str) else json.dumps(key, default=str)


def _said(error: yaml.YAMLError, path: str) -> str:
    mark = getattr(error, "problem_mark", None)
    at = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
    return f"{path}{at}: this is no YAML: {getattr(error, 'problem', None) or error}"
