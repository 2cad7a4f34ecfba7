"""Assertions of promptfoo, as parts of `expected`.

https://www.promptfoo.dev/docs/configuration/expected-outputs/ names them. What has no equal here
is said, never dropped: a case that expects less than it did would pass more easily.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

Parts = dict[str, Any]
"""Parts of `expected`, and `criteria`."""


class Lost(Exception):
    """Why an assertion, or a whole case, could not be taken."""


FOREIGN = re.compile(r"\s*(?:file://|(?:package|exec|python|javascript|ruby):)")
"""Values that name something else: nothing is opened, nothing is run."""
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
TEMPLATE = re.compile(r"\{[{%]")
RUNS_CODE = "it would run code, which a dataset does not; write what it checks as expected parts"
A_GATE = "a ceiling is no property of a case: write a gate in goldenpath.toml"
UNKNOWN = "no part of a golden case says this; write a criterion, or leave it out"
LOST = {
    **dict.fromkeys(("javascript", "python", "ruby", "webhook"), RUNS_CODE),
    **dict.fromkeys(("latency", "cost"), A_GATE),
}


def _text(value: Any) -> str:
    if isinstance(value, str) and value:
        return value
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    raise Lost("its value is no text")


def _texts(value: Any) -> list[str]:
    return [_text(one) for one in (value if isinstance(value, list) else [value])]


def _equal(value: Any) -> Parts:
    return {"structure": value} if isinstance(value, dict) and value else {"text": _text(value)}


def _schema(value: Any) -> Parts:
    try:
        schema = json.loads(value) if isinstance(value, str) and value else value or {}
    except ValueError:
        schema = None
    if not isinstance(schema, dict):
        raise Lost("its value is no JSON Schema in JSON or YAML")
    return {"schema": schema}


def any_of(texts: Iterable[str], flags: str = "") -> str:
    """The pattern of an answer in which one of the texts occurs."""
    return f"{flags}(?:{'|'.join(map(re.escape, texts))})"


TAKEN: Mapping[str, Callable[[Any], Parts]] = {
    "equals": _equal,
    "similar": lambda value: {"text": _text(value)},
    "contains": lambda value: {"contains": [_text(value)]},
    "icontains": lambda value: {"contains": [_text(value)]},
    "contains-all": lambda value: {"contains": _texts(value)},
    "icontains-all": lambda value: {"contains": _texts(value)},
    "contains-any": lambda value: {"regex": any_of(_texts(value))},
    "icontains-any": lambda value: {"regex": any_of(_texts(value), "(?i)")},
    "not-contains": lambda value: {"absent": [_text(value)]},
    "not-icontains": lambda value: {"absent": [_text(value)]},
    "not-contains-any": lambda value: {"absent": _texts(value)},
    "not-icontains-any": lambda value: {"absent": _texts(value)},
    "starts-with": lambda value: {"regex": rf"\A{re.escape(_text(value))}"},
    "regex": lambda value: {"regex": _text(value)},
    "is-json": _schema,
    "is-refusal": lambda _: {"refusal": True},
    "not-is-refusal": lambda _: {"refusal": False},
    "llm-rubric": lambda value: {"criteria": _texts(value)},
    "model-graded-closedqa": lambda value: {"criteria": _texts(value)},
    "g-eval": lambda value: {"criteria": _texts(value)},
}
OTHERS = frozenset(("agent-rubric", "answer-relevance", "bleu", "classifier", "contains-html",
    "contains-json", "contains-sql", "contains-xml", "context-faithfulness", "context-recall",
    "context-relevance", "conversation-relevance", "factuality", "finish-reason", "gleu",
    "guardrails", "is-html", "is-sql", "is-valid-function-call", "is-valid-openai-function-call",
    "is-valid-openai-tools-call", "is-xml", "levenshtein", "meteor", "model-graded-factuality",
    "moderation", "perplexity", "perplexity-score", "pi", "rouge-n", "search-rubric",
    "tool-call-f1", *LOST))  # fmt: skip
CELL = re.compile(
    rf"(?P<type>(?:not-)?(?:{'|'.join(sorted({*TAKEN, *OTHERS}, key=len, reverse=True))}))"
    r"(?:\(\d+(?:\.\d+)?\))?(?::(?P<value>.*))?",
    re.S,
)


def read(assertions: Any, variables: Mapping[str, Any]) -> tuple[Parts, dict[int, str]]:
    """The parts of all assertions together; and of each that was lost, by index, which and why."""
    parts, lost = Parts(), dict[int, str]()
    for index, assertion in enumerate(assertions if isinstance(assertions, list) else [assertions]):
        try:
            for taken in list(_taken(assertion, variables)):
                _add(parts, taken)
        except Lost as why:
            lost[index] = f"{_kind(assertion)}: {why}"
    return parts, lost


def cell(text: str) -> dict[str, Any]:
    """An `__expected` cell: `type: value`, `type(threshold): value`, or the very answer."""
    if FOREIGN.match(text) or text.startswith(("fn:", "eval:")):
        return {"type": "javascript"}
    if text.startswith("grade:"):
        return {"type": "llm-rubric", "value": text.removeprefix("grade:").strip()}
    match = CELL.fullmatch(text)
    if match is None:
        return {"type": "equals", "value": text}
    kind, value = match["type"], (match["value"] or "").strip()
    listed = kind.endswith(("-any", "-all"))
    return {"type": kind, "value": [one.strip() for one in value.split(",")] if listed else value}


def filled(value: Any, variables: Mapping[str, Any]) -> Any:
    """Plain `{{ variable }}`s put in. Raises Lost for what only a template engine could say."""
    if isinstance(value, list):
        return [filled(one, variables) for one in value]
    if isinstance(value, dict):
        return {key: filled(one, variables) for key, one in value.items()}
    if not isinstance(value, str):
        return value
    if FOREIGN.match(value):
        raise Lost("its value stands in another file, or is code; write the value itself")
    if TEMPLATE.search(VARIABLE.sub("", value)) or not _known(value, variables):
        raise Lost("its value is a template; only {{ variable }} of the same test is filled in")
    return VARIABLE.sub(lambda match: _text(variables[match[1]]), value)


def _known(value: str, variables: Mapping[str, Any]) -> bool:
    return all(name in variables for name in VARIABLE.findall(value))


def _taken(assertion: Any, variables: Mapping[str, Any]) -> Iterator[Parts]:
    kind = _kind(assertion)
    if kind == "assert-set" and "threshold" not in assertion:
        for one in assertion.get("assert") or ():
            yield from _taken(one, variables)
        return
    if kind not in TAKEN:
        raise Lost(LOST.get(kind.removeprefix("not-"), UNKNOWN))
    if "transform" in assertion:
        raise Lost("it changes the answer before it looks; ask for what the service says")
    yield TAKEN[kind](filled(assertion.get("value"), variables))


def _kind(assertion: Any) -> str:
    kind = assertion.get("type") if isinstance(assertion, dict) else None
    return kind if isinstance(kind, str) else "an assertion without a type"


def _add(parts: Parts, taken: Parts) -> None:
    for name, value in taken.items():
        if isinstance(value, list):
            parts[name] = list(dict.fromkeys([*parts.get(name, ()), *value]))
        elif parts.setdefault(name, value) != value:
            raise Lost(f"a case has one {name}, and another assertion gave it; split the test")
