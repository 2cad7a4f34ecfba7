"""A chat completion request, checked by hand: a validator per request would cost more."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from goldenpath_gates.model_stub.jsonbody import loads
from goldenpath_gates.model_stub.problems import BadRequest

ROLES = ("system", "developer", "user", "assistant", "tool", "function")
RESPONSE_FORMATS = ("text", "json_object", "json_schema")


@dataclass(frozen=True, slots=True)
class Message:
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class ChatRequest:
    model: str
    messages: tuple[Message, ...]
    stream: bool
    include_usage: bool
    max_tokens: int | None
    tools: dict[str, dict[str, Any]]  # name -> JSON Schema of its parameters
    forced_tool: str | None
    response_format: str
    schema: dict[str, Any]
    digest: str

    def last_text(self, role: str) -> str | None:
        """The last message of that role, or None if there is none."""
        return next((m.text for m in reversed(self.messages) if m.role == role), None)


def parse(body: bytes) -> ChatRequest:
    """Raises BadRequest for everything that the API would refuse."""
    data = document(body)
    stream = boolean(data, "stream")
    tools = offered_tools(data)
    kind, schema = wanted_format(data)
    if data.get("n") not in (None, 1):
        raise BadRequest("The stub gives one choice per request: leave out 'n'.", "n")
    return ChatRequest(
        model=model_name(data),
        messages=messages(data),
        stream=stream,
        include_usage=stream and boolean(mapping(data, "stream_options"), "include_usage"),
        max_tokens=token_limit(data),
        tools=tools,
        forced_tool=forced_tool(data, tools),
        response_format=kind,
        schema=schema,
        digest=hashlib.sha256(body).hexdigest()[:24],
    )


def document(body: bytes) -> dict[str, Any]:
    try:
        data = loads(body.decode())
    except ValueError:
        raise BadRequest("We could not parse the JSON body of your request.") from None
    if not isinstance(data, dict):
        raise BadRequest("The body of your request must be a JSON object.")
    return data


def boolean(data: dict[str, Any], key: str) -> bool:
    value = data.get(key)
    if value is not None and not isinstance(value, bool):
        raise BadRequest(f"Invalid type for '{key}': expected a boolean.", key)
    return bool(value)


def mapping(data: dict[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    if value is not None and not isinstance(value, dict):
        raise BadRequest(f"Invalid type for '{key}': expected an object.", key)
    return value or {}


def model_name(data: dict[str, Any]) -> str:
    model = data.get("model")
    if not isinstance(model, str) or not model:
        raise BadRequest("You must provide a model parameter.", "model")
    return model


def token_limit(data: dict[str, Any]) -> int | None:
    for key in ("max_completion_tokens", "max_tokens"):
        value = data.get(key)
        if value is None:
            continue
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise BadRequest(f"Invalid value for '{key}': expected an integer >= 1.", key)
        return value
    return None


def messages(data: dict[str, Any]) -> tuple[Message, ...]:
    given = data.get("messages")
    if not isinstance(given, list) or not given:
        raise BadRequest("You must provide 'messages', an array with an entry.", "messages")
    return tuple(message(entry, f"messages[{index}]") for index, entry in enumerate(given))


def message(entry: object, where: str) -> Message:
    if not isinstance(entry, dict):
        raise BadRequest(f"Invalid type for '{where}': expected an object.", where)
    role = entry.get("role")
    if role not in ROLES:
        expected = ", ".join(ROLES)
        raise BadRequest(f"Invalid value for '{where}.role': expected {expected}.", f"{where}.role")
    content = entry.get("content")
    if content is None and role == "assistant":
        content = ""
    return Message(role, text_of(content, f"{where}.content"))


def text_of(content: object, where: str) -> str:
    if isinstance(content, str):
        return content
    if not isinstance(content, list) or not all(isinstance(part, dict) for part in content):
        raise BadRequest(f"Invalid type for '{where}': expected a string or parts.", where)
    texts = [part.get("text", "") for part in content if part.get("type") == "text"]
    if not all(isinstance(text, str) for text in texts):
        raise BadRequest(f"Invalid type for a text part of '{where}': expected a string.", where)
    return "".join(texts)


def offered_tools(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    tools: dict[str, dict[str, Any]] = {}
    given = data.get("tools") or []
    for entry in given if isinstance(given, list) else [None]:
        function = entry.get("function") if isinstance(entry, dict) else None
        name = function.get("name") if isinstance(function, dict) else None
        if not isinstance(function, dict) or not isinstance(name, str):
            raise BadRequest("Each entry of 'tools' needs a function with a name.", "tools")
        tools[name] = mapping(function, "parameters")
    return {} if data.get("tool_choice") == "none" else tools


def forced_tool(data: dict[str, Any], tools: dict[str, dict[str, Any]]) -> str | None:
    choice = data.get("tool_choice")
    if choice in (None, "auto", "none"):
        return None
    if choice == "required" and tools:
        return next(iter(tools))
    function = choice.get("function") if isinstance(choice, dict) else None
    name = function.get("name") if isinstance(function, dict) else None
    if isinstance(name, str) and name in tools:
        return name
    raise BadRequest("'tool_choice' names no function of 'tools'.", "tool_choice")


def wanted_format(data: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    wanted = mapping(data, "response_format")
    kind = wanted.get("type", "text")
    if kind not in RESPONSE_FORMATS:
        expected = ", ".join(RESPONSE_FORMATS)
        raise BadRequest(
            f"Invalid value for 'response_format.type': expected {expected}.", "response_format"
        )
    if kind != "json_schema":
        return kind, {}
    schema = mapping(mapping(wanted, "json_schema"), "schema")
    if not schema:
        raise BadRequest("'response_format.json_schema.schema' is missing.", "response_format")
    return kind, schema
