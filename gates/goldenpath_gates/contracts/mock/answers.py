"""A response as the document promises it: status, headers and a body that fits its schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from goldenpath_gates.contracts.document import DocumentError, Node
from goldenpath_gates.contracts.mock import events, promises, refusal
from goldenpath_gates.contracts.mock.media import EVENTS, FORM, accepted, is_json, is_text
from goldenpath_gates.contracts.mock.prefer import Wish
from goldenpath_gates.contracts.mock.promises import Promise
from goldenpath_gates.contracts.mock.samples import Samples

BODILESS = (204, 205, 304)
NOTHING: Any = object()


class Answers:
    """`seed` names the request as well, so that equal requests are answered alike."""

    def __init__(self, samples: Samples) -> None:
        self.samples = samples

    def answer(
        self, promise: Promise, accept: str, wish: Wish, seed: str, told: Mapping[str, Any]
    ) -> Response:
        """`told` are properties that say more than a sample would, where the schema has them.

        Raises Refusal, DocumentError.
        """
        headers = self._headers(promise.node, wish, seed)
        offered = promise.media()
        if not offered or promise.status in BODILESS or promise.status < 200:
            return Response(status_code=promise.status, headers=headers)
        chosen = accepted([name for name, _ in offered], accept)
        if chosen is None:
            names = ", ".join(name for name, _ in offered)
            raise refusal.not_acceptable(f"the answer is {names}, accept one of them")
        media = dict(offered)[chosen]
        value = self._value(media, wish, seed, told)
        return Response(_body(chosen, value, media), promise.status, headers, _written(chosen))

    def _value(self, media: Node, wish: Wish, seed: str, told: Mapping[str, Any]) -> Any:
        shown = promises.examples(media)
        schema = media.get("schema")
        if wish.example is not None:
            return self._named(shown, wish.example, media, schema)
        if not wish.dynamic:
            for example in shown.values():
                if self._fits(example, schema):
                    return example
        if schema is None:
            return NOTHING
        value = self.samples.value(schema.pointer, seed, examples=not wish.dynamic)
        return self._with(value, told, schema)

    def _named(
        self, shown: Mapping[str | None, Any], name: str, media: Node, schema: Node | None
    ) -> Any:
        if name not in shown:
            names = ", ".join(str(each) for each in shown if each) or "none"
            raise refusal.wrong_wish(f"the response has no example {name}, it has: {names}")
        if not self._fits(shown[name], schema):
            message = f"the example {name} does not fit its schema, mend one of them"
            raise DocumentError(media.document.name, media.pointer, "wrong-example", message)
        return shown[name]

    def _fits(self, value: Any, schema: Node | None) -> bool:
        return schema is None or self.samples.schemas.at(schema.pointer).is_valid(value)

    def _with(self, value: Any, told: Mapping[str, Any], schema: Node) -> Any:
        for name, better in told.items():
            if isinstance(value, dict) and name in value:
                changed = {**value, name: better}
                value = changed if self._fits(changed, schema) else value
        return value

    def _headers(self, response: Node, wish: Wish, seed: str) -> dict[str, str]:
        listed = response.get("headers")
        made: dict[str, str] = {}
        for name, node in listed.items() if listed else ():
            header = node.resolved()
            schema = header.get("schema")
            if name.lower() == "content-type" or schema is None:
                continue
            shown = list(promises.examples(header).values())
            fitting = [each for each in shown if self._fits(each, schema)]
            if fitting and not wish.dynamic:
                value = fitting[0]
            else:
                value = self.samples.value(
                    schema.pointer, seed, name=name, examples=not wish.dynamic
                )
            if value is not None:
                made[name] = _header(value)
        return made


def _body(media: str, value: Any, node: Node) -> bytes:
    if bare_events(media):
        return events.NONE if value is NOTHING else events.stream(value)
    if value is NOTHING:
        return b"{}" if is_json(media) else b""
    if is_json(media):
        return json.dumps(value, ensure_ascii=True).encode()
    if isinstance(value, str):
        return value.encode()
    if media.lower().startswith(FORM) and isinstance(value, dict):
        return urlencode(value, doseq=True).encode()
    if is_text(media):
        return json.dumps(value).encode()
    message = f"no {media} can be made of a schema, give the response an example that is a text"
    raise DocumentError(node.document.name, node.pointer, "no-writer", message)


def bare_events(media: str) -> bool:
    return media.lower().startswith(EVENTS)


def _written(media: str) -> str:
    """What is sent for a range."""
    return "application/json" if "*" in media else media


def _header(value: Any) -> str:
    if isinstance(value, list):
        text = ",".join(_scalar(each) for each in value)
    elif isinstance(value, dict):
        text = ",".join(f"{name},{_scalar(each)}" for name, each in value.items())
    else:
        text = _scalar(value)
    return "".join(each if " " <= each <= "~" else "?" for each in text)


def _scalar(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
