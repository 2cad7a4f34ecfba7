"""What changed between two records, and which limits got weaker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goldenpath_gates import versions
from goldenpath_gates.evidence import limits
from goldenpath_gates.evidence.record import Record
from goldenpath_gates.report import Figure

Scalar = str | float | None
Figures = Mapping[str, Sequence[Figure]]


@dataclass(frozen=True)
class Change:
    """`about` is what kind of thing changed; `old` or `new` is None where there was or is none."""

    about: str
    what: str
    old: Scalar
    new: Scalar
    remark: str = ""
    unit: str = ""


def changes(old: Record, new: Record) -> list[Change]:
    """What a reviewer reads first comes first."""
    before, after = old.predicate, new.predicate
    return [
        *_changed("verdict", {"train": before["verdict"]}, {"train": after["verdict"]}),
        *_changed("stage", _outcomes(before), _outcomes(after)),
        *_thresholds(_figures(before), _figures(after)),
        *_values(_figures(before), _figures(after)),
        *_changed("waiver", _waivers(before), _waivers(after), gone="ended"),
        *_changed("approval", _approvals(before), _approvals(after)),
        *_changed("subject", _subjects(old), _subjects(new)),
        *_changed("version", _versions(before), _versions(after)),
        *_changed("file", before["digests"], after["digests"]),
    ]


def weakened(found: Iterable[Change]) -> list[Change]:
    return [change for change in found if change.remark in (limits.WEAKER, limits.UNJUDGED)]


def _changed(
    about: str, old: Mapping[str, str], new: Mapping[str, str], gone: str = "gone"
) -> Iterator[Change]:
    for what in dict.fromkeys((*old, *new)):
        before, after = old.get(what), new.get(what)
        if before != after:
            remark = _came_or_went(before, after)
            yield Change(about, what, before, after, gone if remark == "gone" else remark)


def _thresholds(old: Figures, new: Figures) -> Iterator[Change]:
    for what, figures in old.items():
        for before, after in limits.paired(limits.of(figures), limits.of(new.get(what, ()))):
            if before != after:
                yield Change("threshold", what, before, after, limits.compared(before, after))


def _values(old: Figures, new: Figures) -> Iterator[Change]:
    for what in dict.fromkeys((*old, *new)):
        before, after = old.get(what, ()), new.get(what, ())
        values = (_value(before), _value(after))
        remark = _turned(_broken(before), _broken(after)) if before and after else ""
        if values[0] != values[1] or remark:
            unit = (*after, *before)[0].unit or ""
            yield Change("figure", what, *values, remark or _came_or_went(*values), unit)


def _value(figures: Sequence[Figure]) -> Scalar:
    """A figure with several limits is listed once for each of them, with one value."""
    values = dict.fromkeys(figure.value for figure in figures)
    return (
        ", ".join(f"{value:g}" for value in values) if len(values) > 1 else next(iter(values), None)
    )


def _broken(figures: Iterable[Figure]) -> bool:
    return any(figure.passed is False for figure in figures)


def _turned(old: bool, new: bool) -> str:
    return "" if old == new else "broken" if new else "kept again"


def _came_or_went(old: Scalar, new: Scalar) -> str:
    return "added" if old is None else "gone" if new is None else ""


def _outcomes(predicate: Mapping[str, Any]) -> dict[str, str]:
    return _grouped((row["stage"], row["outcome"]) for row in predicate["stages"])


def _figures(predicate: Mapping[str, Any]) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = {}
    for row in predicate["stages"]:
        for figure in row["report"]["figures"] if row["report"] else ():
            found.setdefault(f"{row['stage']}: {figure['name']}", []).append(Figure(**figure))
    return found


def _waivers(predicate: Mapping[str, Any]) -> dict[str, str]:
    return _grouped(
        (
            f"{w['stage']}: {w['rule']} {w.get('path', '')}: {w['message']}",
            f"{w['owner']} until {w['expires']}: {w['reason']}",
        )
        for w in predicate["waivers"]
    )


def _approvals(predicate: Mapping[str, Any]) -> dict[str, str]:
    return _grouped(
        (f"{a['stage']} in {a['environment']}", a["run"]) for a in predicate["approvals"]
    )


def _subjects(record: Record) -> dict[str, str]:
    return _grouped(
        ("commit" if kind == "gitCommit" else f"image {one.get('name', '')}", value)
        for one in record.subject
        for kind, value in one["digest"].items()
    )


def _versions(predicate: Mapping[str, Any]) -> dict[str, str]:
    return _grouped(versions.flat(predicate["versions"]))


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What bears the same name is told together, so that nothing hides behind its namesake."""
    found: dict[str, dict[str, None]] = {}
    for name, value in pairs:
        found.setdefault(name, {})[value] = None
    return {name: "; ".join(values) for name, values in found.items()}
