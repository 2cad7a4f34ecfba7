"""What a hook found, where, and how to mend it; and how a hook ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

PASSED, FAILED, USAGE, INCOMPLETE = 0, 1, 2, 3


class Severity(StrEnum):
    """`error` and `house` stop a commit; a `warning` is shown only."""

    ERROR = "error"
    HOUSE = "house"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Place:
    """A position in a file, both counted from 1; columns count characters."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, order=True)
class Finding:
    """`message` says what is wrong, `remedy` how to mend it; neither ends with a full stop."""

    path: str
    place: Place
    rule: str
    message: str
    remedy: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """`path:line:col: rule-id message, remedy`, on one line whatever the file's name holds."""
        path = self.path.encode("unicode_escape").decode() if _unprintable(self.path) else self.path
        level = " (warning)" if self.severity is Severity.WARNING else ""
        text = ", ".join(part for part in (self.message, self.remedy) if part)
        return f"{path}:{self.place.line}:{self.place.column}: {self.rule}{level} {text}"


LONGEST = 300
"""Characters of a message or remedy: it may quote the file, and the file may be hostile."""


def one_line(text: str, longest: int = LONGEST) -> str:
    """What can be printed of a text, on one line; never half a word, as it may be half a key."""
    short = text if len(text) <= longest else f"{text[:longest].rpartition(' ')[0]} ...".lstrip()
    return short if short.isprintable() else short.encode("unicode_escape").decode()


def masked(text: str) -> str:
    """Without the keys that it quotes: more people read a log than the file."""
    from goldenpath_hooks.keys import find  # slow, and on most commits there is nothing to say
    from goldenpath_hooks.keys.scan import shown

    for key in find(text):
        text = text.replace(key.value, shown(key.value))
    return text


def dotted(key: Iterable[str | int]) -> str:
    """A way into a document, such as `stages[2].needs`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in key)
    return "".join(steps).removeprefix(".")


class HookError(Exception):
    """An expected end without a verdict: one sentence, and the exit code that goes with it."""

    def __init__(self, sentence: str, code: int = USAGE) -> None:
        super().__init__(sentence)
        self.code = code


def verdict(findings: Iterable[Finding]) -> int:
    """The exit code: warnings alone pass."""
    return FAILED if any(f.severity is not Severity.WARNING for f in findings) else PASSED


def _unprintable(path: str) -> bool:
    return not path.isprintable()
