"""Whether a request is as the document asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from goldenpath_gates.contracts.document import Node
from goldenpath_gates.contracts.mock import parameters, refusal
from goldenpath_gates.contracts.mock.media import FORM, bare, covers, is_json, is_text
from goldenpath_gates.contracts.mock.operations import Operation
from goldenpath_gates.contracts.mock.schemas import reference
from goldenpath_gates.contracts.mock.security import Security
from goldenpath_gates.contracts.mock.texts import Reader
from goldenpath_gates.model_stub.jsonbody import loads

BINARY: Any = object()
"""A body that the mock takes without reading it."""


@dataclass(frozen=True)
class Judge:
    reader: Reader
    security: Security

    def judge(
        self, operation: Operation, request: Request, slots: Mapping[str, str], body: bytes
    ) -> Any:
        """The body as it was read, None without one. Raises Refusal."""
        sent = {
            "path": list(slots.items()),
            "query": request.query_params.multi_items(),
            "header": list(request.headers.items()),
            "cookie": list(request.cookies.items()),
        }
        self.security.check(operation, {place: dict(pairs) for place, pairs in sent.items()})
        for parameter in operation.parameters:
            parameters.check(parameter, sent[parameter.place], self.reader)
        if operation.body is None:
            return None
        return self._body(operation.body, request.headers.get("content-type", ""), body)

    def _body(self, node: Node, media: str, body: bytes) -> Any:
        if not body:
            if node.value.get("required") is True:
                raise refusal.invalid("the body is missing")
            return None
        content = node.get("content")
        offered = [(name, each) for name, each in content.items()] if content else []
        found = next((each for name, each in offered if covers(name, media)), None)
        if found is None:
            names = ", ".join(name for name, _ in offered)
            raise refusal.wrong_media_type(f"content-type {media or 'is missing'}; it is {names}")
        schema = found.get("schema")
        value = self._read(media, body, schema)
        if schema is not None and value is not BINARY:
            self._fit(value, schema)
        return value

    def _read(self, media: str, body: bytes, schema: Node | None) -> Any:
        try:
            if is_json(media):
                return loads(body.decode())
            if bare(media) == FORM:
                return self._form(parse_qsl(body.decode(), keep_blank_values=True), schema)
            return body.decode() if is_text(media) else BINARY
        except ValueError as error:
            raise refusal.malformed(f"the body is not valid {bare(media)}: {error}") from None

    def _form(self, pairs: list[tuple[str, str]], schema: Node | None) -> dict[str, Any]:
        if schema is None:
            return dict(pairs)
        whole, where = reference(schema.pointer), schema.pointer
        fields: dict[str, list[str]] = {}
        for name, text in pairs:
            fields.setdefault(name, []).append(text)
        read: dict[str, Any] = {}
        for name, texts in fields.items():
            part = self.reader.property(whole, name, where)
            many = "array" in self.reader.kinds(part, where) and isinstance(part, dict)
            read[name] = (self.reader.values(texts, part, where) if many
                          else self.reader.value(texts[0], part, where))  # fmt: skip
        return read

    def _fit(self, value: Any, schema: Node) -> None:
        try:
            errors = self.reader.schemas.errors(value, schema.pointer)
        except ValueError as error:  # a text that UTF-8 cannot carry
            raise refusal.malformed(f"the body: {error}") from None
        if errors:
            place = "".join(f"/{step}" for step in errors[0].instance_path)
            raise refusal.invalid(f"the body at {place or '/'}: {errors[0].message}")
