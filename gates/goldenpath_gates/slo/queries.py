"""PromQL: read, narrowed to one service and place, and parsed again before anybody writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import accumulate
from typing import Any

AGGREGATIONS = "sum|avg|min|max|count|stddev|stdvar|group"
PIECE = re.compile(
    r"""(?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`)"""
    r"|(?P<open>\{)\s*(?P<close>\}?)"
    rf"|\b(?P<operator>{AGGREGATIONS})\s*(?:by\s*\((?P<labels>[^)]*)\)\s*)?(?=\()"
    r"|\[(?P<range>\w+)\]"
)
LONGEST, DEEPEST = 1000, 20
"""Characters of a query and brackets within brackets: the parser's time grows with squares."""


def selector(labels: Mapping[str, str]) -> str:
    """`a="b",c="d"`. The values are ours, or were checked: they hold no quotes."""
    return ",".join(f'{name}="{value}"' for name, value in labels.items())


def narrowed(
    query: str, labels: Mapping[str, str], by: str | None = None, window: str | None = None
) -> str:
    """The query about the series with these labels, per value of the label `by`, and over another
    window than the one that it names."""

    def put(match: re.Match[str]) -> str:
        if match["open"]:
            return f"{{{selector(labels)}{match['close'] or ','}"
        if match["operator"] and by:
            own = (match["labels"] or "").strip()
            return f"{match['operator']} by ({', '.join(filter(None, (by, own)))}) "
        if match["range"] and window:
            return f"[{window}]"
        return match[0]

    return PIECE.sub(put, query)


def problem(query: str) -> str | None:
    """Why a query of `slo.yaml` cannot be narrowed, and how to mend that."""
    if len(query) > LONGEST or _depth(query) > DEEPEST:
        return f"write at most {LONGEST} characters, {DEEPEST} brackets within each other"
    try:
        parsed(query)
        found = parsed(narrowed(query, {"service": "x"}, by="namespace"))
    except ValueError as error:
        return f"this is no PromQL: {' '.join(str(error).split())[:200]}"
    return next(filter(None, map(_unread, nodes(found))), None)


def _depth(query: str) -> int:
    depths = accumulate((char in "([{") - (char in ")]}") for char in query)
    return max(depths, default=0)


def _unread(node: Any) -> str | None:
    kind = type(node).__name__
    if kind == "VectorSelector" and 'service="x"' not in str(node.matchers):
        return f"write {node.name} with braces, {node.name}{{}}, so that labels can be added"
    if kind == "VectorSelector" and (node.offset or node.at):
        return "offset and @ are not read: every gate asks about now"
    if kind == "AggregateExpr" and "namespace" not in getattr(node.modifier, "labels", ()):
        return f"write what to aggregate by first, as in sum by (le) (...): {AGGREGATIONS}"
    if kind == "SubqueryExpr":
        return "subqueries are not read"
    if kind == "BinaryExpr" and node.modifier and node.modifier.matching:
        return "on and ignoring are not read: every side is one number per namespace"
    return None


def is_selector(query: str) -> bool:
    return type(parsed(query)).__name__ == "VectorSelector"


def is_number(query: str) -> bool:
    """Whether all that it selects is aggregated, so that one number per namespace is left."""
    return not any(type(node).__name__ == "VectorSelector" for node in nodes(parsed(query), True))


def metric(query: str) -> str:
    """The name of the first metric that the query reads."""
    found = (node for node in nodes(parsed(query)) if type(node).__name__ == "VectorSelector")
    return str(next(found).name)


def longest_range(query: str) -> timedelta:
    """Of all windows in it; zero without one."""
    ranges = (n.range for n in nodes(parsed(query)) if type(n).__name__ == "MatrixSelector")
    return max(ranges, default=timedelta())


def nodes(node: Any, outside: bool = False) -> Iterator[Any]:
    """The expression and all within it; with `outside`, nothing below an aggregation."""
    yield node
    if outside and type(node).__name__ == "AggregateExpr":
        return
    below = [getattr(node, name, None) for name in ("lhs", "rhs", "expr", "vector_selector")]
    for child in (*filter(None, below), *(getattr(node, "args", None) or ())):
        yield from nodes(child, outside)


def parsed(query: str) -> Any:
    """Raises ValueError for what is no PromQL."""
    import promql_parser

    return promql_parser.parse(query)
