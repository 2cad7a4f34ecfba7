"""A Jinja2 template that is a prompt, perhaps with front matter of its program's own."""

from __future__ import annotations

from goldenpath_hooks.prompts.document import Document, Engine, Format, Problem
from goldenpath_hooks.prompts.engines.parsed import Parsed
from goldenpath_hooks.prompts.formats.prompty import described
from goldenpath_hooks.prompts.formats.text import Head, body_prompt, read_head
from goldenpath_hooks.prompts.source import Source


def read(source: Source) -> Document:
    head = read_head(source)
    if isinstance(head, Problem) or head.broken or head.problems:
        head = Head()  # what looks like front matter is text to whoever renders it
    prompt, problems = body_prompt(source, head, Format.JINJA, Engine.JINJA2, _parse)
    prompts = (described(prompt, head, v1=False),) if prompt else ()
    return Document(source.path, source.text, prompts, problems)


def _parse(text: str) -> Parsed:
    from goldenpath_hooks.prompts.engines import jinja2  # takes its time to import

    return jinja2.parse(text, extended=True)
