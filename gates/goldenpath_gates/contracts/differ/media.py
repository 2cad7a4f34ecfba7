"""Media types and ranges: `application/json; charset=utf-8`, `text/*`."""

from __future__ import annotations

from dataclasses import dataclass

UTF_8 = ("charset", "utf-8")
"""Says nothing: it is what everybody means."""


@dataclass(frozen=True)
class Media:
    """In lower case, but for the values of its parameters."""

    kind: str
    subtype: str
    parameters: frozenset[tuple[str, str]]

    def __str__(self) -> str:
        pairs = (f"; {name}={value}" for name, value in sorted(self.parameters))
        return f"{self.kind}/{self.subtype}{''.join(pairs)}"

    def covers(self, other: Media) -> bool:
        """Whether all that is `other` is of this type too."""
        return (
            self.kind in ("*", other.kind)
            and self.subtype in ("*", other.subtype)
            and self.parameters <= other.parameters
        )

    def resembles(self, other: Media) -> bool:
        """Whether who reads this type can mostly read the other: `+json`, or other parameters."""
        alike = other.subtype == self.subtype or other.subtype.endswith(f"+{self.subtype}")
        return self.kind == other.kind and alike


def parse(name: str) -> Media:
    essence, *parameters = name.split(";")
    kind, _, subtype = essence.strip().lower().partition("/")
    return Media(kind, subtype, frozenset(map(_pair, parameters)) - {UTF_8, ("", "")})


def _pair(parameter: str) -> tuple[str, str]:
    name, _, value = parameter.strip().partition("=")
    name, value = name.lower(), value.strip('"')
    return name, value.lower() if name == "charset" else value
