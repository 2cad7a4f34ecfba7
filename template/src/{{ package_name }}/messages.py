"""Builds the messages of a model call from a prompt and its inputs; a pure function."""

import re
from collections.abc import Mapping
from typing import Any

import jinja2

from .errors import StartError
from .model import Message
from .prompt_schema import Input
from .prompts import Prompt

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "float": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


# Also with blanks or invisible characters in it: a model reads them as the same tag.
TAG = re.compile(r"<(?=\W{0,8}(?:document|question))", re.IGNORECASE)


class InputError(ValueError):
    """The inputs do not fit the prompt."""


def build_messages(prompt: Prompt, inputs: Mapping[str, Any]) -> list[Message]:
    """Render each part of the prompt; raise InputError if the inputs do not fit it."""
    values = _checked(prompt.spec.inputs, inputs)
    return [Message(part.role, part.render(values)) for part in prompt.parts]


def untagged(text: str) -> str:
    """Return the text so that it can neither begin nor end a document or a question."""
    return TAG.sub("&lt;", text)


def require_inputs(prompt: Prompt, sample: Mapping[str, Any]) -> None:
    """Raise StartError unless the prompt renders from exactly these inputs."""
    try:
        messages = build_messages(prompt, sample)
    except (InputError, jinja2.TemplateError, TypeError, ValueError) as exc:
        raise StartError(f"prompt {prompt.name}: it does not render: {exc}.") from None
    if not any(message.role == "user" for message in messages):
        raise StartError(f"prompt {prompt.name}: add a part 'user:', the model needs one.")


def _checked(declared: Mapping[str, Input], given: Mapping[str, Any]) -> dict[str, Any]:
    for name in given.keys() - declared.keys():
        raise InputError(f"inputs.{name}: the prompt does not declare it")
    return {name: _value(name, declared[name], given.get(name)) for name in declared}


def _value(name: str, spec: Input, value: Any) -> Any:
    value = spec.default if value is None else value
    if value is None:
        if spec.required:
            raise InputError(f"inputs.{name}: it is required")
        return None
    if not isinstance(value, TYPES[spec.kind]) or (
        isinstance(value, bool) and spec.kind != "boolean"
    ):
        raise InputError(f"inputs.{name}: it must be of kind {spec.kind}")
    if spec.enumValues is not None and value not in spec.enumValues:
        raise InputError(f"inputs.{name}: it must be one of {spec.enumValues}")
    return value
