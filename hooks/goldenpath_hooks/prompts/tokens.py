"""How many tokens a text has, as near as one can tell without the model's own tokenizer."""

from __future__ import annotations

import re
from collections.abc import Iterable

from goldenpath_hooks.prompts.document import Prompt
from goldenpath_hooks.prompts.texts import strings

LATIN = 4
"""Characters per token of English text; what is not ASCII comes in shorter pieces."""
OTHER = re.compile(r"[\u0080-\u2e7f]")
DENSE = re.compile(r"[^\u0000-\u2e7f]")
"""Chinese, Japanese, Korean, emoji: a token for each."""
TAGS = (("{{", "}}"), ("{%", "%}"), ("{#", "#}"))


def tokens(text: str) -> int:
    """An estimate, rounded up: 4 characters of ASCII a token, 2 of other letters, 1 of CJK."""
    if text.isascii():
        return -(-len(text) // LATIN)
    dense = len(text) - len(DENSE.sub("", text))
    other = len(text) - dense - len(OTHER.sub("", DENSE.sub("", text)))
    return dense + -(-other // 2) + -(-(len(text) - dense - other) // LATIN)


def prompt_tokens(prompt: Prompt) -> int:
    """Of what is sent: the text without the tags of the engine, and the sample values."""
    said = sum(tokens(static(message.template.text)) for message in prompt.messages)
    return said + sum(tokens(text) for text in _samples(prompt))


def static(text: str) -> str:
    """The text without tags; an open one is text."""
    for begin, end in TAGS:
        first, *pieces = text.split(begin)
        if pieces:
            text = first + "".join(_after(piece, end) for piece in pieces)
    return text


def _after(piece: str, end: str) -> str:
    _, found, rest = piece.partition(end)
    return rest if found else piece


def _samples(prompt: Prompt) -> Iterable[str]:
    return (text for _, text in strings(prompt.sample))
