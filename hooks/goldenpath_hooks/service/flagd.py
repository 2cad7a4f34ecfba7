"""What a flag of flagd names: variants in its rules, and shared rules.

Rules are JsonLogic: https://flagd.dev/reference/flag-definitions/ says which operators give a
variant. Walked without recursion, as a rule may be nested to any depth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from goldenpath_hooks.prompts.document import Key

REFERENCE = "$ref"


def chosen(rule: Any, key: Key, shared: Mapping[str, Any]) -> Iterator[tuple[Key, str]]:
    """Each variant that a rule can give, by name, and where it says so."""
    left, followed = [(key, rule)], set[str]()
    while left:
        key, rule = left.pop()
        if isinstance(rule, bool | str):
            yield key, str(rule) if isinstance(rule, str) else str(rule).lower()
        elif isinstance(rule, dict) and len(rule) == 1:
            ((operator, given),) = rule.items()
            if operator == REFERENCE and isinstance(given, str):
                if given in shared and given not in followed:
                    left.append((("$evaluators", given), shared[given]))
                followed.add(given)
            elif isinstance(given, list):
                left += _outcomes(operator, given, (*key, operator))


def _outcomes(operator: str, given: list[Any], key: Key) -> Iterator[tuple[Key, Any]]:
    if operator in ("if", "?:"):  # condition, outcome, condition, outcome, ..., else
        last = len(given) - 1
        yield from (((*key, i), out) for i, out in enumerate(given) if i % 2 or i == last)
    elif operator == "fractional":  # what decides, then [variant, weight] each
        shares = ((i, share) for i, share in enumerate(given) if isinstance(share, list) and share)
        yield from (((*key, i, 0), share[0]) for i, share in shares)


def references(rule: Any, key: Key) -> Iterator[tuple[Key, str]]:
    """Each shared rule that a rule uses, wherever in it."""
    left = [(key, rule)]
    while left:
        key, rule = left.pop()
        within = rule if isinstance(rule, dict) else {}
        within = dict(enumerate(rule)) if isinstance(rule, list) else within
        for step, value in within.items():
            left.append(((*key, step), value))
            if step == REFERENCE and isinstance(value, str):
                yield (*key, step), value
