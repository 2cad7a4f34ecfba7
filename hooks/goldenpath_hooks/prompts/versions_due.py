"""Whether each prompt carries the version that its changes ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from goldenpath_hooks.findings import Finding, one_line
from goldenpath_hooks.prompts.families import VERSIONED
from goldenpath_hooks.prompts.lock import UNVERSIONED, Row
from goldenpath_hooks.prompts.versions import Change, Level, Version, due, enough, parse
from goldenpath_hooks.prompts.versions_changes import changes, since_locked, why
from goldenpath_hooks.prompts.versions_past import Entry, Past, predecessor


@dataclass(frozen=True)
class Verdict:
    """`version` is the one that `--write` gives, where it can."""

    entry: Entry
    finding: Finding
    version: Version | None = None


class Fault(NamedTuple):
    """`level` is how far the version must rise from `old`; None when `old` itself is right."""

    rule: str
    message: str
    old: Version
    level: Level | None


def judge(entries: Sequence[Entry], past: Past) -> Iterator[Verdict]:
    """At most one verdict for each prompt."""
    paths, holders = {one.row.path for one in entries}, _holders(entries, past)
    for one in entries:
        old = predecessor(one.row, past.rows, paths)
        if not _is_versioned(one, old):
            continue
        holder = holders[one.row.name, one.row.version]
        new = parse(one.row.version)
        if new is None:
            yield _invalid(one, parse(old.version) if old else None)
        elif holder is not one:
            yield _twice(one, holder)
        elif fault := _fault(one, new, old, past):
            yield _verdict(one, fault, _free(one, fault, past, entries))


def _holders(entries: Sequence[Entry], past: Past) -> dict[tuple[str, str], Entry]:
    """Whose a name and version is: who was there before comes first."""
    known = {row.key for row in past.rows}
    ordered = sorted(entries, key=lambda one: one.row.key in known)
    return {(one.row.name, one.row.version): one for one in ordered}


def _is_versioned(one: Entry, old: Row | None) -> bool:
    """Formats without a place for a version are locked by content alone, unless they found one."""
    had_one = old is not None and old.version != UNVERSIONED
    return one.prompt.format in VERSIONED or one.row.version != UNVERSIONED or had_one


def _fault(one: Entry, new: Version, before: Row | None, past: Past) -> Fault | None:
    name, old = one.row.name, parse(before.version) if before else None
    if before and old:
        found = _changes(one, before, past)
        level = max((change.level for change in found), default=None)
        if new < old:
            message = f"the version of {name} went back from {old} to {new}"
            return Fault("prompt-version-backwards", message, old, level)
        if level and not enough(old, new, level):
            step = f"{name} {old}" if new == old else f"{name} from {old} to {new}"
            message = f"a {level} change of {step}: {why(found, level)}"
            return Fault("prompt-version-due", message, old, level)
    contents = past.given.get((name, one.row.version))
    if contents and new != old and one.row.hashes not in contents:
        message = f"{name} {new} already stood for other content"
        return Fault("prompt-version-reused", message, new, Level.PATCH)
    return None


def _changes(one: Entry, before: Row, past: Past) -> list[Change]:
    if one.row.hashes == before.hashes:
        return []
    old = past.entries.get(before.key)
    if old is None:
        return list(since_locked(before.hashes, one.row.hashes))
    return changes(old.prompt, one.prompt, old.parts, one.parts)


def _free(one: Entry, fault: Fault, past: Past, entries: Sequence[Entry]) -> Version:
    """The least version that will do and that nothing else has or had."""
    name = one.row.name
    taken = {other.row.version for other in entries if other is not one and other.row.name == name}
    taken |= {version for owner, version in past.given if owner == name}
    if fault.level is None:
        return fault.old
    version = due(fault.old, fault.level)
    while str(version) in taken:
        version = due(version, Level.PATCH)
    return version


def _verdict(one: Entry, fault: Fault, version: Version) -> Verdict:
    remedy = f"write `version: {version}` or run `prompt-version --write`"
    return Verdict(one, _finding(one, fault.rule, fault.message, remedy), version)


def _twice(one: Entry, holder: Entry) -> Verdict:
    message = f"{one.row.name} {one.row.version} is {holder.prompt.path} already"
    remedy = "give one of them another name or version"
    return Verdict(one, _finding(one, "prompt-version-reused", message, remedy))


def _invalid(one: Entry, old: Version | None) -> Verdict:
    key, version = one.version_key, one.row.version
    message = f"{one.row.name} has no version"
    if version != UNVERSIONED:
        message = f"the version {one_line(version, 40)} of {one.row.name} is not semantic"
    line = f"`{key[-1]}: {old or '1.0.0'}`"
    remedy = f"write {line} under `{key[0]}:`" if len(key) > 1 else f"write {line}"
    return Verdict(one, _finding(one, "prompt-version-invalid", message, remedy))


def _finding(one: Entry, rule: str, message: str, remedy: str) -> Finding:
    return Finding(one.prompt.path, one.place, rule, message, remedy)
