"""The file that keeps what two versions answered: JSON Lines, one request each, owner only."""

import json
import os
from pathlib import Path
from threading import Lock
from typing import Any

from .errors import StartError

HEADER = '{"goldenpath_shadow": 1}\n'
LARGEST_FILE = 256 * 1024 * 1024  # bytes
LARGEST_LINE = 1024 * 1024  # no reader of goldenpath takes a longer one


class ShadowLogError(Exception):
    """The line is too long, or the file has grown to its limit: move it away then."""


class ShadowLog:
    def __init__(self, path: Path) -> None:
        """Raise StartError if the file cannot be written."""
        self._path = path
        self._lock = Lock()
        try:
            self._write("")
        except OSError as exc:
            raise StartError(f"{path}: not writable ({exc.strerror}); see SHADOW_LOG.") from None

    def append(self, pair: dict[str, Any]) -> None:
        """Write one line; raise OSError or ShadowLogError. It blocks, so call it in a thread.

        The file is opened each time: whoever moves it away gets a new one.
        """
        line = json.dumps(pair) + "\n"
        if len(line) > LARGEST_LINE:
            raise ShadowLogError
        self._write(line)

    def _write(self, text: str) -> None:
        with self._lock, open(self._path, "a", encoding="utf-8", opener=_owner_only) as file:
            size = file.tell()
            if size + len(text) > LARGEST_FILE:
                raise ShadowLogError
            file.write(text if size else HEADER + text)


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
