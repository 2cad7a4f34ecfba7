"""The changes between two records: for a terminal, for a change request, for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

from goldenpath_gates import console, views
from goldenpath_gates.evidence import page
from goldenpath_gates.evidence.differences import Change, Scalar, weakened
from goldenpath_gates.evidence.record import Record

HASH = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{28,}\b")
IDENTITY = ("", "service", "verdict", "commit", "created", "evidence version")
HEADER = ("about", "", "what", "old", "new")


def text(old: Record, new: Record, found: Sequence[Change]) -> str:
    tables = [[IDENTITY, *_identities(old, new)], [HEADER, *map(_row, found)]]
    shown = [console.columns(rows) for rows in tables[: 1 + bool(found)]]
    return "\n\n".join([*shown, summary(found)])


def markdown(old: Record, new: Record, found: Sequence[Change]) -> str:
    parts = ["# What changed", views.table(IDENTITY, _identities(old, new)), summary(found)]
    parts += [views.table(HEADER, map(_row, found))] * bool(found)
    return page.printable("\n\n".join(parts))


def as_json(old: Record, new: Record, found: Sequence[Change]) -> str:
    keys = ("service", "verdict", "commit", "created")
    sides = {
        name: {"version": one.version, **{key: one.predicate[key] for key in keys}}
        for name, one in (("old", old), ("new", new))
    }
    return json.dumps({**sides, "changes": [asdict(one) for one in found]}, indent=2)


FORMATS: Mapping[str, Callable[[Record, Record, Sequence[Change]], str]] = {
    "text": text,
    "markdown": markdown,
    "json": as_json,
}


def summary(found: Sequence[Change]) -> str:
    if not found:
        return "nothing changed"
    waivers = [change.remark for change in found if change.about == "waiver"]
    counts = {
        "changes": len(found),
        "weaker limits": len(weakened(found)),
        "waivers added": waivers.count("added"),
        "waivers ended": waivers.count("ended"),
    }
    return ", ".join(f"{what}: {count}" for what, count in counts.items())


def _identities(old: Record, new: Record) -> list[tuple[str, ...]]:
    return [
        (
            *(name, one.predicate["service"], one.predicate["verdict"]),
            *(short(one.predicate["commit"] or "none"), one.predicate["created"]),
            str(one.version),
        )
        for name, one in (("old", old), ("new", new))
    ]


def _row(change: Change) -> tuple[str, ...]:
    sides = (_said(side, change.unit) for side in (change.old, change.new))
    return (change.about, change.remark, change.what, *sides)


def _said(value: Scalar, unit: str) -> str:
    if value is None:
        return "-"
    return short(value) if isinstance(value, str) else f"{value:g} {unit}".rstrip()


def short(text: str) -> str:
    """A digest by its first twelve digits."""
    return HASH.sub(r"\1", text)
