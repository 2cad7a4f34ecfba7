"""Structured logs: one JSON object per line, with the ids that tie it to a request and a trace.

Only the message and the fields named by the caller are written. Exceptions are reduced to their
type and place: their text may quote a question, an answer or a key.
"""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from opentelemetry import trace

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
REQUEST_FIELDS: ContextVar[dict[str, Any]] = ContextVar("request_fields")

# Their debug and info lines carry request bodies.
QUIET = ("openai", "httpx2", "httpcore2", "aiohttp", "stamina", "asyncio")

# Made once: json.dumps builds an encoder per call for anything but its defaults.
encode = json.JSONEncoder(ensure_ascii=False).encode


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": REQUEST_ID.get(),
            "trace_id": "",
        }
        context = trace.get_current_span().get_span_context()
        if context.is_valid:
            line["trace_id"] = trace.format_trace_id(context.trace_id)
        line.update(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["at"] = _places(record.exc_info[2])
        return encode(line)


def _places(tb: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(tb)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def configure_logs(level: str) -> None:
    """Send every logger of the process to stderr as JSON."""
    # Facts that no line shows, each a system call or a walk over the stack per record.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(__package__).setLevel(level.upper())
    logging.getLogger("uvicorn").setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
