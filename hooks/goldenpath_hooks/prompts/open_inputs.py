"""Which inputs of a prompt can carry text that a stranger wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping

from goldenpath_hooks.prompts.document import Field, Prompt

CLOSED = frozenset(
    ("integer", "int", "float", "number", "boolean", "thread", "image", "file", "audio")
)
"""Kinds that hold no sentence, or that arrive as messages of their own."""
WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
SPOKEN = frozenset((
    "abstract", "answer", "article", "body", "chat", "chunks", "code", "comment", "content",
    "contents", "context", "conversation", "data", "description", "diff", "doc", "docs",
    "document", "documents", "essay", "feedback", "history", "html", "input", "inputs",
    "instructions", "issue", "log", "logs", "mail", "message", "messages", "notes", "page",
    "paragraph", "passage", "passages", "post", "prompt", "query", "question", "questions",
    "request", "requirements", "response", "review", "reviews", "scenario", "snippet", "source",
    "speech", "statement", "story", "summary", "text", "thread", "ticket", "transcript",
    "utterance"
))  # fmt: skip
"""Last words of names of inputs that hold sentences, not a value such as a name or a date."""

OPERATORS = re.compile(
    r"(?:exit|status|return)_?code|system_?(?:prompt|message)|format_?instructions", re.IGNORECASE
)
"""Names of what the program itself brings, and no user."""


def open_inputs(prompt: Prompt) -> frozenset[str]:
    """The inputs that may hold any string; without declarations those that have an example."""
    if prompt.inputs is None:
        return frozenset(prompt.sample)
    return frozenset(field.name for field in prompt.inputs if _is_open(field))


def is_spoken(name: str) -> bool:
    """Whether the name is that of a text of some length, and of others."""
    words = WORDS.findall(name[:100])
    spoken = bool(words) and words[-1].lower() in SPOKEN
    return spoken and OPERATORS.search(name) is None


def _is_open(field: Field) -> bool:
    schema = field.schema if isinstance(field.schema, Mapping) else {}
    listed = schema.get("enumValues") or schema.get("enum")
    return not listed and str(field.kind).lower() not in CLOSED
