"""Which schemas the members of an object have to fit, by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from goldenpath_gates.contracts.change import Direction
from goldenpath_gates.contracts.differ.schema_demand import Demand
from goldenpath_gates.contracts.document import Node

HIDDEN = {"request": "readOnly", "response": "writeOnly"}
"""What says that a property does not travel in a direction."""


@dataclass(frozen=True)
class Members:
    demand: Demand
    direction: Direction

    @property
    def named(self) -> dict[str, Node]:
        return self.demand.named

    @cached_property
    def patterns(self) -> dict[str, list[Node]]:
        return _by_name(self.demand, "patternProperties")

    @cached_property
    def required(self) -> dict[str, Node]:
        lists = [each for each in self.demand.each("required") if isinstance(each.value, list)]
        return {name: each for each in lists for name in each.value if isinstance(name, str)}

    @cached_property
    def rest(self) -> list[Node]:
        """What members without a name of their own have to fit; nothing: they are free."""
        return [*self.demand.each("additionalProperties"), *self._unevaluated]

    @cached_property
    def closed(self) -> bool:
        return not Demand.of(self.rest).kinds

    def of(self, name: str) -> list[Node]:
        """Every part speaks of a name: its own schema, those of patterns, else the rest."""
        if self._plain and name in self.named:
            return [self.named[name]]
        found = [node for part in self.demand.parts for node in _of(part, name)]
        known = name in self.named or any(_matches(each, name) for each in self.patterns)
        return found if known else [*found, *self._unevaluated]

    def demand_of(self, name: str) -> Demand:
        if name not in self._demands:
            self._demands[name] = Demand.of(self.of(name))
        return self._demands[name]

    def refuses(self, name: str) -> bool:
        return not self.demand_of(name).kinds

    def hides(self, name: str) -> bool:
        return name in self.named and self.demand_of(name).says(HIDDEN[self.direction])

    def requires(self, name: str) -> bool:
        return name in self.required and not self.hides(name)

    def shows(self, name: str) -> bool:
        return name in self.named and not self.hides(name) and not self.refuses(name)

    @cached_property
    def _plain(self) -> bool:
        """Whether a name alone decides."""
        return len(self.demand.parts) == 1 and not self.patterns

    @cached_property
    def _demands(self) -> dict[str, Demand]:
        return {}

    @cached_property
    def _unevaluated(self) -> list[Node]:
        if self.demand.choices or any(self.demand.each("additionalProperties")):
            return []  # branches may name more; no member is left where the others have a schema
        return [*self.demand.each("unevaluatedProperties")]


def _by_name(demand: Demand, keyword: str) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for node in demand.each(keyword):
        for name, each in node.items():
            found.setdefault(name, []).append(each)
    return found


def _of(part: Node, name: str) -> Iterator[Node]:
    if not isinstance(part.value, dict):
        return
    known = False
    if (properties := part.get("properties")) and (own := properties.get(name)):
        known = True
        yield own
    if patterns := part.get("patternProperties"):
        for pattern, node in patterns.items():
            if _matches(pattern, name):
                known = True
                yield node
    if not known and (rest := part.get("additionalProperties")):
        yield rest


def _matches(pattern: str, name: str) -> bool:
    return bool(_validator(pattern).is_valid(name))


@lru_cache(maxsize=1000)
def _validator(pattern: str) -> Any:
    import jsonschema_rs

    # an engine whose time is linear: patterns are not trusted
    try:
        return jsonschema_rs.validator_for(
            {"pattern": pattern}, pattern_options=jsonschema_rs.RegexOptions()
        )
    except jsonschema_rs.ValidationError:
        return jsonschema_rs.validator_for(False)
