"""An answer as server-sent events: `delta` ..., then `done` or `error`."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

from starlette.responses import StreamingResponse

from .model import Delta, ModelError
from .problems import problem_body
from .schemas import Answer

MEDIA_TYPE = "text/event-stream"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

log = logging.getLogger(__name__)


async def event_stream(
    pieces: AsyncGenerator[Delta | Answer, None], seconds: float
) -> StreamingResponse:
    """Stream the pieces for at most that long; an error before the first one is raised."""
    deadline = asyncio.get_running_loop().time() + seconds
    first = await anext(pieces)
    return StreamingResponse(_events(first, pieces, deadline), 200, HEADERS, MEDIA_TYPE)


async def _events(
    piece: Delta | Answer, pieces: AsyncGenerator[Delta | Answer, None], deadline: float
) -> AsyncIterator[bytes]:
    try:
        async with aclosing(pieces):
            yield _piece(piece)
            while not isinstance(piece, Answer):
                async with asyncio.timeout_at(deadline):
                    piece = await anext(pieces)
                yield _piece(piece)
    except ModelError as exc:
        yield _event("error", problem_body(exc.fault, exc.detail))
    except TimeoutError:
        yield _event("error", problem_body("request-timeout", "The stream took too long."))
    except Exception:
        log.exception("unhandled error in a stream")
        yield _event("error", problem_body("internal-error", "The service failed; see its log."))


def _piece(piece: Delta | Answer) -> bytes:
    if isinstance(piece, Delta):
        return _event("delta", {"text": piece.text})
    return _event("done", piece.model_dump(mode="json", exclude={"answer"}))


def _event(name: str, data: dict[str, Any]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()
