"""`.secrets.baseline`: found keys that people judged to be none, in the form of detect-secrets.

Beyond detect-secrets' own fields each entry says why, who says so, and until when. The tool keeps
hashes only. Its scan drops fields that it does not know: write a baseline with this hook.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from goldenpath_hooks.findings import Finding, HookError, Place
from goldenpath_hooks.keys.formats import BY_ID
from goldenpath_hooks.keys.scan import RULE, Found

REMEDY = "revoke the key, or judge it again: --update-baseline --reason ... --owner ... --until ..."


@dataclass(frozen=True)
class Reason:
    """`until` is the last day."""

    reason: str
    owner: str
    until: date


class Baseline:
    def __init__(self, path: Path, today: date) -> None:
        self.path = path
        self.today = today
        self.document = _read(path)
        self.results: dict[str, list[dict[str, Any]]] = self.document["results"]
        self._holding = {
            (name, entry["type"], entry["hashed_secret"])
            for name, entry in self._entries()
            if not _flaw(entry, today)
        }
        self._anywhere = {identity[1:] for identity in self._holding}

    def covers(self, found: Found, *, anywhere: bool = False) -> bool:
        """In the history a file may have had another name: there `anywhere`."""
        identity = (BY_ID[found.format].provider, found.digest)
        if anywhere:
            return identity in self._anywhere
        return (found.finding.path, *identity) in self._holding

    def flaws(self) -> Iterator[Finding]:
        """Entries that excuse nothing: no reason, no owner, no day, or a day that is over."""
        for path, entry in self._entries():
            if flaw := _flaw(entry, self.today):
                yield Finding(str(self.path), Place(), RULE, f"the entry for {path} {flaw}", REMEDY)

    def update(self, found: Iterable[Found], scanned: set[str], reason: Reason) -> None:
        """Takes in what was found; an entry that holds keeps its reason, one without use goes."""
        old = {(path, e["type"], e["hashed_secret"]): e for path, e in self._entries()}
        others = {path for path in self.results if path not in scanned and Path(path).exists()}
        kept = {path: list(self.results[path]) for path in others}
        for each in found:
            new = _entry(each, reason)
            entry = old.get((each.finding.path, new["type"], each.digest), new)
            entry = new if _flaw(entry, self.today) else entry | {"line_number": new["line_number"]}
            kept.setdefault(each.finding.path, []).append(entry)
        document = _head() | self.document | {"results": dict(sorted(kept.items()))}
        self.path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")

    def _entries(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for path, entries in self.results.items():
            for entry in entries:
                yield path, entry


def _read(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        _check(document)
    except FileNotFoundError:
        return {"results": {}}
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        # Never the error's own text: it may quote the file.
        raise HookError(f"{path}: no baseline of detect-secrets, nothing was judged") from None
    checked: dict[str, Any] = document
    return checked


def _check(document: Any) -> None:
    """Raises where a field that we rely on is missing or of another kind."""
    for entries in document["results"].values():
        for entry in entries:
            entry["type"].encode(), bytes.fromhex(entry["hashed_secret"]), entry.get("reason")


def _head() -> dict[str, Any]:
    """`plugins_used` stays empty: where our plugins lie differs from machine to machine."""
    from importlib import metadata

    version = metadata.version("detect-secrets")
    return {"version": version, "plugins_used": [], "filters_used": []}


def _entry(found: Found, reason: Reason) -> dict[str, Any]:
    return {
        "type": BY_ID[found.format].provider,
        "filename": found.finding.path,
        "hashed_secret": found.digest,
        "is_verified": False,
        "line_number": found.finding.place.line,
        "is_secret": False,
        "reason": reason.reason,
        "owner": reason.owner,
        "expires": reason.until.isoformat(),
    }


def _flaw(entry: dict[str, Any], today: date) -> str:
    if entry.get("is_secret") is not False:
        return "was not judged: `is_secret` is not false"
    for field in ("reason", "owner", "expires"):
        if not str(entry.get(field) or "").strip():
            return f"has no {field}"
    try:
        expires = date.fromisoformat(str(entry["expires"]))
    except ValueError:
        return "has an `expires` that is no day"
    return f"ended on {expires}" if expires < today else ""
