"""Dependency confusion: one name, two indexes, and whoever publishes there first is installed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from posixpath import normpath
from typing import Any

from goldenpath_gates.bom import uv_settings
from goldenpath_gates.bom.document import canonical
from goldenpath_gates.bom.lock_file import NAME, Lock, Package, split, without_credentials
from goldenpath_gates.bom.uv_settings import Index, Settings, by_name
from goldenpath_gates.policy.findings import Found

RULE = "sbom-index"
SAFE_STRATEGY = "first-index"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
WIDE = {
    "extra-index-url": "adds an index that may answer for every name: make it an [[tool.uv.index]] "
    "with `explicit = true`, and pin its packages in [tool.uv.sources]",
    "find-links": "adds files that may answer for every name: publish them to an index",
    "allow-insecure-host": "accepts any certificate of a host: whoever is on the way may answer",
}


def indexes(settings: Sequence[Settings], lock: Lock, accepted: Sequence[str]) -> Iterator[Found]:
    for one in settings:
        yield from _wide(one, one.said, "")
        yield from _wide(one, one.said.get("pip", {}), "pip.")
        yield from _open(one)
    yield from _undeclared(settings, lock, accepted)
    yield from _elsewhere(settings, lock)


def _wide(one: Settings, said: Mapping[str, Any], prefix: str) -> Iterator[Found]:
    for key, why in WIDE.items():
        if said.get(key):
            yield _at(one, f"{prefix}{key}", one.line(key), f"`{prefix}{key}` {why}")
    strategy = said.get("index-strategy", SAFE_STRATEGY)
    if strategy != SAFE_STRATEGY:
        text = (
            f"`{prefix}index-strategy` is {strategy!r}: the highest version of all indexes wins, "
            f"also one that a stranger published; remove it, {SAFE_STRATEGY!r} is the default"
        )
        yield _at(one, f"{prefix}index-strategy", one.line("index-strategy"), text)


def _open(one: Settings) -> Iterator[Found]:
    for index in one.indexes:
        place = without_credentials(index.url)
        address = split(index.url)
        if address.scheme == "http" and address.hostname not in LOOPBACK:
            text = f"the index {place} is asked without TLS: whoever is on the way may answer"
            yield _at(one, place, index.line, text)
        if not (index.explicit or index.default):
            text = (
                f"the index {place} may answer for every name, beside the default index: add "
                "`explicit = true` and pin its packages in [tool.uv.sources], or make it the only "
                "one with `default = true`"
            )
            yield _at(one, place, index.line, text)


def _undeclared(
    settings: Sequence[Settings], lock: Lock, accepted: Sequence[str]
) -> Iterator[Found]:
    declared = {_same(index.url) for one in settings for index in one.indexes}
    declared |= {_same(place) for one in settings for place in one.said.get("extra-index-url", ())}
    declared |= {_same(place) for one in settings for place in one.said.get("find-links", ())}
    if not any(index.default for one in settings for index in one.indexes):
        declared.add(_same(uv_settings.public_index()))
    unknown: dict[str, list[Package]] = defaultdict(list)
    for package in lock:
        place = _same(package.source)
        if package.kind == "registry" and place not in declared and not _any(place, accepted):
            unknown[place].append(package)
    for place, packages in unknown.items():
        first = packages[0]
        others = f" and {len(packages) - 1} more" if len(packages) > 1 else ""
        text = (
            f"{first.label}{others} is locked from {place}, which no [[tool.uv.index]] declares: "
            "declare it, `default = true` for a mirror, or run `uv lock` without it"
        )
        yield Found(RULE, NAME, text, line=first.line, subject=place)


def _elsewhere(settings: Sequence[Settings], lock: Lock) -> Iterator[Found]:
    known = by_name(settings)
    pins = {name: rows for one in settings for name, rows in one.pins.items()}
    for package in lock:
        rows = pins.get(canonical(package.name), ())
        if package.kind != "registry" or not rows or not _pinned_everywhere(rows):
            continue
        wanted = [known[row["index"]] for row in rows if row.get("index") in known]
        if wanted and _same(package.source) not in {_same(index.url) for index in wanted}:
            text = (
                f"{package.label} is pinned to {_names(wanted)}, and locked from "
                f"{_same(package.source)}: run `uv lock`"
            )
            yield Found(RULE, NAME, text, line=package.line, subject=package.label)


def _pinned_everywhere(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Where each row holds for some platforms, extras or groups only, the default has the rest."""
    return any(not {"marker", "extra", "group"} & row.keys() for row in rows)


def _names(wanted: Sequence[Index]) -> str:
    return " or ".join(f"the index {index.name}" for index in wanted)


def _same(place: str) -> str:
    """One spelling of an index: uv drops credentials and the last slash."""
    if "://" in place:
        return without_credentials(place).rstrip("/")
    return normpath(place)


def _any(place: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(place, pattern.rstrip("/")) for pattern in patterns)


def _at(one: Settings, subject: str, line: int | None, text: str) -> Found:
    return Found(RULE, one.path, text, line=line, subject=subject)
