from __future__ import annotations

from typing import Any

import pytest
from goldenpath_gates.errors import UsageError
from goldenpath_gates.evals.ask.pointers import resolve

# The example of RFC 6901, section 5.
RFC: dict[str, Any] = {
    "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, 'k"l': 6,
    " ": 7, "m~n": 8, "~1": 9,
}  # fmt: skip


@pytest.mark.parametrize(("pointer", "value"), [
    ("", RFC), ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/c%d", 2),
    ("/e^f", 3), ("/g|h", 4), ("/i\\j", 5), ('/k"l', 6), ("/ ", 7), ("/m~0n", 8), ("/~01", 9),
])  # fmt: skip
def test_what_a_pointer_names(pointer: str, value: Any) -> None:
    assert resolve(RFC, pointer) == value


@pytest.mark.parametrize("pointer", [
    "/nosuch", "/foo/2", "/foo/-", "/foo/01", "/foo/-1", "/foo/bar", "/foo/0/0", "/foo/\u0660",
    "/foo/9999999999999999999",
])  # fmt: skip
def test_noop_nothing_is_there(pointer: str) -> None:
    assert resolve(RFC, pointer) is None


@pytest.mark.parametrize("pointer", ["foo", "/a~", "/a~2b", "#/foo"])
def test_what_is_no_pointer(pointer: str) -> None:
    with pytest.raises(UsageError, match="is no JSON Pointer: write it as in"):
        resolve(RFC, pointer)
