"""A file's text, and the way from a position in it to line and column.

Lines end at a line feed and nowhere else, as git and the forges count them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property

from goldenpath_hooks.findings import Place
from goldenpath_hooks.prompts.document import Problem

LIMIT = 1_000_000
UTF16 = (b"\xff\xfe", b"\xfe\xff")

Locate = Callable[[int], Place]
"""The place in the file of a position in a text that was cut from it."""


class Source:
    """`text` is without byte order mark and with CRLF as LF: no place moves by either."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    @cached_property
    def _line_starts(self) -> list[int]:
        starts, end = [0], self.text.find("\n")
        while end >= 0:
            starts.append(end + 1)
            end = self.text.find("\n", end + 1)
        return starts

    def place(self, offset: int) -> Place:
        line = bisect_right(self._line_starts, offset)
        return Place(line, offset - self._line_starts[line - 1] + 1)

    def since(self, start: int) -> Locate:
        """For a text that begins at `start`."""
        return lambda offset: self.place(start + offset)


def decode(path: str, data: bytes) -> Source | Problem:
    if len(data) > LIMIT:
        return _refused(Place(), "the file is larger than 1 MB", "split it, or exclude it")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from behind a byte order mark.
        before = error.object[: error.start].decode("utf-8").replace("\r\n", "\n")
        what = "UTF-16" if data.startswith(UTF16) else f"byte 0x{error.object[error.start]:02x}"
        message = f"the file is not UTF-8 ({what})"
        return _refused(Source(path, before).place(len(before)), message, "save it as UTF-8")
    return Source(path, text.replace("\r\n", "\n"))


def _refused(place: Place, message: str, remedy: str) -> Problem:
    return Problem("prompt-format", place, message, remedy)
