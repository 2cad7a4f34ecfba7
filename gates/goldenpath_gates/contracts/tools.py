"""Definitions of tools, as a model is given them: what it may send is the arguments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.differ.schemas import compare_schemas
from goldenpath_gates.contracts.document import Document
from goldenpath_gates.contracts.rules import change, rules

FUNCTION = "/function"
PARAMETERS = f"{FUNCTION}/parameters"
# A client that sends too much can be ignored; a model that does was told of the parameter by
# prompts and examples that still stand.
STRICTER = dict.fromkeys(
    ("request-property-removed", "request-property-refused"), "tool-parameter-removed"
)


def compare(base: Document, revision: Document) -> list[Change]:
    """Both fit tool.schema.json."""
    old, new = base.root["function"], revision.root["function"]
    if old["name"] != new["name"]:
        return list(_renamed(old["name"], new["name"]))
    return [*_told(base, revision), *_parameters(base, revision)]


def _renamed(old: str, new: str) -> Iterator[Change]:
    pointer = f"{FUNCTION}/name"
    yield change("tool-removed", pointer, f"the tool {old} is gone")
    yield change("tool-added", pointer, f"the tool {new} is new")


def _told(base: Document, revision: Document) -> Iterator[Change]:
    old, new = base.root["function"], revision.root["function"]
    if old["description"] != new["description"]:
        message = f"the description of {new['name']} was changed"
        yield change("tool-description-changed", f"{FUNCTION}/description", message)
    before, after = (bool(each.get("strict", False)) for each in (old, new))
    if before != after:
        message = f"strict of {new['name']} went from {before} to {after}".lower()
        yield change("tool-strict-changed", f"{FUNCTION}/strict", message)


def _parameters(base: Document, revision: Document) -> Iterator[Change]:
    for each in compare_schemas(_arguments(base), _arguments(revision), "request"):
        rule = STRICTER.get(each.rule, each.rule)
        level = rules()[rule].level if rule != each.rule else each.level
        yield replace(each, rule=rule, level=level, pointer=f"{PARAMETERS}{each.pointer}")


def _arguments(tool: Document) -> Document:
    """A document of its own: references lead to its root."""
    return Document(tool.name, tool.root["function"]["parameters"])
