"""Where a pointer stands in a JSON file."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from goldenpath_hooks.formats.jsontext import keys, place

from goldenpath_gates.contracts.document import MAX_BYTES


class Lines:
    """Of a file that was read before, and may be gone; read once, when a line is asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def of(self, pointer: str) -> int | None:
        """The line of what the pointer names, or else of the nearest thing that holds it."""
        way = pointer
        while way and way not in self._positions:
            way = way.rpartition("/")[0]
        return place(self._text, self._positions[way]).line if way else None

    @cached_property
    def _text(self) -> str:
        if self.path.suffix != ".json" or not self.path.is_file():
            return ""
        with self.path.open("rb") as file:
            return file.read(MAX_BYTES).decode("utf-8-sig", "replace")

    @cached_property
    def _positions(self) -> dict[str, int]:
        try:
            return {"".join(map(_step, way)): position for way, position in keys(self._text)}
        except (ValueError, IndexError):  # YAML under the name of JSON
            return {}


def _step(step: str | int) -> str:
    return "/" + str(step).replace("~", "~0").replace("/", "~1")
