"""The table of rules: the YAML files beside this module, one per part of the differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from goldenpath_gates.contracts.change import Change, Level


@dataclass(frozen=True)
class Rule:
    """`meaning` says who breaks and why; `remedy` what to do instead."""

    id: str
    level: Level
    meaning: str
    remedy: str


@cache
def rules() -> Mapping[str, Rule]:
    tables = [each for each in files(__name__).iterdir() if each.name.endswith(".yaml")]
    found: dict[str, Rule] = {}
    for file in sorted(tables, key=lambda each: each.name):
        for name, entry in yaml.safe_load(file.read_text("utf-8")).items():
            found[name] = Rule(name, entry["level"], entry["meaning"], entry["remedy"])
    return found


def change(rule: str, pointer: str, message: str) -> Change:
    """A finding of a rule of the table, at the table's level."""
    return Change(rule, rules()[rule].level, pointer, message)
