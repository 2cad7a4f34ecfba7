"""Reads a record again: a file, what a Sigstore bundle holds, or a record of version 1."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldenpath_gates import console, signoff
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.evidence.record import PREDICATE, Record, commit, waivers
from goldenpath_gates.report import parsed
from goldenpath_gates.schema import first_violation, packaged

BYTES = 64_000_000
"""More than any train writes; a bundle holds a third more."""
PAYLOAD = "application/vnd.in-toto+json"
UNVERIFIED = "The signature was NOT verified: goldenpath verify does that."
WAIVED = re.compile(r"(?P<owner>.+?) until (?P<expires>\d{4}-\d\d-\d\d): (?P<reason>.*)", re.S)
"""How a note of version 1 went on after `; waived by `."""
SAID = 500
"""Characters of what is said of a file that does not fit: it may quote all of it."""


@dataclass(frozen=True)
class Opened:
    """A record and what its reader has to know; `document` is the statement as it was written."""

    record: Record
    document: Mapping[str, Any]
    said: tuple[str, ...]


def read(path: Path) -> Opened:
    """Raises UsageError where there is no such file, IncompleteError where it holds no record."""
    document = _json(path)
    said: tuple[str, ...] = ()
    if "dsseEnvelope" in document:
        document, said = _payload(document["dsseEnvelope"], path), (UNVERIFIED,)
    record = _record(document, path)
    return Opened(record, document, (f"Evidence version {record.version}.", *said))


def _json(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as f:
            data = f.read(BYTES + 1)
        if len(data) > BYTES:
            raise ValueError(f"it is larger than {BYTES // 1_000_000} MB")
        return _object(parsed(data.decode()), path)
    except FileNotFoundError:
        hint = "`goldenpath evidence` writes reports/evidence.json"
        raise UsageError(f"{path}: no such file; {hint}") from None
    except (OSError, ValueError) as error:
        raise _refused(path, f"cannot be read: {error}") from None


def _object(body: Any, path: Path) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise _refused(path, "no record of evidence: it holds no JSON object")
    return body


def _refused(path: Path, why: str) -> IncompleteError:
    return IncompleteError(f"{path}: {console.plain(why[:SAID])}")


def _payload(envelope: Any, path: Path) -> dict[str, Any]:
    """The statement in a DSSE envelope; who signed it, and whether anybody did, is not asked."""
    try:
        if envelope["payloadType"] != PAYLOAD:
            raise ValueError(f"it holds {envelope['payloadType']!r}, not an in-toto statement")
        body = parsed(base64.b64decode(envelope["payload"], validate=True).decode())
    except (KeyError, TypeError, ValueError) as error:
        raise _refused(path, f"what it holds cannot be read: {error!r}") from None
    return _object(body, path)


def _record(document: dict[str, Any], path: Path) -> Record:
    old = document.get("version") == 1 and "stages" in document
    statement = _as_statement(document) if old else document
    if (kind := statement.get("predicateType")) != PREDICATE:
        raise _refused(path, f"no record of evidence: its predicateType is {kind!r}")
    if violation := first_violation(statement, packaged("evidence"), lambda _: packaged("report")):
        raise _refused(path, f"no record of evidence: {violation}")
    subject, predicate = statement["subject"], statement["predicate"]
    return _of_version_1(predicate) if old else Record(subject, predicate)


def _as_statement(document: Mapping[str, Any]) -> dict[str, Any]:
    """In the form of today, for its schema to judge."""
    added: dict[str, Any] = {"run": None, "waivers": [], "approvals": [], "digests": {}}
    told = {key: value for key, value in document.items() if key != "version"}
    rows = document["stages"]
    stages = [*map(_with_notes, rows)] if isinstance(rows, list) else rows
    return Record([], {**told, **added, "stages": stages}).to_json()


def _with_notes(row: Any) -> Any:
    """Reports had no notes before release 0.6.0."""
    if isinstance(row, dict) and isinstance(row.get("report"), dict):
        return {**row, "report": {"notes": [], **row["report"]}}
    return row


def _of_version_1(predicate: Mapping[str, Any]) -> Record:
    """What version 1 said in sentences, as data."""
    stages = [_with_waivers(row) for row in predicate["stages"]]
    approvals = [
        {
            "stage": row["stage"],
            "environment": signoff.job(row["stage"]),
            "run": row["summary"].rpartition("; approved in ")[2],
        }
        for row in stages
        if row["outcome"] == "approved"
    ]
    known = {"stages": stages, "waivers": waivers(stages), "approvals": approvals}
    subject = commit(predicate["service"], predicate["commit"])
    return Record(subject, {**predicate, **known}, version=1)


def _with_waivers(row: Mapping[str, Any]) -> dict[str, Any]:
    report = row["report"]
    if report is None:
        return dict(row)
    return {**row, "report": {**report, "notes": [_note(note) for note in report["notes"]]}}


def _note(note: Mapping[str, Any]) -> dict[str, Any]:
    message, _, said = note["message"].rpartition("; waived by ")
    told = WAIVED.fullmatch(said)
    return {**note, "message": message, "waiver": told.groupdict()} if told else dict(note)
