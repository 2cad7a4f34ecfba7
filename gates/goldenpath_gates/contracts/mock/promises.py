"""What an operation promises: its responses by status, and the body of each by media type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from goldenpath_gates.contracts.document import Node
from goldenpath_gates.contracts.mock.operations import Operation

DEFAULT_STATUS = {"default": 500, "1": 100, "2": 200, "3": 302, "4": 400, "5": 500}
SUCCESS_RANK = "2310"
"""By first digit: what a request that is right is answered, if it is promised."""


@dataclass(frozen=True)
class Promise:
    """A response as the document promises it, at the status that it is answered with."""

    status: int
    key: str
    node: Node

    def media(self) -> list[tuple[str, Node]]:
        content = self.node.get("content")
        return [(name, each.resolved()) for name, each in content.items()] if content else []


def success(operation: Operation) -> Promise:
    keys = sorted(operation.responses, key=_rank)
    key = keys[0]
    status = 200 if key == "default" else _status(key)
    return Promise(status, key, operation.responses[key])


def _rank(key: str) -> tuple[int, str]:
    place = SUCCESS_RANK.find(key[0]) if key != "default" else len(SUCCESS_RANK) - 1
    return (place if place >= 0 else len(SUCCESS_RANK), key)


def at(operation: Operation, status: int) -> Promise | None:
    """What the document promises for a status: itself, its range, or the default."""
    for key in operation.responses:
        if key.upper() in (str(status), f"{str(status)[0]}XX"):
            exact = str(status) in operation.responses
            key = str(status) if exact else key
            return Promise(status, key, operation.responses[key])
    default = operation.responses.get("default")
    return Promise(status, "default", default) if default else None


def errors(operation: Operation) -> Iterator[Promise]:
    """Every documented error, the default among them where no success is promised by it."""
    for key, node in operation.responses.items():
        if key[0] in "45" or (key == "default" and len(operation.responses) > 1):
            yield Promise(_status(key), key, node)


def _status(key: str) -> int:
    if key.isdigit():
        return int(key)
    return DEFAULT_STATUS.get(key, DEFAULT_STATUS.get(key[0], 500))


def examples(media: Node) -> dict[str | None, Any]:
    """By name; None names the only one of `example`. What lies elsewhere is not fetched."""
    found: dict[str | None, Any] = {}
    if "example" in media.value:
        found[None] = media.value["example"]
    listed = media.get("examples")
    for name, node in listed.items() if listed else ():
        value = node.resolved().get("value")
        if value is not None:
            found[name] = value.value
    return found
