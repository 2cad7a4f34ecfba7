"""What the stub was sent: the latest requests, bounded in number and in bytes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

MAX_ENTRIES = 10_000
MAX_BYTES = 32 * 1024 * 1024
SECRET_HEADERS = frozenset({"authorization", "api-key", "cookie", "proxy-authorization"})


@dataclass(slots=True)
class Entry:
    number: int
    path: str
    seconds: float
    headers: dict[str, str]
    body: bytes
    fault: str | None = None


class Journal:
    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.entries: deque[Entry] = deque()
        self.total = 0
        self.kept_bytes = 0
        self.started = time.monotonic()

    def add(self, path: str, headers: Mapping[str, str], body: bytes) -> Entry:
        self.total += 1
        entry = Entry(self.total, path, time.monotonic() - self.started, dict(headers), body)
        self.entries.append(entry)
        self.kept_bytes += len(body)
        while len(self.entries) > MAX_ENTRIES or self.kept_bytes > MAX_BYTES:
            self.kept_bytes -= len(self.entries.popleft().body)
        return entry

    def document(self) -> dict[str, object]:
        return {"total": self.total, "requests": [shown(entry) for entry in self.entries]}


def shown(entry: Entry) -> dict[str, object]:
    return {
        "number": entry.number,
        "path": entry.path,
        "seconds": round(entry.seconds, 6),
        "fault": entry.fault,
        "headers": {
            name: "present" if name in SECRET_HEADERS else value
            for name, value in entry.headers.items()
        },
        "body": entry.body.decode("utf-8", "replace"),
    }
