"""How a recursive schema ends: the least number of levels that a value of it needs."""

from __future__ import annotations

from typing import Any

from goldenpath_gates.contracts.mock.flatten import Flattener
from goldenpath_gates.contracts.mock.kinds import simplest

MOST = 100


class Shortest:
    def __init__(self, flattener: Flattener) -> None:
        self.flattener = flattener
        self._known: dict[tuple[str, int], bool] = {}

    def levels(self, schema: Any, where: str) -> int:
        """More than MOST where it has no end, or none that is near."""
        for levels in range(MOST + 1):
            if self.ends(schema, where, levels):
                return levels
        return MOST + 1

    def ends(self, schema: Any, where: str, levels: int) -> bool:
        """Whether so many levels are enough."""
        if isinstance(schema, bool):
            return schema
        if "const" in schema or "enum" in schema:
            return True
        return levels > 0 and self._parts_end(schema, where, levels - 1)

    def _parts_end(self, schema: dict[str, Any], where: str, levels: int) -> bool:
        if "$ref" in schema and not self._target_ends(schema["$ref"], where, levels):
            return False
        if not all(self.ends(part, where, levels) for part in schema.get("allOf", ())):
            return False
        for key in ("anyOf", "oneOf"):
            branches = schema.get(key, [True])
            if not any(self.ends(branch, where, levels) for branch in branches):
                return False
        return all(self.ends(part, where, levels) for part in needed(schema))

    def _target_ends(self, reference: str, where: str, levels: int) -> bool:
        key = (reference, levels)
        if key not in self._known:
            target, pointer = self.flattener.pointed(reference, where)
            self._known[key] = self.ends(target, pointer, levels)
        return self._known[key]


def needed(schema: dict[str, Any]) -> list[Any]:
    """The schemas of the parts that no value can do without."""
    kind = simplest(schema)
    if kind == "object":
        properties = schema.get("properties", {})
        return [properties[name] for name in schema.get("required", ()) if name in properties]
    if kind == "array":
        least, prefix = schema.get("minItems", 0), schema.get("prefixItems", [])
        return [*prefix[:least], *([schema.get("items", True)] if least > len(prefix) else [])]
    return []
