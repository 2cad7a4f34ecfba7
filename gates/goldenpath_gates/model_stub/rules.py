"""The rule table: which reply to which question."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from goldenpath_gates.model_stub.chat import ChatRequest
from goldenpath_gates.model_stub.documents import complaint, load
from goldenpath_gates.model_stub.instances import minimal
from goldenpath_gates.model_stub.jsonbody import loads
from goldenpath_gates.model_stub.matching import Condition, Match, texts_of
from goldenpath_gates.model_stub.placeholders import PLACEHOLDERS, Values, filled
from goldenpath_gates.model_stub.replies import CHARACTERS_PER_TOKEN, Reply, ToolCall

SCHEMA = "rules.schema.json"
DEFAULT_RULES = Path(__file__).with_name("rules.yaml")
TEXTUAL = {"role", "contains", "lacks", "regex"}


@dataclass(frozen=True, slots=True)
class Rule:
    """`answered_by` is the model named in the answer; None names the one asked for."""

    match: Match
    reply: str | None
    tool_calls: tuple[Mapping[str, Any], ...]
    finish_reason: str | None
    answered_by: str | None
    delay_s: float


@dataclass(frozen=True, slots=True)
class RuleTable:
    rules: tuple[Rule, ...]
    models: tuple[str, ...]

    def answer(self, chat: ChatRequest) -> Reply:
        """Raises BadRequest if the wanted format is beyond the stub."""
        texts = texts_of(chat)
        rule = next(rule for rule in self.rules if rule.match.holds(chat, texts))
        return replace(said(rule, chat), model=rule.answered_by, delay_s=rule.delay_s)


def said(rule: Rule, chat: ChatRequest) -> Reply:
    values = Values(chat)
    if rule.tool_calls:
        calls = tuple(tool_call(call, values) for call in rule.tool_calls)
        return Reply(filled(rule.reply, values), rule.finish_reason or "tool_calls", calls)
    if chat.forced_tool:
        arguments = minimal(chat.tools[chat.forced_tool] or {"type": "object"})
        forced = ToolCall(chat.forced_tool, json.dumps(arguments, ensure_ascii=False))
        return Reply(None, "tool_calls", (forced,))
    return written(chat, filled(rule.reply, values) or "", rule.finish_reason)


def written(chat: ChatRequest, text: str, finish_reason: str | None = None) -> Reply:
    """A text in the wanted format and length."""
    return shortened(Reply(formatted(chat, text), finish_reason or "stop"), chat.max_tokens)


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
    return Rule(
        match=match_from(path, f"{key}.match", entry.get("match", {}), calls),
        reply=entry.get("reply"),
        tool_calls=tuple(calls),
        finish_reason=entry.get("finish_reason"),
        answered_by=entry.get("answered_by"),
        delay_s=entry.get("delay_ms", 0) / 1000,
    )


def match_from(
    path: Path, key: str, match: Mapping[str, Any], calls: Sequence[Mapping[str, Any]]
) -> Match:
    conditions = [condition_from(path, key, match)] if TEXTUAL & match.keys() else []
    for index, entry in enumerate(match.get("and", ())):
        conditions.append(condition_from(path, f"{key}.and[{index}]", entry))
    return Match(
        conditions=tuple(conditions),
        # Else an agent would be sent to the same tool again and again.
        last_role=match.get("last_role", "user" if calls else None),
        model=match.get("model"),
        tools=tuple(call["name"] for call in calls),
    )


def condition_from(path: Path, key: str, entry: Mapping[str, Any]) -> Condition:
    return Condition(
        role=entry.get("role", "user"),
        contains=folded(entry.get("contains")),
        lacks=folded(entry.get("lacks")),
        regex=compiled(path, f"{key}.regex", entry.get("regex")),
    )


def folded(text: str | None) -> str | None:
    return text and text.casefold()


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
