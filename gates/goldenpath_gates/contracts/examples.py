"""Promises by example: cases of the model provider, interactions of a pact."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from goldenpath_hooks.findings import one_line

from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.document import Document
from goldenpath_gates.contracts.rules import change

LISTS = ("cases", "provider", "interactions", "messages")
NAMED_BY = ("id", "description", "providerStates", "providerState")


def compare(noun: str, base: Document, revision: Document) -> list[Change]:
    """`noun` begins the rules. A pointer ends with a name: an index is another example's soon."""
    return list(_compared(noun, _examples(base), _examples(revision)))


def _compared(noun: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for pointer, example in old.items():
        if pointer not in new:
            yield change(f"{noun}-removed", pointer, "the example is gone")
        elif new[pointer] != example:
            yield change(f"{noun}-changed", pointer, "the example is another")


def _examples(document: Document) -> dict[str, Any]:
    """By pointer. What is no example is told by the check that asks for them."""
    found: dict[str, Any] = {}
    for key in LISTS:
        listed = document.root.get(key)
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, dict):
                found[f"/{key}/{_name(each)}"] = each
    return found


def _name(example: Mapping[str, Any]) -> str:
    parts = [example[key] for key in NAMED_BY if example.get(key)]
    said = " ".join(each if isinstance(each, str) else json.dumps(each) for each in parts)
    return one_line(said).replace("~", "~0").replace("/", "~1")
