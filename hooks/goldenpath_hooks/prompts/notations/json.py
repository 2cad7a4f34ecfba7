"""JSON as events."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from goldenpath_hooks.prompts.located import Located
from goldenpath_hooks.prompts.notations.building import Event, Refused, build
from goldenpath_hooks.prompts.source import Source

TOKEN = re.compile(
    r'[\s,:]*+(?:(?P<bracket>[\[\]{}])|(?P<scalar>"(?:[^"\\]|\\.)*+"|[^\s,:\[\]{}"]++))'
)


def read(source: Source) -> Located:
    return build(source, 0, len(source.text), _events(source.text))


def _events(text: str) -> Iterator[Event]:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        raise Refused(error.pos, error.msg[:1].lower() + error.msg[1:]) from None
    except RecursionError:
        raise Refused(0, "nested too deeply", "flatten it") from None
    except ValueError:
        raise Refused(0, "a number of too many digits") from None
    for token in TOKEN.finditer(text):  # it is JSON: only its pieces are of interest
        start, end = token.span(token.lastgroup or 0)
        if token["bracket"]:
            yield Event(token["bracket"], start, end)
        else:
            yield _scalar(token["scalar"], start, end)


def _scalar(written: str, start: int, end: int) -> Event:
    value = json.loads(written)
    if isinstance(value, str):
        value = value.encode("utf-8", "replace").decode()  # half a surrogate pair
        return Event(".", start, end, value, value, '"')
    return Event(".", start, end, value, written)
