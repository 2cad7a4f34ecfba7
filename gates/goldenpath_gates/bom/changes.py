"""What changed between two bills of materials, for the reviewer of a change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from goldenpath_gates import views
from goldenpath_gates.bom.document import Component, canonical, is_package
from goldenpath_gates.bom.licences import NO_LICENCE, declared, ids
from goldenpath_gates.bom.lock_file import NAME, Lock
from goldenpath_gates.report import Finding

Kind = Literal["package", "model", "prompt", "data"]
What = Literal["added", "removed", "upgraded", "downgraded", "changed", "relicensed"]
KINDS: Mapping[str, Kind] = {"model": "model", "prompt": "prompt", "data": "data"}
ORDER: tuple[What, ...] = ("added", "upgraded", "downgraded", "removed", "changed", "relicensed")
COOLDOWN = timedelta(days=7)
"""Most malicious releases are found and taken down within a week."""
MOST_NOTES = 200


@dataclass(frozen=True)
class Part:
    """A component as far as it is compared; `digest` is empty for packages."""

    kind: Kind
    name: str
    version: str
    licence: str
    digest: str


@dataclass(frozen=True)
class Change:
    kind: Kind
    name: str
    what: What
    text: str


@dataclass(frozen=True)
class Changes:
    """`base` is for people; `licences` are those that no package had before."""

    base: str
    changes: tuple[Change, ...]
    licences: tuple[str, ...]

    def summary(self) -> str:
        said = []
        packages = Counter(one.what for one in self.changes if one.kind == "package")
        said += [f"{packages[what]} {what}" for what in ORDER if packages[what]]
        others = Counter[Kind](one.kind for one in self.changes if one.kind != "package")
        for kind in KINDS.values():
            if others[kind]:
                plural = "" if others[kind] == 1 or kind == "data" else "s"
                said.append(f"{others[kind]} {kind}{plural} changed")
        if self.licences:
            plural = "" if len(self.licences) == 1 else "s"
            said.append(f"{len(self.licences)} new licence{plural}: {', '.join(self.licences)}")
        return f"since {self.base}: {', '.join(said) or 'nothing changed'}"

    def notes(self) -> Iterator[Finding]:
        for one in self.changes[:MOST_NOTES]:
            path = NAME if one.kind == "package" else None
            yield Finding(f"sbom-{one.what}", f"{one.kind} {one.text}", path)
        if len(self.changes) > MOST_NOTES:
            rest = len(self.changes) - MOST_NOTES
            yield Finding("sbom-changed", f"{rest} more changes are in reports/sbom/changes.md")
        for licence in self.licences:
            yield Finding("sbom-new-licence", f"no package was under {licence} before", NAME)

    def markdown(self) -> str:
        rows = [(one.kind, one.what, one.text) for one in self.changes]
        title = f"# What is in it, {views.cell(self.summary())}"
        return "\n\n".join(
            [title, views.table(("what", "change", "which"), rows)] if rows else [title]
        )


def between(base: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    old, new = _parts(before), _parts(after)
    changes = [
        change
        for key in sorted({*old, *new})
        if (change := _change(old.get(key), new.get(key))) is not None
    ]
    had, has = (
        {id_ for part in parts.values() if part.kind == "package" for id_ in ids(part.licence)}
        for parts in (old, new)
    )
    changes.sort(key=lambda one: (one.kind != "package", ORDER.index(one.what)))
    return Changes(base, tuple(changes), tuple(sorted(has - had - {NO_LICENCE})))


def young(before: Lock, after: Lock, now: datetime | None = None) -> Iterator[Finding]:
    """What was locked anew and uploaded within the last week."""
    known = {(canonical(one.name), one.version) for one in before}
    now = now or datetime.now(UTC)
    for package in after:
        uploaded = [time for file in package.files if (time := _time(file.uploaded))]
        if (canonical(package.name), package.version) in known or not uploaded:
            continue
        if now - min(uploaded) < COOLDOWN:
            text = (
                f"{package.label} was uploaded on {min(uploaded).date()}, less than "
                f"{COOLDOWN.days} days ago: most malicious releases are found within that time"
            )
            yield Finding("sbom-young", text, NAME, package.line)


def _parts(bom: Mapping[str, Any]) -> dict[tuple[str, str, str], Part]:
    parts: dict[tuple[str, str, str], Part] = {}
    counted: Counter[tuple[str, str]] = Counter()
    for component in bom.get("components", ()):
        part = _part(component)
        if part is not None:
            key = (part.kind, part.name)
            counted[key] += 1
            parts[(*key, part.version if counted[key] > 1 else "")] = part
    return parts


def _part(component: Component) -> Part | None:
    scheme, _, rest = str(component.get("bom-ref", "")).partition(":")
    version, licence = str(component.get("version") or ""), declared(component)
    if is_package(component) and "purl" in component:  # not what lies in this repository
        return Part("package", canonical(component["name"]), version, licence, "")
    if scheme not in KINDS:
        return None
    digest = "".join(row["content"] for row in component.get("hashes", ()))
    return Part(KINDS[scheme], rest, version, licence, digest)


def _change(old: Part | None, new: Part | None) -> Change | None:
    one = new or old
    if one is None or old == new:
        return None
    if old is None or new is None:
        what: What = "added" if old is None else "removed"
        text = " ".join(filter(None, (one.name, one.version)))
        under = "" if one.licence == NO_LICENCE else f" ({one.licence})"
        return Change(one.kind, one.name, what, text + under)
    said = []
    if old.version != new.version:
        said.append(f"{old.version or 'no version'} to {new.version or 'no version'}")
    if old.licence != new.licence:
        said.append(f"licence {old.licence} to {new.licence}")
    if old.digest != new.digest and old.version == new.version:
        said.append("other content under the same version")
    return Change(one.kind, one.name, _what(old, new), f"{one.name}: {', '.join(said)}")


def _what(old: Part, new: Part) -> What:
    if old.version == new.version:
        return "relicensed" if old.digest == new.digest else "changed"
    if old.kind == "data":
        return "changed"
    from packaging.version import InvalidVersion, Version

    try:
        return "upgraded" if Version(new.version) > Version(old.version) else "downgraded"
    except InvalidVersion:
        return "changed"


def _time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo else None
