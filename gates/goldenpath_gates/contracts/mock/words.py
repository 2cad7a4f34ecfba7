"""What names tell: a property called `city` holds a city."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")
PLAIN = ("alpha", "beta", "gamma", "delta", "sample", "example", "item", "value")


def known_for(name: str) -> Sequence[Any]:
    """Values of any type; empty where the name tells nothing."""
    words = [word.lower() for word in BOUNDARY.split(name) if word]
    for first in range(len(words)):
        if found := _table().get("_".join(words[first:])):
            return found
    return ()


@cache
def _table() -> Mapping[str, Sequence[Any]]:
    text = files(__package__).joinpath("words.yaml").read_text("utf-8")
    table: Mapping[str, Sequence[Any]] = yaml.safe_load(text)
    return table
