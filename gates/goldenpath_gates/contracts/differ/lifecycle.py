"""The way out of a contract: deprecated, a date of sunset (`x-sunset`), removed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.differ import reading
from goldenpath_gates.contracts.differ.comparison import found
from goldenpath_gates.contracts.document import Node

SUNSET = "x-sunset"


def removed(operation: Node, where: str) -> Change:
    if not reading.flag(operation, "deprecated") or not (end := sunset(operation)):
        return found("operation-removed", operation, f"{where} is gone")
    if end > today():
        message = f"{where} is gone before its sunset of {end}"
        return found("operation-removed-before-sunset", operation, message)
    message = f"{where} is gone, as announced for {end}"
    return found("operation-removed-after-sunset", operation, message)


def compare(base: Node, revision: Node, where: str) -> Iterator[Change]:
    was, is_ = (reading.flag(each, "deprecated") for each in (base, revision))
    if was and not is_:
        yield found("deprecation-withdrawn", revision, f"{where} is no longer deprecated")
    as_before = was and base.value.get(SUNSET) == revision.value.get(SUNSET)
    if not is_ or as_before:
        return
    if SUNSET in revision.value and sunset(revision) is None:
        message = f"the sunset of {where} is no date"
        yield found("sunset-unreadable", revision, message)
    elif not was:
        yield _deprecated(revision, where)
    else:
        yield from _moved(sunset(base), sunset(revision), revision, where)


def _deprecated(node: Node, where: str) -> Change:
    end = sunset(node)
    if end is None:
        message = f"{where} is deprecated, and nobody knows until when it works"
        return found("deprecation-without-sunset", node, message)
    if end < today():
        return found("sunset-in-the-past", node, f"{where} is deprecated, with sunset on {end}")
    return found("deprecation-announced", node, f"{where} is deprecated until {end}")


def _moved(before: date | None, after: date | None, node: Node, where: str) -> Iterator[Change]:
    if before and not after:
        yield found("sunset-removed", node, f"{where} no longer says that it works until {before}")
    elif before and after and after < before:
        message = f"the sunset of {where} is {after}, and was {before}"
        yield found("sunset-brought-forward", node, message)


def sunset(node: Node) -> date | None:
    """The day of `x-sunset`, a date or a time of RFC 3339; None without one that can be read."""
    try:
        return date.fromisoformat(str(node.value.get(SUNSET))[:10])
    except ValueError:
        return None


def today() -> date:
    return datetime.now(UTC).date()
