"""Which comparison speaks of which keywords, so that only those that can find something run."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from goldenpath_gates.contracts.differ.schema_arrays import arrays
from goldenpath_gates.contracts.differ.schema_bounds import (
    BOUNDS,
    bounds,
    multiples,
    unique_items,
)
from goldenpath_gates.contracts.differ.schema_choices import choices
from goldenpath_gates.contracts.differ.schema_conditions import (
    conditions,
    content,
    dependencies,
    embedded,
    refusals,
)
from goldenpath_gates.contracts.differ.schema_objects import objects
from goldenpath_gates.contracts.differ.schema_pair import Comparison, Found, Pair, Run
from goldenpath_gates.contracts.differ.schema_parts import CHOICES, WORDS
from goldenpath_gates.contracts.differ.schema_texts import formats, patterns
from goldenpath_gates.contracts.differ.schema_types import extensible_values, values
from goldenpath_gates.contracts.differ.schema_words import (
    defaults,
    deprecation,
    discriminators,
    words,
)

Own = tuple[frozenset[str], Callable[[Pair], Iterable[Found]]]
"""Compares what a schema says itself."""
Inner = tuple[frozenset[str], Callable[[Pair, Run], Comparison]]
"""Compares schemas within."""
ANNOTATIONS: tuple[Own, ...] = (
    (WORDS, words),
    (frozenset({"deprecated"}), deprecation),
)
OWN: tuple[Own, ...] = (
    *ANNOTATIONS,
    (frozenset({"default"}), defaults),
    (frozenset({"discriminator"}), discriminators),
    (frozenset({"enum", "const"}), values),
    (frozenset({"x-extensible-enum"}), extensible_values),
    (frozenset({name for each in BOUNDS for name in each[:2] if name}), bounds),
    (frozenset({"multipleOf"}), multiples),
    (frozenset({"uniqueItems"}), unique_items),
    (frozenset({"format"}), formats),
    (frozenset({"pattern"}), patterns),
    (frozenset({"contentMediaType", "contentEncoding"}), content),
    (frozenset({"dependentRequired"}), dependencies),
)
OBJECTS = {
    *("properties", "required", "additionalProperties", "patternProperties"),
    *("propertyNames", "unevaluatedProperties", "dependentSchemas"),
}
ARRAYS = {"items", "prefixItems", "contains", "unevaluatedItems"}
INNER: tuple[Inner, ...] = (
    (frozenset(OBJECTS), objects),
    (frozenset(ARRAYS), arrays),
    (frozenset(CHOICES), choices),
    (frozenset({"not"}), refusals),
    (frozenset({"if"}), conditions),
    (frozenset({"contentSchema"}), embedded),
)
