"""The keys of the ring as text: a JSON object of ids and base64 of 32 bytes, the newest first."""

import binascii
import logging
import os
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from pathlib import Path

from .strict_json import json_object

ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
KEY_BYTES = 32
LARGEST_FILE = 64 * 1024
LOOK_SECONDS = 1.0

log = logging.getLogger(__name__)


class UnusableKeys(Exception):
    """Its text is made of our own words: a key must not reach a log."""


class KeysFile:
    """Read again when it changes, as a mounted secret does when its keys are rotated."""

    def __init__(self, path: Path, now: Callable[[], float]) -> None:
        """Raise UnusableKeys; what is broken later on changes nothing."""
        self._path = path
        self._now = now
        self._seen = _seen(path)
        self._keys = _read(path)
        self._looked = now()

    def __call__(self) -> Mapping[str, bytes]:
        if self._now() - self._looked >= LOOK_SECONDS:
            self._looked = self._now()
            self._follow()
        return self._keys

    def _follow(self) -> None:
        seen = _seen(self._path)
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self._keys = _read(self._path)
        except UnusableKeys as error:
            log.error("AUTH_KEYS_FILE has changed, not used", extra={"fields": {"why": str(error)}})
            return
        log.warning("AUTH_KEYS_FILE has changed", extra={"fields": {"ids": list(self._keys)}})


def parsed_keys(text: bytes) -> dict[str, bytes]:
    """Raise UnusableKeys."""
    try:
        document = json_object(text)
    except ValueError:
        raise UnusableKeys("it is no JSON object") from None
    if not document:
        raise UnusableKeys("it holds no key")
    return {_id(id): _key(id, value) for id, value in document.items()}


def _id(id: str) -> str:
    if not ID.fullmatch(id):
        raise UnusableKeys("an id is not 1 to 32 letters, digits, hyphens and underscores")
    return id


def _key(id: str, text: object) -> bytes:
    try:
        key = b64decode(text, validate=True) if isinstance(text, str) else b""
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise UnusableKeys(f"{id} is not the base64 of {KEY_BYTES} bytes")
    return key


def _read(path: Path) -> dict[str, bytes]:
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise UnusableKeys(f"the file cannot be read: {error.strerror}") from None
    if len(text) > LARGEST_FILE:
        raise UnusableKeys("the file is too large")
    return parsed_keys(text)


def _seen(path: Path) -> tuple[int, ...]:
    """What changes when the file does; where it lies behind a link, of what it leads to."""
    try:
        found = os.stat(path)
    except OSError:
        return ()
    return (found.st_mtime_ns, found.st_size, found.st_ino)
