"""The rule table: which reply to which question."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from string import Template
from typing import Any

from goldenpath_gates.model_stub.chat import ChatRequest
from goldenpath_gates.model_stub.documents import complaint, load
from goldenpath_gates.model_stub.instances import minimal
from goldenpath_gates.model_stub.jsonbody import loads
from goldenpath_gates.model_stub.replies import CHARACTERS_PER_TOKEN, Reply, ToolCall

SCHEMA = "rules.schema.json"
DEFAULT_RULES = Path(__file__).with_name("rules.yaml")
PLACEHOLDERS = ("last_user", "summary", "model")
SUMMARY_CHARACTERS = 120
# A regular expression has no time limit in Python, so it reads a bounded text.
SEARCHED_CHARACTERS = 10_000


@dataclass(frozen=True, slots=True)
class Rule:
    reply: str | None
    tool_calls: tuple[Mapping[str, Any], ...]
    finish_reason: str | None
    contains: str | None
    regex: re.Pattern[str] | None
    role: str | None
    last_role: str | None
    model: str | None

    def matches(self, chat: ChatRequest) -> bool:
        if self.last_role and chat.messages[-1].role != self.last_role:
            return False
        if self.model and not fnmatchcase(chat.model, self.model):
            return False
        if any(call["name"] not in chat.tools for call in self.tool_calls):
            return False
        return self.finds_text(chat)

    def finds_text(self, chat: ChatRequest) -> bool:
        if not (self.contains or self.regex or self.role):
            return True
        text = chat.last_text(self.role or "user")
        if text is None:
            return False
        if self.contains and self.contains not in text.casefold():
            return False
        return not self.regex or bool(self.regex.search(text[:SEARCHED_CHARACTERS]))


@dataclass(frozen=True, slots=True)
class RuleTable:
    rules: tuple[Rule, ...]
    models: tuple[str, ...]

    def answer(self, chat: ChatRequest) -> Reply:
        """Raises BadRequest if the wanted format is beyond the stub."""
        rule = next(rule for rule in self.rules if rule.matches(chat))
        values = placeholders(chat)
        if rule.tool_calls:
            calls = tuple(tool_call(call, values) for call in rule.tool_calls)
            return Reply(filled_text(rule, values), rule.finish_reason or "tool_calls", calls)
        if chat.forced_tool:
            arguments = minimal(chat.tools[chat.forced_tool] or {"type": "object"})
            forced = ToolCall(chat.forced_tool, json.dumps(arguments, ensure_ascii=False))
            return Reply(None, "tool_calls", (forced,))
        text = formatted(chat, filled_text(rule, values) or "")
        return shortened(Reply(text, rule.finish_reason or "stop"), chat.max_tokens)


def placeholders(chat: ChatRequest) -> dict[str, str]:
    last = chat.last_text("user") or ""
    summary = " ".join(last[: SUMMARY_CHARACTERS * 10].split())
    if len(summary) > SUMMARY_CHARACTERS:
        summary = f"{summary[: SUMMARY_CHARACTERS - 3]}..."
    return {"last_user": last, "summary": summary, "model": chat.model}


def filled_text(rule: Rule, values: Mapping[str, str]) -> str | None:
    return None if rule.reply is None else Template(rule.reply).substitute(values)


def filled(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return Template(value).substitute(values)
    if isinstance(value, list):
        return [filled(item, values) for item in value]
    if isinstance(value, dict):
        return {key: filled(item, values) for key, item in value.items()}
    return value


def tool_call(call: Mapping[str, Any], values: Mapping[str, str]) -> ToolCall:
    arguments = filled(call.get("arguments", {}), values)
    return ToolCall(call["name"], json.dumps(arguments, ensure_ascii=False))


def formatted(chat: ChatRequest, text: str) -> str:
    """A reply that is JSON already is the author's own; else one is made."""
    if chat.response_format == "text" or is_json_object(text):
        return text
    made = minimal(chat.schema) if chat.response_format == "json_schema" else {"answer": text}
    return json.dumps(made, ensure_ascii=False)


def is_json_object(text: str) -> bool:
    try:
        return isinstance(loads(text), dict)
    except ValueError:
        return False


def shortened(reply: Reply, max_tokens: int | None) -> Reply:
    characters = (max_tokens or 0) * CHARACTERS_PER_TOKEN
    if not characters or reply.text is None or len(reply.text) <= characters:
        return reply
    return replace(reply, text=reply.text[:characters], finish_reason="length")


def load_rules(path: Path | None) -> RuleTable:
    """The team's rules, then the default ones. Raises UsageError."""
    documents = [(DEFAULT_RULES, load(DEFAULT_RULES, SCHEMA))]
    if path is not None:
        documents.insert(0, (path, load(path, SCHEMA)))
    rules = [
        rule_from(file, f"rules[{index}]", entry)
        for file, document in documents
        for index, entry in enumerate(document["rules"])
    ]
    models = next(document["models"] for _, document in documents if "models" in document)
    return RuleTable(tuple(rules), tuple(models))


def rule_from(path: Path, key: str, entry: Mapping[str, Any]) -> Rule:
    if "reply" not in entry and "tool_calls" not in entry:
        raise complaint(path, key, "the rule answers nothing; give it reply or tool_calls")
    calls = entry.get("tool_calls", ())
    for place in (entry.get("reply"), [call.get("arguments") for call in calls]):
        check_placeholders(path, key, place)
    match = entry.get("match", {})
    contains = match.get("contains")
    return Rule(
        reply=entry.get("reply"),
        tool_calls=tuple(calls),
        finish_reason=entry.get("finish_reason"),
        contains=contains and contains.casefold(),
        regex=compiled(path, f"{key}.match.regex", match.get("regex")),
        role=match.get("role"),
        # Else an agent would be sent to the same tool again and again.
        last_role=match.get("last_role", "user" if calls else None),
        model=match.get("model"),
    )


def check_placeholders(path: Path, key: str, value: Any) -> None:
    try:
        filled(value, dict.fromkeys(PLACEHOLDERS, ""))
    except KeyError as error:
        known = ", ".join(f"${name}" for name in PLACEHOLDERS)
        raise complaint(path, key, f"unknown placeholder ${error.args[0]}; known are {known}; "
                        "write $$ for a dollar sign") from error  # fmt: skip
    except ValueError as error:
        message = "a $ without a placeholder; write $$ for a dollar sign"
        raise complaint(path, key, message) from error


def compiled(path: Path, key: str, pattern: str | None) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern) if pattern else None
    except (re.error, OverflowError, RecursionError) as error:
        raise complaint(path, key, f"is not a regular expression: {error}") from error
