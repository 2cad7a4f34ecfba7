"""JSON in and out, strict: no NaN, and no text that UTF-8 cannot carry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from starlette.responses import Response


def refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


# Made once: json.loads and json.dumps with options make a new one per call.
DECODER = json.JSONDecoder(parse_constant=refuse)
# ASCII, because a question may hold a lone surrogate.
ENCODER = json.JSONEncoder(separators=(",", ":"))


def loads(text: str) -> Any:
    """Raises ValueError, also for NaN, Infinity and endless nesting."""
    try:
        return DECODER.decode(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def dumps(document: Mapping[str, Any]) -> bytes:
    return ENCODER.encode(document).encode("ascii")


def json_body(body: bytes) -> Response:
    return Response(body, media_type="application/json")


def json_response(
    document: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    return Response(dumps(document), status, headers, "application/json")
