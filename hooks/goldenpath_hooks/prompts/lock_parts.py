"""A prompt taken apart: what callers rely on, what makes the answer, what is only said about it.

Each part is flat, from the way to a value to the value, so that neither the order of keys nor the
notation of the file counts. What changes no rendering stays out: line ends, the byte order mark,
line ends after the last message. So do the name and the version, which the lock records as they
are, and the owner: whoever owns a prompt, it is the same prompt.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from goldenpath_hooks.prompts.document import Engine, Format, Key, Prompt
from goldenpath_hooks.prompts.lock import Hashes

Part = Mapping[Key, str]
"""Values as JSON: for Python, `true` equals 1."""

LEFT_OUT = frozenset(
    {("name",), ("version",), ("owner",), ("metadata", "version"), ("metadata", "owner")}
)
INTERFACE = frozenset({"inputs", "outputs", "input", "output", "responseFormat", "jsonSchema"})
NOTES = frozenset(
    ("$schema", "authors", "description", "displayName", "evaluators")
    + ("metadata", "sample", "tags", "testData")
)
FIELD_NOTES = frozenset(
    ("$comment", "description", "displayName", "example", "examples", "sample", "title")
)
NAMES_FOLLOW = frozenset({"properties", "$defs", "definitions"})
VALUES_FOLLOW = frozenset({"default", "enum", "enumValues", "const"})

COMMENTS = ("comments",)
MESSAGES = "messages"
BLANKS = re.compile(r"\s*")


@dataclass(frozen=True)
class Parts:
    interface: Part
    content: Part
    notes: Part

    def hashes(self) -> Hashes:
        return Hashes(_hash(self.interface), _hash(self.content), _hash(self.notes))


def take_apart(prompt: Prompt) -> Parts:
    parts: dict[str, dict[Key, str]] = {"interface": {}, "content": {}, "notes": {}}
    settings = _own_settings(prompt).items()
    for key, value in (pair for step, inner in settings for pair in _flat((step,), inner)):
        if not any(key[: len(out)] == out for out in LEFT_OUT):
            parts[_part(key)][key] = _json(value)
    comments = _yaml_comments(prompt.settings.text)
    for key, text, said in _messages(prompt):
        parts["content"][key] = _json(text)
        comments += said
    if kept := sorted(c for c in comments if c and not c.startswith("goldenpath:")):
        parts["notes"][COMMENTS] = _json(kept)
    parts["interface"][("format",)] = str(prompt.format)
    parts["interface"][("template language",)] = str(prompt.engine)
    return Parts(**parts)


def differing(old: Part, new: Part) -> Iterator[Key]:
    return (key for key in {**old, **new} if old.get(key) != new.get(key))


def _own_settings(prompt: Prompt) -> Mapping[str, Any]:
    """Without what the messages say again; a promptfoo file is about much more than its prompts."""
    if prompt.format is Format.PROMPTFOO or not isinstance(prompt.settings.data, Mapping):
        return {"options": dict(prompt.options)}
    return {key: value for key, value in prompt.settings.data.items() if key != MESSAGES}


def _part(key: Key) -> str:
    if key[0] in NOTES:
        return "notes"
    if key == ("model", "apiType"):
        return "interface"
    if key[0] not in INTERFACE:
        return "content"
    return "notes" if _is_field_note(key[1:]) else "interface"


def _is_field_note(key: Key) -> bool:
    """An input may itself be called `description`: names and keywords take turns."""
    name_expected = True
    for step in key:
        if step in NAMES_FOLLOW:
            name_expected = True
        elif name_expected:
            name_expected = False
        elif step in FIELD_NOTES:
            return True
        elif step in VALUES_FOLLOW:
            return False
    return False


def _flat(key: Key, value: Any) -> Iterator[tuple[Key, Any]]:
    if isinstance(value, list):
        value = _by_name(value)
    if isinstance(value, Mapping) and value:
        for step, inner in value.items():
            yield from _flat((*key, step), inner)
    else:
        yield key, int(value) if isinstance(value, float) and value.is_integer() else value


def _by_name(items: list[Any]) -> Mapping[Any, Any]:
    """A list of inputs may be written as a mapping too."""
    names = [item.get("name") if isinstance(item, Mapping) else None for item in items]
    if len({name for name in names if isinstance(name, str)}) < len(items):
        return dict(enumerate(items))
    return {
        name: {key: value for key, value in item.items() if key != "name"}
        for name, item in zip(names, items, strict=True)
    }


def _messages(prompt: Prompt) -> Iterator[tuple[Key, list[str], list[str]]]:
    for number, message in enumerate(prompt.messages, start=1):
        text = message.template.text.replace("\r\n", "\n")
        comments: list[str] = []
        if message.template.engine in (Engine.JINJA2, Engine.NUNJUCKS):
            text, comments = without_comments(text)
        if number == len(prompt.messages):
            text = text.rstrip("\n")
        yield (MESSAGES, number), [message.role, message.attributes, text], comments


def without_comments(text: str) -> tuple[str, list[str]]:
    """A Jinja2 template as it renders, and its comments; `{#-` and `-#}` take blanks along."""
    kept, comments, position = "", [], 0
    while (start := text.find("{#", position)) >= 0 and (end := text.find("#}", start + 2)) >= 0:
        before, comment = text[position:start], text[start + 2 : end]
        kept += before.rstrip() if comment.startswith("-") else before
        position = end + 2
        if comment[1:].endswith("-"):
            position = BLANKS.match(text, position).end()  # type: ignore[union-attr]
        comments.append(comment.strip("-+ \t\n"))
    return kept + text[position:], comments


def _yaml_comments(text: str) -> list[str]:
    """What stands between the tokens of YAML and is no blank."""
    if "#" not in text:
        return []
    import yaml

    comments, end = [], 0
    try:
        for token in yaml.scan(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            gap = text[end : token.start_mark.index]
            comments += [line.strip().lstrip("#").strip() for line in gap.split("\n")]
            end = max(end, token.end_mark.index)
    except yaml.YAMLError:
        return []
    return [comment for comment in comments if comment]


def _hash(part: Part) -> str:
    from hashlib import sha256  # 8 ms, and most repositories have no prompts

    rows = sorted(f"{_json(key)}: {value}" for key, value in part.items())
    return sha256("\n".join(rows).encode()).hexdigest()[:16]


def _json(value: Any) -> str:
    return json.dumps(value, default=str)
