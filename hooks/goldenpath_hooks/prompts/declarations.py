"""What a prompt declares of its variables, what it uses, and which values fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from goldenpath_hooks.prompts.document import Field, Format, Prompt
from goldenpath_hooks.prompts.texts import strings

KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "float": (float, int),
    "number": (float, int),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "union": (object,),
    "thread": (list,),
    "image": (object,),
    "file": (object,),
    "audio": (object,),
}
"""The kinds of Prompty v2, and the types that their values have in YAML."""

ALWAYS = {
    # Filled by the tool itself: https://www.promptfoo.dev/docs/configuration/chat
    Format.PROMPTFOO: frozenset({"_conversation", "env", "prompt", "vars"}),
    Format.GITHUB_MODELS: frozenset({"completion"}),
}

ELSEWHERE = frozenset({"include", "import", "from", "extends"})
"""The tags that bring in text from other files."""


def declared(prompt: Prompt) -> frozenset[str]:
    """The names that a template may use; empty where the file leaves that open."""
    if prompt.format is Format.PROMPTFOO and _vars_elsewhere(prompt):
        return frozenset()
    names = {field.name for field in prompt.inputs or ()} | set(prompt.sample)
    return frozenset(names | ALWAYS.get(prompt.format, frozenset()) if names else ())


def refers(prompt: Prompt, part: str) -> bool:
    """Whether inputs or outputs are declared, be it in another file or under a name."""
    ways = ((f"{part}s",), (part, "schema"))
    return any(prompt.settings.get(*way) is not None for way in ways)


def used(prompt: Prompt) -> set[str]:
    """The names that the template or a binding of a tool reads."""
    names = {use.name for message in prompt.messages for use in message.template.uses}
    return names | {text for _, text in strings(prompt.settings.get("tools"))}


def reads_unseen(prompt: Prompt) -> bool:
    """Whether the template may read inputs that are not seen, in another file."""
    marks = (mark for message in prompt.messages for mark in message.template.marks)
    return any(m.kind == "partial" or (m.kind == "tag" and m.name in ELSEWHERE) for m in marks)


def part(field: Field, key: str) -> Any:
    """What the declaration of a field says under a key."""
    return field.schema.get(key) if isinstance(field.schema, Mapping) else None


def fits(value: Any, kind: str) -> bool:
    """Whether a value is of a kind; what is unknown, or filled in later, fits."""
    types = KINDS.get(kind, (object,))
    if value is None or (isinstance(value, str) and "${" in value):
        return True
    if isinstance(value, bool):  # in Python, and nowhere else, it is an integer
        return bool in types or object in types
    return isinstance(value, types)


def _vars_elsewhere(prompt: Prompt) -> bool:
    """Tests in other files, or generated, may bring variables of any name."""
    tests, default = prompt.settings.get("tests"), prompt.settings.get("defaultTest")
    cases = [*tests, default] if isinstance(tests, list) else [default]
    somewhere = isinstance(tests, str | Mapping) or "scenarios" in prompt.settings.data
    return somewhere or any(isinstance(case, str) or _is_elsewhere(case) for case in cases)


def _is_elsewhere(case: Any) -> bool:
    return isinstance(case, Mapping) and isinstance(case.get("vars"), str | list)
