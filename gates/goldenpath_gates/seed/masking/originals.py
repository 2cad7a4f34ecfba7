"""What was masked, and where it still stands: whole, as a part, in other letters or encoded."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from unicodedata import normalize
from urllib.parse import unquote, unquote_plus

from goldenpath_gates import strictjson

HEAD = 6
"""Characters of the shortest text that is looked for everywhere: shorter ones stand in other words
by chance."""
REMEMBERED = 1 << 16
HEX = re.compile(rf"[0-9a-fA-F]{{{2 * HEAD},}}")
BASE64 = re.compile(rf"[A-Za-z0-9+/_-]{{{HEAD * 4 // 3},}}")
ESCAPED = re.compile(r'(?:\\u[0-9a-fA-F]{4})+|\\["\\/bfnrt]')
LAYERS = 3
"""How often a text is decoded: JSON in JSON in an address."""


def fold(text: str) -> str:
    """One form of what people see as the same."""
    return text.lower() if text.isascii() else normalize("NFKC", text).casefold()


class Originals:
    """Remembers every value, so memory grows with the extract: about 200 bytes for each."""

    def __init__(self) -> None:
        self._whole: set[str] = set()
        self._heads: set[str] = set()
        self._lengths: list[int] = []
        self._seen: dict[str, bool] = {}

    def add(self, values: Iterable[str]) -> None:
        folded = (fold(value).strip() for value in values)
        self._whole.update(value for value in folded if len(value) >= HEAD)

    def ready(self) -> None:
        """After the last one is added."""
        self._heads = {value[:HEAD] for value in self._whole}
        self._lengths = sorted({len(value) for value in self._whole})

    def __len__(self) -> int:
        return len(self._whole)

    def is_one(self, masked: str) -> bool:
        """Whether a mask is an original as a whole, or one in hex."""
        return masked in self._whole or (
            len(masked) == 32 and any(text in self._whole for text in _unhexed(masked))
        )

    def stand_in(self, text: str) -> bool:
        """Whether one of them stands anywhere in a text."""
        if not self._whole:
            return False
        if text not in self._seen:
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            self._seen[text] = any(self._part(fold(form)) for form in forms(text))
        return self._seen[text]

    def _part(self, text: str) -> bool:
        return any(
            text[at : at + length] in self._whole
            for at in range(len(text) - HEAD + 1)
            if text[at : at + HEAD] in self._heads
            for length in self._lengths
        )


def texts_in(value: Any) -> Iterator[str]:
    """Each text within an object or a list of JSON, also of one that is written in a cell."""
    waiting = [*_within(value)]
    while waiting:
        found = waiting.pop()
        if isinstance(found, str):
            yield found
        waiting.extend(_within(found))


def _within(value: Any) -> Iterable[Any]:
    if isinstance(value, str) and value.startswith(("{", "[")):
        try:
            value = strictjson.loads(value.encode())
        except ValueError:
            return ()
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def forms(text: str) -> Iterator[str]:
    """A text, and what it is where parts of it are encoded."""
    for _ in range(LAYERS):
        yield text
        if "+" in text:
            yield unquote_plus(text)
        yield from _unhexed(text)
        yield from _unbased(text)
        encoded, text = text, unquote(_unescaped(text))
        if text == encoded:
            return
    yield text


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda run: str(json.loads(f'"{run[0]}"')), text) if "\\" in text else text


def _unbased(text: str) -> Iterator[str]:
    for run in BASE64.findall(text):
        standard = run.translate(str.maketrans("-_", "+/"))
        for start in range(4):  # what was encoded may begin within what is seen
            cut = standard[start:]
            cut = cut[: len(cut) - 1] if len(cut) % 4 == 1 else cut
            yield base64.b64decode(cut + "=" * (-len(cut) % 4)).decode("utf-8", "replace")


def _unhexed(text: str) -> Iterator[str]:
    for run in HEX.findall(text):
        for start in range(2):
            cut = run[start:]
            yield bytes.fromhex(cut[: len(cut) // 2 * 2]).decode("utf-8", "replace")
