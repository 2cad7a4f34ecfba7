"""One golden case: what is asked, and what a good answer holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Input = str | Mapping[str, Any]
"""A text, which fills the field that `[eval.request] text` names, or the whole body."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a good answer holds. A scorer runs only where its part is given."""

    text: str | None = None
    contains: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    """Texts that must not occur: a secret of the prompt, the word an attack asks for."""
    regex: str | None = None
    structure: Mapping[str, Any] | None = None
    """Fields and their values, compared field by field."""
    schema: Mapping[str, Any] | None = None
    label: str | None = None
    documents: tuple[str, ...] | None = None
    """Ids of the relevant documents; empty says that none is, None that nobody asked."""
    number: float | None = None
    tolerance: float = 0.0
    """Allowed distance from `number`, in its own unit."""
    refusal: bool | None = None
    tool_calls: tuple[Mapping[str, Any], ...] | None = None
    """Each with `name`, and `arguments` or `schema`."""


@dataclass(frozen=True, slots=True)
class Case:
    """`dataset` is the path of its file, `line` its place there (from 1)."""

    id: str
    input: Input
    expected: Expected
    dataset: str = ""
    line: int = 0
    tags: tuple[str, ...] = ()
    tenant: str | None = None
    weight: float = 1.0
    criteria: tuple[str, ...] = ()
    """Acceptance criteria in words, for a judge and for people."""
    label_by_people: bool | None = None
    """Whether people found the expected text acceptable: what a judge is compared with."""
    provenance: Mapping[str, Any] = field(default_factory=dict)
