"""The parameters of a request: found by style, read by schema, and looked at."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from goldenpath_gates.contracts.mock import refusal
from goldenpath_gates.contracts.mock.operations import Parameter
from goldenpath_gates.contracts.mock.schemas import reference
from goldenpath_gates.contracts.mock.texts import Reader

Pairs = Sequence[tuple[str, str]]
SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|", "label": ".", "matrix": ";"}
NOTHING: Any = object()


def check(parameter: Parameter, sent: Pairs, reader: Reader) -> None:
    """`sent` are the pairs of the parameter's place. Raises Refusal."""
    value = _value(parameter, sent, reader)
    place = f"{parameter.place} parameter {parameter.name}"
    if value is NOTHING:
        if parameter.required:
            raise refusal.invalid(f"the {place} is missing")
        return
    if parameter.schema is None:
        return
    errors = reader.schemas.errors(value, parameter.schema.pointer)
    if errors:
        wrong = refusal.no_such_resource if parameter.place == "path" else refusal.invalid
        raise wrong(f"the {place}: {errors[0].message}")


def _value(parameter: Parameter, sent: Pairs, reader: Reader) -> Any:
    texts = [text for name, text in sent if _same(parameter, name)]
    if parameter.media:
        return _document(parameter, texts)
    if parameter.schema is None:
        return texts[0] if texts else NOTHING
    schema, where = reference(parameter.schema.pointer), parameter.schema.pointer
    kinds = reader.kinds(schema, where)
    if "object" in kinds and "string" not in kinds:
        return _object(parameter, sent, texts, reader)
    if not texts:
        return NOTHING
    if "array" in kinds and "string" not in kinds:
        return reader.values(_split(parameter, texts), schema, where)
    return reader.value(_bare(parameter, texts[0]), schema, where)


def _same(parameter: Parameter, name: str) -> bool:
    if parameter.place == "header":
        return name.lower() == parameter.name.lower()
    return name == parameter.name


def _document(parameter: Parameter, texts: Sequence[str]) -> Any:
    if not texts:
        return NOTHING
    try:
        return json.loads(texts[0])
    except (ValueError, RecursionError):
        raise refusal.invalid(f"the parameter {parameter.name} is not valid JSON") from None


def _bare(parameter: Parameter, text: str) -> str:
    if parameter.style == "label":
        return text.removeprefix(".")
    if parameter.style == "matrix":
        return text.removeprefix(f";{parameter.name}=")
    return text


def _split(parameter: Parameter, texts: Sequence[str]) -> list[str]:
    if parameter.style == "form" and parameter.explode and parameter.place == "query":
        return list(texts)
    text = _bare(parameter, texts[0])
    if parameter.style == "matrix" and parameter.explode:
        return text.split(f";{parameter.name}=")
    exploded_label = parameter.style == "label" and parameter.explode
    delimited = parameter.style in ("spaceDelimited", "pipeDelimited")
    separator = SEPARATORS[parameter.style] if delimited or exploded_label else ","
    parts = text.split(separator) if text else []
    return [part.strip() for part in parts] if parameter.place == "header" else parts


def _object(parameter: Parameter, sent: Pairs, texts: Sequence[str], reader: Reader) -> Any:
    assert parameter.schema is not None  # noqa: S101 - the caller looked
    schema, where = reference(parameter.schema.pointer), parameter.schema.pointer
    if parameter.style == "deepObject":
        start = f"{parameter.name}["
        pairs = [(name[len(start) : -1], text) for name, text in sent
                 if name.startswith(start) and name.endswith("]")]  # fmt: skip
    elif parameter.style == "form" and parameter.explode:
        known = reader.part(schema, "properties", where)
        names: Mapping[str, Any] = known if isinstance(known, dict) else {}
        pairs = [(name, text) for name, text in sent if name in names]
    elif texts:
        pairs = _listed(parameter, _bare(parameter, texts[0]))
    else:
        pairs = []
    return reader.mapping(pairs, schema, where) if pairs else NOTHING


def _listed(parameter: Parameter, text: str) -> list[tuple[str, str]]:
    """`a=1,b=2` where it is exploded, else `a,1,b,2`."""
    separator = SEPARATORS.get(parameter.style, ",") if parameter.explode else ","
    parts = text.strip(";").split(separator)
    if parameter.explode:
        split = (part.partition("=") for part in parts)
        return [(name, value) for name, _, value in split]
    return list(zip(parts[::2], parts[1::2], strict=False))
