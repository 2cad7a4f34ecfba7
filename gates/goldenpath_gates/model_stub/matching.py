"""When a rule holds: what the messages of a request contain, and what they lack."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import NamedTuple

from goldenpath_gates.model_stub.chat import ChatRequest
from goldenpath_gates.model_stub.reader import question

QUESTION = "question"
"""The part of the last user message that is not shown documents; a role for rules only."""

# A regular expression has no time limit in Python, so it reads a bounded text.
SEARCHED_CHARACTERS = 10_000


class Text(NamedTuple):
    plain: str
    folded: str


Texts = dict[str, Text]
"""The last message of each role; folded once, because a table may have thousands of rules."""


def texts_of(chat: ChatRequest) -> Texts:
    last = {message.role: message.text for message in chat.messages}
    if "user" in last:
        last[QUESTION] = question(last["user"])
    return {role: Text(text, text.casefold()) for role, text in last.items()}


@dataclass(frozen=True, slots=True)
class Condition:
    """What the last message of a role must be like; `contains` and `lacks` are folded."""

    role: str
    contains: str | None = None
    lacks: str | None = None
    regex: re.Pattern[str] | None = None

    def holds(self, texts: Texts) -> bool:
        text = texts.get(self.role)
        if text is None:  # a message that is not there lacks everything
            return bool(self.lacks) and not (self.contains or self.regex)
        if self.contains and self.contains not in text.folded:
            return False
        if self.lacks and self.lacks in text.folded:
            return False
        return not self.regex or bool(self.regex.search(text.plain[:SEARCHED_CHARACTERS]))


@dataclass(frozen=True, slots=True)
class Match:
    conditions: tuple[Condition, ...]
    last_role: str | None
    model: str | None
    tools: tuple[str, ...]
    """Functions that the request must offer."""

    def holds(self, chat: ChatRequest, texts: Texts) -> bool:
        if self.last_role and chat.messages[-1].role != self.last_role:
            return False
        if self.model and not fnmatchcase(chat.model, self.model):
            return False
        if any(tool not in chat.tools for tool in self.tools):
            return False
        return all(condition.holds(texts) for condition in self.conditions)
