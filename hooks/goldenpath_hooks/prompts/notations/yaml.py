"""YAML as events, by libyaml's parser: the composer would recurse, and construct what tags say."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from goldenpath_hooks.prompts.located import Located
from goldenpath_hooks.prompts.notations.building import Event, Refused, build
from goldenpath_hooks.prompts.source import Source

STANDARD_TAG = "tag:yaml.org,2002:"
AS_MEANT = {STANDARD_TAG + name for name in ("int", "float", "bool", "null")}
AS_TEXT = {STANDARD_TAG + name for name in ("timestamp", "merge", "value", "binary")}
LONGEST_PLAIN = 100
"""Numbers of base 60 cost the square of their length."""
OPENING = {"MappingStartEvent": "{", "SequenceStartEvent": "["}
CLOSING = {"MappingEndEvent", "SequenceEndEvent"}


def read(source: Source, start: int = 0, end: int | None = None) -> Located:
    end = len(source.text) if end is None else end
    return build(source, start, end, _events(source.text[start:end]))


def _events(text: str) -> Iterator[Event]:
    import yaml

    try:
        yield from _convert(_parser()(text))
    except yaml.reader.ReaderError as error:
        # Python's reader counts characters, libyaml's counts bytes: ours is libyaml's.
        before = text.encode()[: error.position].decode(errors="ignore")
        character = f"U+{error.character:04X}"
        raise Refused(len(before), f"{error.reason}: {character}", "remove it") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = ", ".join(part for part in (error.problem, error.context) if part)
        raise Refused(mark.index if mark else 0, what) from None


@cache
def _parser() -> Any:
    import yaml

    try:
        return yaml._yaml.CParser
    except AttributeError:  # built without libyaml
        return yaml.SafeLoader


def _convert(parser: Any) -> Iterator[Event]:
    documents = 0
    while (event := parser.get_event()) is not None:
        kind = type(event).__name__
        start, end = event.start_mark.index, event.end_mark.index
        if kind == "ScalarEvent":
            yield _scalar(event, start, end)
        elif kind == "AliasEvent":
            yield Event("*", start, end, text=event.anchor)
        elif kind in OPENING:
            yield Event(OPENING[kind], start, end, anchor=event.anchor)
        elif kind in CLOSING:
            yield Event("}", start, end)
        elif kind == "DocumentStartEvent":
            documents += 1
            if documents > 1:
                raise Refused(start, "a second YAML document begins here", "keep one")


def _scalar(event: Any, start: int, end: int) -> Event:
    implied = event.implicit[0] or event.tag in AS_MEANT
    value = plain(event.value) if implied else event.value
    return Event(".", start, end, value, event.value, event.style or "", event.anchor)


def plain(text: str) -> Any:
    """What an unquoted scalar means: YAML 1.1, as PyYAML reads it, but timestamps stay text."""
    if len(text) > LONGEST_PLAIN:
        return text
    for tag, pattern in _resolvers().get(text[:1], ()):
        if pattern.match(text):
            return text if tag in AS_TEXT else _construct(tag, text)
    return text


@cache
def _resolvers() -> dict[str, Any]:
    import yaml

    return dict(yaml.resolver.Resolver.yaml_implicit_resolvers)


def _construct(tag: str, text: str) -> Any:
    import yaml

    constructor = yaml.constructor.SafeConstructor()
    try:
        return constructor.construct_object(yaml.ScalarNode(tag, text))
    except ValueError:  # the pattern lets `0x_` pass
        return text
