"""Which operation a request is for: a path that is written out goes before a template."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from goldenpath_gates.contracts.mock.operations import Operation

SLOT = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Route:
    """The operations of one path by method."""

    pattern: re.Pattern[str]
    names: tuple[str, ...]
    methods: Mapping[str, Operation]


class Routes:
    def __init__(self, operations: Iterable[Operation]) -> None:
        by_path: dict[str, dict[str, Operation]] = {}
        for operation in operations:
            by_path.setdefault(operation.path, {})[operation.method] = operation
        ordered = sorted(by_path, key=lambda path: (SLOT.sub("\U0010ffff", path), path))
        self._routes = [_route(path, by_path[path]) for path in ordered]

    def find(self, path: str) -> tuple[Route, dict[str, str]] | None:
        """The route and the texts of its path parameters. `path` is as it was sent, encoded."""
        for route in self._routes:
            if found := route.pattern.fullmatch(path):
                texts = (unquote(each) for each in found.groups())
                return route, dict(zip(route.names, texts, strict=True))
        return None


def _route(path: str, methods: Mapping[str, Operation]) -> Route:
    parts = SLOT.split(path)
    pattern = "".join("([^/]+)" if index % 2 else re.escape(part)
                      for index, part in enumerate(parts))  # fmt: skip
    return Route(re.compile(pattern), tuple(parts[1::2]), methods)
