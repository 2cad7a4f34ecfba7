"""Recorded replies: JSON Lines, a header and one reply per request, in the order of their digests.

Nothing of the request but its digest is kept, and no header: a cassette holds no key.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from goldenpath_gates.errors import UsageError
from goldenpath_gates.model_stub.jsonbody import loads
from goldenpath_gates.model_stub.replies import Reply, ToolCall

FORMAT = "goldenpath_cassette"
VERSION = 1
MAX_BYTES = 256 * 1024 * 1024
NOT_PART_OF_THE_QUESTION = frozenset(
    {"stream", "stream_options", "user", "metadata", "store", "safety_identifier",
     "prompt_cache_key", "service_tier"}
)  # fmt: skip


def digest(request: Mapping[str, Any]) -> str:
    """Of all that may change the answer: model, messages, tools, format, sampling options."""
    asked = {
        key: value
        for key, value in request.items()
        if key not in NOT_PART_OF_THE_QUESTION and value is not None
    }
    canonical = json.dumps(asked, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


@dataclass
class Cassette:
    path: Path
    header: Mapping[str, Any] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)

    def save(self) -> None:
        """Whole or not at all, so that a killed recorder leaves the last good file."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_name(f"{self.path.name}.part")
        with part.open("w", encoding="ascii") as file:
            for row in self.rows():
                file.write(json.dumps(row, separators=(",", ":")) + "\n")
        os.replace(part, self.path)

    def rows(self) -> Iterator[Mapping[str, Any]]:
        yield {FORMAT: VERSION, **self.header}
        for key, reply in sorted(self.replies.items()):
            yield {"digest": key, **row_of(reply)}


def row_of(reply: Reply) -> dict[str, Any]:
    row = {
        "model": reply.model,
        "text": reply.text,
        "refusal": reply.refusal,
        "finish_reason": reply.finish_reason,
        "tool_calls": [call._asdict() for call in reply.tool_calls],
        "fingerprint": reply.fingerprint,
        "usage": reply.usage,
    }
    return {key: value for key, value in row.items() if value not in (None, [])}


def reply_of(row: Mapping[str, Any]) -> Reply:
    """Raises KeyError, TypeError or ValueError for what is no reply."""
    texts = {
        key: text_or_none(row, key)
        for key in ("model", "text", "refusal", "finish_reason", "fingerprint")
    }
    return Reply(
        **{**texts, "finish_reason": texts["finish_reason"] or "stop"},
        tool_calls=tuple(map(call_of, row.get("tool_calls", ()))),
        usage=usage_of(row.get("usage")),
        has_usage=row.get("usage") is not None,
    )


def call_of(row: Mapping[str, Any]) -> ToolCall:
    name, arguments = row["name"], row["arguments"]
    if not isinstance(name, str) or not isinstance(arguments, str):
        raise TypeError("a tool call has no name or no arguments as text")
    return ToolCall(name, arguments)


def text_or_none(row: Mapping[str, Any], key: str) -> Any:
    value = row.get(key)
    if not isinstance(value, str | None):
        raise TypeError(f"{key} is not a text")
    return value


def usage_of(value: object) -> Mapping[str, int] | None:
    if value is None:
        return None
    names = ("prompt_tokens", "completion_tokens", "total_tokens")
    if not isinstance(value, dict) or not all(type(value.get(name)) is int for name in names):
        raise TypeError("usage has no token counts")
    return {name: value[name] for name in names}


def load(path: Path) -> Cassette:
    """Raises UsageError as `path:line: message`."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(f"{path}: is larger than {MAX_BYTES} bytes; record it anew")
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}; record it with --record") from None
    return Cassette(path, header_of(path, lines), dict(entries(path, lines)))


def header_of(path: Path, lines: list[str]) -> Mapping[str, Any]:
    try:
        header = loads(lines[0])
        if header.pop(FORMAT) == VERSION:
            return dict(header)
    except (IndexError, ValueError, KeyError, AttributeError, TypeError):
        pass
    raise UsageError(f'{path}:1: a cassette begins with {{"{FORMAT}": {VERSION}}}; record it anew')


def entries(path: Path, lines: list[str]) -> Iterator[tuple[str, Reply]]:
    for number, line in enumerate(lines[1:], start=2):
        try:
            row = loads(line)
            yield row["digest"], reply_of(row)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(f"{path}:{number}: is no recorded reply: {error!r}") from None
