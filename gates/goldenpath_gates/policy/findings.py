"""What an engine found, before profile and waivers say what it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from goldenpath_gates.policy.document import Document


@dataclass(frozen=True, order=True)
class Found:
    """`at` leads to the value within its document, `document` is its number among all that were
    judged; Checkov, which reads the files itself, gives a line instead."""

    rule: str
    path: str
    text: str
    at: tuple[str | int, ...] = ()
    document: int = -1
    line: int | None = None
    column: int | None = None
    subject: str = ""


def parse(rows: Iterable[Mapping[str, Any]]) -> list[Found]:
    """From what the rules' `deny` holds. Raises KeyError where a rule forgot a member."""
    return [
        Found(
            str(row["id"]),
            str(row["path"]),
            str(row["text"]),
            tuple(row["at"]),
            int(row.get("document", -1)),
        )
        for row in rows
    ]


def located(found: Iterable[Found], documents: Sequence[Document]) -> list[Found]:
    """With line, column and subject, where the document can tell; in a stable order."""
    return sorted(
        (_located(one, documents) for one in found),
        key=lambda one: (one.path, one.line or 0, one.column or 0, one.rule, one.text),
    )


def _located(found: Found, documents: Sequence[Document]) -> Found:
    if not 0 <= found.document < len(documents):
        return found
    document = documents[found.document]
    line, column = document.locate(found.at) or (None, None)
    return replace(found, line=line, column=column, subject=document.subject)
