"""Media types: which of a response's a client accepts, and what a type is."""

from __future__ import annotations

from collections.abc import Iterable

EVENTS = "text/event-stream"
FORM = "application/x-www-form-urlencoded"


def bare(media: str) -> str:
    """Without parameters, in lower case."""
    return media.partition(";")[0].strip().lower()


def is_json(media: str) -> bool:
    kind = bare(media)
    return kind in ("application/json", "text/json", "*/*", "application/*") or kind.endswith(
        "+json"
    )


def is_text(media: str) -> bool:
    return bare(media).startswith("text/") and bare(media) != EVENTS


def covers(wide: str, narrow: str) -> bool:
    """Whether a range such as text/* has a type in it."""
    wide, narrow = bare(wide), bare(narrow)
    return wide in ("*/*", narrow) or (wide.endswith("/*") and narrow.startswith(wide[:-1]))


def accepted(offered: Iterable[str], accept: str) -> str | None:
    """The first offered type of those that the client likes best; None where it likes none."""
    ranges = [_weighted(each) for each in accept.split(",") if each.strip()] or [("*/*", 1.0)]
    best, weight = None, 0.0
    for media in offered:
        fitting = [(len(bare(wide).replace("*", "")), share) for wide, share in ranges
                   if covers(wide, media) or covers(media, wide)]  # fmt: skip
        if fitting and max(fitting)[1] > weight:
            best, weight = media, max(fitting)[1]
    return best


def _weighted(text: str) -> tuple[str, float]:
    media, *parameters = text.split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return media, float(value)
            except ValueError:
                return media, 0.0
    return media, 1.0
