"""The record as an in-toto statement (evidence.schema.json), and as a page for people."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldenpath_gates import report, signoff
from goldenpath_gates.evidence import page
from goldenpath_gates.evidence.rows import Evidence, Row

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "urn:goldenpath:evidence:2"


@dataclass(frozen=True)
class Record:
    """`subject` is what was judged, `predicate` what was found, both as evidence.schema.json has
    them; `version` is that of the file, whose form the predicate may not have."""

    subject: Sequence[Mapping[str, Any]]
    predicate: Mapping[str, Any]
    version: int = 2

    def to_json(self) -> dict[str, Any]:
        return {
            "_type": STATEMENT,
            "subject": list(self.subject),
            "predicateType": PREDICATE,
            "predicate": dict(self.predicate),
        }


def of(evidence: Evidence) -> Record:
    """The subject is empty where git names no commit: such a record says what is, for people."""
    facts = evidence.facts
    images = [dict(row.image) for row in evidence.rows if row.image]
    stages = [_stage(row) for row in evidence.rows]
    # For who reads the record, a change that asked for a preview is a change.
    event = "change" if evidence.event == "preview" else evidence.event
    predicate = {
        "verdict": evidence.verdict,
        "event": event,
        **facts,
        "stages": stages,
        "waivers": waivers(stages),
        "approvals": [
            {
                "stage": row.stage.id,
                "environment": signoff.job(row.stage.id),
                "run": row.approved_in,
            }
            for row in evidence.rows
            if row.approved_in
        ],
        "digests": {name: value for row in evidence.rows for name, value in row.digests.items()},
    }
    return Record([*commit(facts["service"], facts["commit"]), *images], predicate)


def commit(service: str, name: str | None) -> list[dict[str, Any]]:
    """The commit as a subject, if there is one."""
    return [{"name": service, "digest": {"gitCommit": name}}] if name else []


def waivers(stages: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Every finding that was waived, from the notes of the reports."""
    return [
        {
            "stage": row["stage"],
            **{key: note[key] for key in ("rule", "path", "message") if key in note},
            **note["waiver"],
        }
        for row in stages
        for note in (row["report"] or {"notes": ()})["notes"]
        if "waiver" in note
    ]


def _stage(row: Row) -> dict[str, Any]:
    return {
        "stage": row.stage.id,
        "asks": row.stage.asks,
        "outcome": row.outcome,
        "summary": row.summary,
        "report": row.report.to_json() if row.report else None,
    }


def to_json(evidence: Evidence) -> dict[str, Any]:
    return of(evidence).to_json()


def markdown(evidence: Evidence) -> str:
    return page.markdown(of(evidence))


def write(evidence: Evidence, root: Path) -> tuple[Path, Path]:
    """Writes `reports/evidence.json` and `reports/evidence.md`."""
    folder = root / report.FOLDER
    folder.mkdir(exist_ok=True)
    done, statement, readable = of(evidence), folder / "evidence.json", folder / "evidence.md"
    text = json.dumps(done.to_json(), indent=2, ensure_ascii=False) + "\n"
    statement.write_text(text, "utf-8")
    readable.write_text(page.markdown(done), "utf-8")
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with open(summary, "a", encoding="utf-8") as f:
            f.write(page.markdown(done))
    return statement, readable
