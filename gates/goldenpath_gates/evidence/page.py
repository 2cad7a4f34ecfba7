"""A record for people: as Markdown for the forges, as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from goldenpath_gates import console, versions, views
from goldenpath_gates.report import Figure, finding

if TYPE_CHECKING:
    from goldenpath_gates.evidence.record import Record


@dataclass(frozen=True)
class Section:
    """A table. One without rows is left out."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def markdown(record: Record, said: Sequence[str] = ()) -> str:
    """`said` is what a reader has to know of the record itself."""
    parts = [f"# {views.cell(_heading(record))}"]
    parts += map(views.cell, (*said, *_facts(record)))
    for section in _sections(record.predicate):
        parts += [f"## {section.title}"] * bool(section.title)
        parts.append(views.table(section.header, section.rows))
    return printable("\n\n".join(parts) + "\n")


def printable(page: str) -> str:
    """A page that may be shown on a terminal: a cell escapes what Markdown reads, no more."""
    return "\n".join(map(console.plain, page.split("\n")))


def text(record: Record, said: Sequence[str] = ()) -> str:
    facts = (_heading(record), *said, *_facts(record))
    parts = ["\n".join(map(console.plain, facts))]
    for section in _sections(record.predicate):
        table = console.columns([section.header, *section.rows])
        parts.append(f"{section.title}\n{table}" if section.title else table)
    return "\n\n".join(parts)


def _heading(record: Record) -> str:
    return f"{record.predicate['service']}: {record.predicate['verdict']}"


def _facts(record: Record) -> Iterator[str]:
    predicate = record.predicate
    commit = predicate["commit"] or "no commit"
    changed = ", with uncommitted changes" if predicate["uncommitted_changes"] else ""
    yield f"Commit {commit}{changed}, {predicate['created']}."
    for one in record.subject:
        if "sha256" in one["digest"]:
            yield f"Image {one.get('name', 'without a name')}@sha256:{one['digest']['sha256']}."
    if run := predicate["run"]:
        yield f"Run {run['url'] or run['id']} of {run['forge']}, by {run['actor'] or 'unknown'}."


def _sections(predicate: Mapping[str, Any]) -> list[Section]:
    stages = predicate["stages"]
    reports = [(row["stage"], row["report"]) for row in stages if row["report"]]
    every = (
        Section(
            "",
            ("stage", "question", "outcome", ""),
            [(row["stage"], row["asks"], row["outcome"], row["summary"]) for row in stages],
        ),
        Section(
            "Waivers",
            ("stage", "rule", "where", "owner", "until", "reason", "what"),
            [
                (w["stage"], w["rule"], w.get("path", ""), w["owner"], w["expires"], w["reason"])
                + (w["message"],)
                for w in predicate["waivers"]
            ],
        ),
        Section(
            "Approvals",
            ("stage", "environment", "run"),
            [(one["stage"], one["environment"], one["run"]) for one in predicate["approvals"]],
        ),
        Section(
            "Figures",
            ("stage", "figure", "value", "threshold", "verdict"),
            [
                (stage, *views.figure_row(Figure(**figure)))
                for stage, done in reports
                for figure in done["figures"]
            ],
        ),
        Section(
            "Notes",
            ("stage", "to be read before approving"),
            [
                (stage, str(finding(note)))
                for stage, done in reports
                for note in done["notes"]
                if "waiver" not in note
            ],
        ),
        Section("Versions", ("what", "version"), list(versions.flat(predicate["versions"]))),
        Section("Files", ("file", "sha256"), list(predicate["digests"].items())),
    )
    return [section for section in every if section.rows]
