"""One thing that the service would ship, parsed, and where each of its values is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Path = Sequence[str | int]
"""Keys and indexes, from the contents of a document to a value within it."""
Place = tuple[int, int] | None
"""Line and column, from 1; None where the value cannot be found."""
ABSENT: Any = object()


def nowhere(_: Path) -> Place:
    return None


@dataclass(frozen=True)
class Document:
    """`group` is shared by what is deployed together; `base` is what the contents were where the
    change starts, None where the document did not exist then, ABSENT where nobody compares."""

    type: str
    path: str
    contents: Any
    locate: Callable[[Path], Place] = nowhere
    group: str = ""
    base: Any = ABSENT

    def to_input(self) -> dict[str, Any]:
        """As the rules see it."""
        row = {"type": self.type, "path": self.path, "contents": self.contents}
        if self.group:
            row["group"] = self.group
        if self.base is not ABSENT:
            row["base"] = self.base
        return row

    @property
    def subject(self) -> str:
        """What people call it where it has a name of its own, such as `Deployment/answers`."""
        if self.type != "kubernetes" or not isinstance(self.contents, dict):
            return ""
        metadata = self.contents.get("metadata")
        name = metadata.get("name") if isinstance(metadata, dict) else None
        return f"{self.contents.get('kind')}/{name}"


def to_input(documents: Iterable[Document]) -> dict[str, Any]:
    """What the rules are asked about; the id says which of the documents a finding is in."""
    rows = [{"id": index, **document.to_input()} for index, document in enumerate(documents)]
    return {"documents": rows}
