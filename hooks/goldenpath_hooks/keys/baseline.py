"""`.secrets.baseline`: found keys that people judged to be none, in the form of detect-secrets.

Beyond detect-secrets' own fields each entry says why, who says so, and until when. The tool keeps
hashes only. Its scan drops fields that it does not know: write a baseline with this hook.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from goldenpath_hooks import files, waivers
from goldenpath_hooks.findings import Finding, HookError, Place, one_line
from goldenpath_hooks.keys.formats import BY_ID
from goldenpath_hooks.keys.scan import RULE, Found

REMEDY = "revoke the key, or judge it again: --update-baseline --reason ... --owner ... --until ..."

FIELDS = ("reason", "owner", "expires")


@dataclass(frozen=True)
class Reason:
    """`until` is the last day."""

    reason: str
    owner: str
    until: date


class Baseline:
    def __init__(self, path: str, today: date) -> None:
        self.path = _in_the_tree(path)
        self.today = today
        self.document = _read(self.path)
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
        """Entries that excuse nothing: no reason, no owner, no day, one that is over or far off."""
        for path, entry in self._entries():
            if flaw := _flaw(entry, self.today):
                message = f"the entry for {one_line(path)} {flaw}"
                remedy = waivers.SHORTER if flaw == waivers.TOO_LONG else REMEDY
                yield Finding(self.path, Place(), RULE, message, remedy)

    def update(self, found: Iterable[Found], scanned: set[str], reason: Reason) -> None:
        """Takes in what was found; an entry that holds keeps its reason, one without use goes."""
        old = {(path, e["type"], e["hashed_secret"]): e for path, e in self._entries()}
        others = {path for path in self.results if path not in scanned and os.path.exists(path)}
        kept = {path: list(self.results[path]) for path in others}
        for each in found:
            new = _entry(each, reason)
            entry = old.get((each.finding.path, new["type"], each.digest), new)
            entry = new if _flaw(entry, self.today) else entry | {"line_number": new["line_number"]}
            kept.setdefault(each.finding.path, []).append(entry)
        document = _head() | self.document | {"results": dict(sorted(kept.items()))}
        self._write(document)

    def _write(self, document: dict[str, Any]) -> None:
        try:
            text = json.dumps(document, indent=2) + "\n"
            Path(self.path).write_text(text, encoding="utf-8")
        except RecursionError:
            raise HookError(f"{self.path}: too deeply nested to be written again") from None
        except OSError as error:
            raise HookError(f"{self.path}: cannot be written: {error.strerror}") from None

    def _entries(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for path, entries in self.results.items():
            for entry in entries:
                yield path, entry


def _in_the_tree(path: str) -> str:
    """What a change names is read, and written to: neither may lead out."""
    named = f"[keys] baseline = {json.dumps(path)}"
    if not path.isprintable():
        raise HookError(f"{named} is no path")
    where = os.path.normpath(path)
    if os.path.isabs(where) or where.split(os.sep)[0] == os.pardir:
        raise HookError(f"{named} is not in this tree, name a file of it")
    here = os.path.normpath(os.path.join(os.path.realpath(os.curdir), where))
    if os.path.islink(where) or os.path.realpath(where) != here:
        raise HookError(f"{named} is a link or lies behind one, name the file itself")
    return where


def _read(path: str) -> dict[str, Any]:
    if not os.path.lexists(path):
        return {"results": {}}
    try:
        document = json.loads(files.text(path))
        _check(document)
    except files.Unreadable as error:
        raise HookError(f"{path}: {error}, nothing was judged") from None
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        # Never the error's own text: it may quote the file.
        raise HookError(f"{path}: no baseline of detect-secrets, nothing was judged") from None
    checked: dict[str, Any] = document
    return checked


def _check(document: Any) -> None:
    """Raises where a field that we rely on is missing or of another kind."""
    for entries in document["results"].values():
        for entry in entries:
            texts = [entry["type"], *filter(None, map(entry.get, FIELDS))]
            bytes.fromhex(entry["hashed_secret"]), "".join(texts).encode()


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
    for field in FIELDS:
        if not (entry.get(field) or "").strip():
            return f"has no {field}"
    try:
        expires = date.fromisoformat(entry["expires"])
    except ValueError:
        return "has an `expires` that is no day"
    if expires < today:
        return f"ended on {expires}"
    return waivers.TOO_LONG if waivers.too_long(expires, today) else ""
