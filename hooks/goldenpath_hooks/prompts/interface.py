"""What a new version means for those who call a prompt and for those who read its answer.

Callers break when an input takes less than before, readers when an output may be more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from goldenpath_hooks.prompts.document import MISSING, Field, Format, Prompt
from goldenpath_hooks.prompts.lock_parts import FIELD_NOTES
from goldenpath_hooks.prompts.versions import Change, Level

BOUNDS = {
    "minimum": "lower",
    "exclusiveMinimum": "lower",
    "minLength": "lower",
    "minItems": "lower",
    "maximum": "upper",
    "exclusiveMaximum": "upper",
    "maxLength": "upper",
    "maxItems": "upper",
}
UNDERSTOOD = FIELD_NOTES.union(
    BOUNDS,
    ("name", "kind", "type", "required", "default", "enum", "enumValues"),
    ("properties", "items", "strict"),
)


class Way(StrEnum):
    INPUT = "input"
    OUTPUT = "output"

    def level(self, *, narrower: bool) -> Level:
        return Level.MAJOR if narrower is (self is Way.INPUT) else Level.MINOR


@dataclass(frozen=True)
class Shape:
    """What a value may be. None stands for "not said"; `rest` is what we cannot compare."""

    kind: str | None = None
    required: bool = True
    default: Any = MISSING
    values: frozenset[str] | None = None
    bounds: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Shape] = field(default_factory=dict)
    items: Shape | None = None
    rest: Mapping[str, Any] = field(default_factory=dict)


def changes(old: Prompt, new: Prompt) -> Iterator[Change]:
    for what, before, after in (
        ("format", old.format, new.format),
        ("template language", old.engine, new.engine),
        ("model.apiType", _api(old), _api(new)),
    ):
        if before != after:
            yield Change(Level.MAJOR, f"the {what} changed from {before} to {after}")
    yield from _fields(inputs(old), inputs(new), Way.INPUT)
    yield from _fields(outputs(old), outputs(new), Way.OUTPUT)


def inputs(prompt: Prompt) -> Mapping[str, Shape]:
    """The declared inputs; where none are, the variables that the template reads."""
    if prompt.inputs is not None:
        return {f.name: _input(f, prompt.format) for f in prompt.inputs}
    uses = [use for message in prompt.messages for use in message.template.uses]
    needed = {use.name for use in uses if not use.guarded}
    return {use.name: Shape(required=use.name in needed) for use in uses}


def outputs(prompt: Prompt) -> Mapping[str, Shape]:
    """Those of a strict answer are all required, unless one says otherwise."""
    if prompt.outputs:
        return {f.name: _declared(f, required=f.required is not False) for f in prompt.outputs}
    return _shape(prompt.outputs_schema).fields


def _api(prompt: Prompt) -> str:
    return str(prompt.settings.get("model", "apiType") or "chat")


def _input(declared: Field, form: Format) -> Shape:
    """Prompty v2 takes an input for optional unless it says otherwise, the others do not."""
    silent = form is not Format.PROMPTY_V2 and declared.default is MISSING
    required = silent if declared.required is None else declared.required
    return _declared(declared, required)


def _declared(declared: Field, required: bool) -> Shape:
    shape = _shape(declared.schema, required)
    kind = declared.kind or shape.kind
    default = shape.default if declared.default is MISSING else declared.default
    return Shape(
        kind, required, default, shape.values, shape.bounds, shape.fields, shape.items, shape.rest
    )


def _shape(schema: Any, required: bool = True) -> Shape:
    """Of a field of Prompty or of a JSON Schema: they differ in few words."""
    if not isinstance(schema, Mapping):
        return Shape(required=required)
    kind = schema.get("kind", schema.get("type"))
    values = schema.get("enumValues", schema.get("enum"))
    return Shape(
        kind=None if kind is None else str(kind),
        required=required,
        default=schema.get("default", MISSING),
        values=frozenset(map(str, values)) if isinstance(values, list) else None,
        bounds={key: value for key, value in schema.items() if key in BOUNDS},
        fields=_properties(schema),
        items=_shape(schema["items"]) if "items" in schema else None,
        rest={key: value for key, value in schema.items() if key not in UNDERSTOOD},
    )


def _properties(schema: Mapping[str, Any]) -> Mapping[str, Shape]:
    properties, listed = schema.get("properties"), schema.get("required")
    if isinstance(properties, list):
        properties = {p["name"]: p for p in properties if isinstance(p, Mapping) and "name" in p}
    if not isinstance(properties, Mapping):
        return {}

    def required(name: str, inner: Any) -> bool:
        own = inner.get("required") if isinstance(inner, Mapping) else None
        return own if isinstance(own, bool) else isinstance(listed, list) and name in listed

    return {str(name): _shape(inner, required(name, inner)) for name, inner in properties.items()}


def _fields(
    old: Mapping[str, Shape], new: Mapping[str, Shape], way: Way, inside: str = ""
) -> Iterator[Change]:
    gone = [name for name in old if name not in new]
    added = [name for name in new if name not in old]
    if len(gone) == len(added) == 1 and old[gone[0]] == new[added[0]]:
        text = f"{way} `{inside}{gone[0]}` is now called `{added[0]}`"
        yield Change(Level.MAJOR, text)
        gone = added = []
    for name in gone:
        yield Change(Level.MAJOR, f"{way} `{inside}{name}` is gone")
    for name in added:
        if way is Way.INPUT and new[name].required:
            yield Change(Level.MAJOR, f"{way} `{inside}{name}` is new and required")
        else:
            yield Change(Level.MINOR, f"{way} `{inside}{name}` is new")
    for name in old:
        if name in new:
            yield from _compare(old[name], new[name], way, f"{inside}{name}")


def _compare(old: Shape, new: Shape, way: Way, name: str) -> Iterator[Change]:
    of = f"{way} `{name}`"
    if old.kind != new.kind:
        known = old.kind is not None and new.kind is not None
        text = f"the kind of {of} changed from {old.kind or 'any'} to {new.kind or 'any'}"
        yield Change(Level.MAJOR if known else Level.MINOR, text)
    if old.required != new.required:
        text = f"{of} is {'required now' if new.required else 'optional now'}"
        yield Change(way.level(narrower=new.required), text)
    if old.default is not new.default and old.default != new.default:
        yield Change(Level.MINOR, f"the default of {of} changed")
    yield from _values(old.values, new.values, way, of)
    for key in BOUNDS:
        yield from _bound(key, old.bounds.get(key), new.bounds.get(key), way, of)
    for key in sorted({*old.rest, *new.rest}):
        if old.rest.get(key) != new.rest.get(key):
            yield Change(Level.MAJOR, f"`{key}` of {of} changed, which may not be compatible")
    yield from _fields(old.fields, new.fields, way, f"{name}.")
    if old.items and new.items:
        yield from _compare(old.items, new.items, way, f"{name}[]")
    elif old.items or new.items:
        narrower = new.items is not None
        text = f"the items of {of} are {'declared' if narrower else 'no longer declared'}"
        yield Change(way.level(narrower=narrower), text)


def _values(
    old: frozenset[str] | None, new: frozenset[str] | None, way: Way, of: str
) -> Iterator[Change]:
    if old is None or new is None:
        if old is not new:
            text = f"{of} takes {'any value' if new is None else 'listed values only'} now"
            yield Change(way.level(narrower=new is not None), text)
        return
    if gone := old - new:
        text = f"{of} is no longer {_listed(gone)}"
        yield Change(way.level(narrower=True), text)
    if added := new - old:
        text = f"{of} may be {_listed(added)} now"
        yield Change(way.level(narrower=False), text)


def _bound(key: str, old: Any, new: Any, way: Way, of: str) -> Iterator[Change]:
    if old == new:
        return
    text = f"`{key}` of {of} changed from {_said(old)} to {_said(new)}"
    if old is None or new is None:
        yield Change(way.level(narrower=new is not None), text)
    elif isinstance(old, int | float) and isinstance(new, int | float):
        yield Change(way.level(narrower=(new > old) == (BOUNDS[key] == "lower")), text)
    else:
        yield Change(Level.MAJOR, text)


def _said(value: Any) -> str:
    return "none" if value is None else f"{value}"


def _listed(values: frozenset[str]) -> str:
    first = sorted(values)[:3]
    more = f" and {len(values) - len(first)} more" if len(values) > len(first) else ""
    return ", ".join(f"`{value}`" for value in first) + more
