"""Records as text that every store takes, whatever an id or a body holds.

PostgreSQL refuses the character 0 and lone surrogates, and a token can bring both along. In ASCII,
with the escapes of JSON, any text passes, is read back as it was, and no two become the same.
"""

import json
from collections.abc import Mapping
from typing import Any

from . import Record

LONGEST = 512
"""Characters of an id and of an owner: more do not fit into an index in every database."""


def escaped(text: str) -> str:
    return json.dumps(text)[1:-1]


def unescaped(text: str) -> str:
    found: str = json.loads(f'"{text}"')
    return found


def body_text(record: Record) -> str:
    return json.dumps(record.body, separators=(",", ":"), allow_nan=False)


def parsed_body(text: str) -> Mapping[str, Any]:
    body: Mapping[str, Any] = json.loads(text)
    return body


def require_short(record: Record) -> None:
    if max(len(record.id), len(record.owner)) > LONGEST:
        raise ValueError(f"an id or an owner of more than {LONGEST} characters")
