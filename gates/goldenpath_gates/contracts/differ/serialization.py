"""How a parameter's value is written: style, explode, reserved characters, media type."""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.differ import media, reading
from goldenpath_gates.contracts.differ.comparison import found
from goldenpath_gates.contracts.document import Node

STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
ONE_VALUE = ("string", "number", "integer", "boolean")
"""Types that are written the same whether they are exploded or not."""
REFUSALS = {
    "allowReserved": ("request-parameter-reserved-refused", "takes no reserved characters now"),
    "allowEmptyValue": ("request-parameter-empty-refused", "takes no empty value now"),
}


def compare(base: Node, revision: Node, where: str) -> Iterator[Change]:
    exploding = not (_one_value(base) or _one_value(revision))
    before, after = (_form(each, exploding=exploding) for each in (base, revision))
    if before != after:
        message = f"{where} is written as {after}, it was {before}"
        yield found("request-parameter-serialization-changed", revision, message)
    for key, (rule, what) in REFUSALS.items():
        if reading.flag(base, key) and not reading.flag(revision, key):
            yield found(rule, revision, f"{where} {what}")


def _form(parameter: Node, *, exploding: bool) -> str:
    types = [str(media.parse(name)) for name, _, _ in reading.entries(parameter, "content")]
    if types:
        return ", ".join(sorted(types))
    style = reading.text(parameter, "style")
    style = style or STYLES.get(reading.text(parameter, "in"), "form")
    exploded = reading.flag(parameter, "explode", style == "form")
    return f"{style}, exploded" if exploding and exploded else style


def _one_value(parameter: Node) -> bool:
    schema = reading.schema(parameter).resolved().value
    return isinstance(schema, dict) and schema.get("type") in ONE_VALUE
