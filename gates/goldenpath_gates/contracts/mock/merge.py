"""One schema that asks for what two ask for, as far as a generator has to know."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from math import lcm
from typing import Any

Schema = dict[str, Any]


class ContradictionError(Exception):
    """No value fits both. `keyword` is where they differ."""

    def __init__(self, keyword: str) -> None:
        super().__init__(f"{keyword}: two demands exclude each other")


def merged(one: Schema, other: Schema) -> Schema:
    """Raises ContradictionError."""
    result = _closed(one, other)
    for keyword, theirs in _closed(other, one).items():
        if keyword not in result:
            result[keyword] = theirs
        elif result[keyword] != theirs:
            result[keyword] = MERGERS.get(keyword, _first)(result[keyword], theirs, keyword)
    return result


def both(one: Any, other: Any, _: str = "") -> Any:
    """Lazily: it is merged when a value is made for it."""
    if one is False or other is False:
        return False
    if one is True or one == other:
        return other
    return one if other is True else {"allOf": [one, other]}


def _closed(schema: Schema, by: Schema) -> Schema:
    """With `by`'s demand on properties that only `schema` names."""
    rest = by.get("additionalProperties", True)
    mine = schema.get("properties")
    if rest is True or not isinstance(mine, dict):
        return dict(schema)

    known, patterns = by.get("properties", {}), by.get("patternProperties", {})
    closed = dict(mine)
    for name in mine.keys() - known.keys():
        if not any(_searches(pattern, name) for pattern in patterns):
            closed[name] = both(mine[name], rest)
    return {**schema, "properties": closed}


def _searches(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return True


def _first(one: Any, other: Any, keyword: str) -> Any:
    return one


def _types(one: Any, other: Any, keyword: str) -> list[str]:
    mine, theirs = types(one), types(other)
    kept = [kind for kind in mine if kind in theirs]
    for narrow, wide in ((mine, theirs), (theirs, mine)):
        if "integer" in narrow and "number" in wide and "integer" not in kept:
            kept.append("integer")
    if not kept:
        raise ContradictionError(keyword)
    return kept


def types(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _enums(one: list[Any], other: list[Any], keyword: str) -> list[Any]:
    kept = [value for value in one if value in other]
    if not kept:
        raise ContradictionError(keyword)
    return kept


def _consts(one: Any, other: Any, keyword: str) -> Any:
    raise ContradictionError(keyword)


def _names(one: list[str], other: list[str], keyword: str) -> list[str]:
    return list(dict.fromkeys([*one, *other]))


def _maps(one: Schema, other: Schema, keyword: str) -> Schema:
    result = dict(one)
    for name, schema in other.items():
        result[name] = both(result[name], schema) if name in result else schema
    return result


def _tuples(one: list[Any], other: list[Any], keyword: str) -> list[Any]:
    shorter, longer = sorted((one, other), key=len)
    heads = [both(a, b) for a, b in zip(shorter, longer, strict=False)]
    return heads + longer[len(shorter) :]


def _multiples(one: float, other: float, keyword: str) -> float:
    a, b = Fraction(str(one)), Fraction(str(other))
    common = Fraction(lcm(a.numerator * b.denominator, b.numerator * a.denominator),
                      a.denominator * b.denominator)  # fmt: skip
    return int(common) if common.denominator == 1 else float(common)


def _excluded(one: Any, other: Any, keyword: str) -> Any:
    return {"anyOf": [one, other]}


def _larger(one: Any, other: Any, keyword: str) -> Any:
    return max(one, other)


def _smaller(one: Any, other: Any, keyword: str) -> Any:
    return min(one, other)


LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains")
MERGERS: dict[str, Callable[[Any, Any, str], Any]] = {
    **dict.fromkeys(LOWER, _larger),
    **dict.fromkeys(UPPER, _smaller),
    **dict.fromkeys(("items", "additionalProperties", "propertyNames", "contains"), both),
    **dict.fromkeys(("properties", "patternProperties"), _maps),
    "prefixItems": _tuples,
    "type": _types,
    "enum": _enums,
    "const": _consts,
    "required": _names,
    "multipleOf": _multiples,
    "not": _excluded,
    "dependentRequired": lambda one, other, _: {**one, **other},
}
