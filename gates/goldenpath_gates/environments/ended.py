"""What is said of environments that were ended."""

from __future__ import annotations

from collections.abc import Mapping

from goldenpath_gates.console import plain, say


def said(left: Mapping[str, tuple[str, ...]]) -> int:
    """The exit code: 1 where anything is left of one of them."""
    for name, lines in left.items():
        for line in lines:
            say(plain(f"{name}: env-left {line}"))
        if not lines:
            say(f"{name}: nothing is left")
    return int(any(left.values()))
