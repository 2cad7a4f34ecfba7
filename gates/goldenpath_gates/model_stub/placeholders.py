"""What a rule's reply may quote of the request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from string import Template
from typing import Any

from goldenpath_gates.model_stub import reader
from goldenpath_gates.model_stub.chat import ChatRequest

SUMMARY_CHARACTERS = 120


def summary(chat: ChatRequest) -> str:
    text = chat.last_text("user") or ""
    line = " ".join(text[: SUMMARY_CHARACTERS * 10].split())
    return line if len(line) <= SUMMARY_CHARACTERS else f"{line[: SUMMARY_CHARACTERS - 3]}..."


PLACEHOLDERS: dict[str, Callable[[ChatRequest], str]] = {
    "last_user": lambda chat: chat.last_text("user") or "",
    "summary": summary,
    "model": lambda chat: chat.model,
    "system": lambda chat: chat.last_text("system") or "",
    "passage": lambda chat: str(reader.read(chat)),
    "passage_id": lambda chat: reader.read(chat).id,
    "passage_text": lambda chat: reader.read(chat).text,
}


class Values(dict[str, str]):
    """Each placeholder's text, made when it is asked for: reading documents takes time."""

    def __init__(self, chat: ChatRequest) -> None:
        super().__init__()
        self.chat = chat

    def __missing__(self, name: str) -> str:
        self[name] = PLACEHOLDERS[name](self.chat)
        return self[name]


def filled(value: Any, values: Mapping[str, str]) -> Any:
    """Raises KeyError for an unknown placeholder, ValueError for a dollar sign alone."""
    if isinstance(value, str):
        return Template(value).substitute(values)
    if isinstance(value, list):
        return [filled(item, values) for item in value]
    if isinstance(value, dict):
        return {key: filled(item, values) for key, item in value.items()}
    return value
