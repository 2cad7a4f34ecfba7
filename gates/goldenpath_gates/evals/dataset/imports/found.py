"""One case of another tool: what could be taken, and what could not."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from goldenpath_gates.evals.dataset.imports.assertions import Lost
from goldenpath_gates.report import Finding

RULE = "import"
INPUT = "input"


@dataclass(frozen=True)
class Origin:
    """Where a case stands in the other tool's file."""

    format: str
    path: str
    line: int

    def finding(self, message: str, line: int | None = None) -> Finding:
        return Finding(RULE, message, self.path, line or self.line)


@dataclass
class Found:
    """`body` is the case as its line says it; None where nothing can be asked."""

    body: dict[str, Any] | None = None
    findings: list[Finding] = field(default_factory=list)


def chosen(variables: Mapping[str, Any], name: str | None) -> Any:
    """The input among the variables of a test: the named one, `input`, or the only one; else all
    of them, as the body of the request."""
    if name and name not in variables:
        raise Lost(f"there is no {name} to ask")
    if not variables:
        raise Lost("there is nothing to ask")
    name = name or (INPUT if INPUT in variables else None)
    name = next(iter(variables)) if name is None and len(variables) == 1 else name
    given = variables[name] if name else dict(variables)
    if given in ("", None):
        raise Lost("the input is empty")
    return given if isinstance(given, str | dict) else json.dumps(given)


def case(
    origin: Origin,
    given: Any,
    parts: Mapping[str, Any],
    *,
    name: str = "",
    title: str = "",
    tags: Iterable[str] = (),
    **besides: Any,
) -> dict[str, Any]:
    """`parts` are those of `expected`, and `criteria`; `besides` goes into the provenance."""
    text = title or (given if isinstance(given, str) else json.dumps(given, ensure_ascii=False))
    provenance = {"format": origin.format, "file": Path(origin.path).name, "line": origin.line}
    body = {
        "id": name or stable_id(text, [given, parts]),
        "input": given,
        "expected": {key: value for key, value in parts.items() if key != "criteria"},
        "tags": list(dict.fromkeys(filter(None, map(tag, tags)))),
        "criteria": parts.get("criteria", []),
        "provenance": {**provenance, **({"description": title} if title else {}), **besides},
    }
    return {key: value for key, value in body.items() if value != []}


def stable_id(text: str, content: Any) -> str:
    """Words of the text for people, and a hash of the content: a case that moves keeps its id."""
    digest = sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:8]
    return f"{slug(text)[:40].strip('-') or 'case'}-{digest}"


def tag(text: str) -> str:
    """As near to the text as a tag may be."""
    return ":".join(filter(None, map(slug, text.split(":"))))[:64].strip("-:")


def slug(text: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", text[:1000]).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")
