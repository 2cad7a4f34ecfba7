"""Any bytes as a document: the format is told by name and content, and nothing raises."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module

from goldenpath_hooks.prompts.document import Document, Problem
from goldenpath_hooks.prompts.source import Source, decode

PACKAGE = "goldenpath_hooks.prompts.formats"
READERS = (
    (re.compile(r"\.prompty$"), "prompty"),
    (re.compile(r"\.(?:ya?ml|json)$"), "by_keys"),
    (re.compile(r"\.prompt$"), "dotprompt"),
    (re.compile(r"\.(?:jinja2?|j2)$"), "jinja"),
)
"""The modules of the formats by the names of files, each imported when a file needs it."""


def read(path: str, content: bytes) -> Document:
    """A file that is no prompt at all is a document without prompts and without problems."""
    source = decode(path, content)
    if isinstance(source, Problem):
        return Document(path, "", problems=(source,))
    for name, module in READERS:
        if name.search(path):
            reader: Callable[[Source], Document] = import_module(f"{PACKAGE}.{module}").read
            return reader(source)
    return Document(path, source.text)
