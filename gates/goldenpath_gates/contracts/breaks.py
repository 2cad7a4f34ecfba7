"""The accepted breaks: which, between which versions, why, and who answers for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from goldenpath_hooks.findings import one_line

from goldenpath_gates.contracts import notation
from goldenpath_gates.contracts.base import Base
from goldenpath_gates.contracts.kinds import schema
from goldenpath_gates.contracts.rules import rules
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.report import Finding
from goldenpath_gates.schema import first_violation

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 20
Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Breaks:
    """`entries` as they are written, whatever they are; only those without a fault accept."""

    path: str
    entries: Sequence[Entry] = ()

    def between(self, contract: str, old: str, new: str) -> set[tuple[str, str]]:
        """Rule and pointer of what may break on the way from one version to the other."""
        return {
            (each["rule"], each["pointer"])
            for entry in self._complete
            if (entry["contract"], str(entry["from"]), str(entry["to"])) == (contract, old, new)
            for each in entry["breaks"]
        }

    @cached_property
    def _complete(self) -> list[Entry]:
        return [entry for entry in self.entries if not fault(entry)]

    def findings(self, before: Breaks) -> Iterator[Finding]:
        """Entries that do not say enough, and those of `before` that are not here any more."""
        for number, entry in enumerate(self.entries, start=1):
            if broken := fault(entry):
                yield self._finding("break-form", f"entry {number}: {one_line(broken)}")
        for number, entry in enumerate(before.entries, start=1):
            if entry not in self.entries:
                yield self._finding("break-rewritten", f"entry {number} of the base is gone")

    def _finding(self, rule: str, message: str) -> Finding:
        return Finding(rule, f"{message}, {rules()[rule].remedy}", self.path)


def now(root: Path, path: str) -> Breaks:
    """Raises IncompleteError where the file is there and cannot be read."""
    file = root / path
    if not file.exists():
        return Breaks(path)
    if not file.is_file():
        raise IncompleteError(f"{path}: not-readable it is no file, write one")
    with file.open("rb") as opened:
        return Breaks(path, parse(opened.read(MAX_BYTES + 1), path))


def then(base: Base | None) -> Breaks:
    """Where the change starts. Raises IncompleteError as `now`."""
    if base is None:
        return Breaks("")
    path = base.settings.breaks
    return Breaks(path, parse(base.commit.read(path) or b"", f"{path} at {base.commit}"))


def parse(text: bytes, name: str) -> list[Entry]:
    if len(text) > MAX_BYTES:
        raise IncompleteError(f"{name}: too-large it is larger than {MAX_BYTES} bytes")
    try:
        found = notation.read(text, MAX_DEPTH) or []
    except notation.Refused as refused:
        raise IncompleteError(f"{name}: {refused.rule} {refused}") from None
    if not isinstance(found, list):
        raise IncompleteError(f"{name}: break-form it is no list, {rules()['break-form'].remedy}")
    return found


def fault(entry: Entry) -> str | None:
    """What it does not say."""
    return first_violation(entry, {"$ref": "#/$defs/entry", "$defs": schema("breaks")["$defs"]})


def appended(text: str, entries: Iterable[Entry]) -> str:
    """The text with more entries; what people wrote stays as it is.

    Raises IncompleteError where the list is not written in lines that begin with a dash.
    """
    import yaml

    old, new = parse(text.encode(), "breaks"), list(entries)
    kept = text if old else "".join(f"{line}\n" for line in text.splitlines() if line[:1] == "#")
    if kept and not kept.endswith("\n"):
        kept += "\n"
    block = yaml.dump(new, Dumper=_indented(), sort_keys=False, allow_unicode=True, width=90)
    whole = kept + block
    if parse(whole.encode(), "breaks") != [*old, *new]:
        raise IncompleteError("the accepted breaks are no list of `- contract:` lines, write one")
    return whole


def _indented() -> Any:
    import yaml

    class Indented(yaml.SafeDumper):
        """Lists stand two characters inside their key, as the hook format-yaml writes them."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

    return Indented
