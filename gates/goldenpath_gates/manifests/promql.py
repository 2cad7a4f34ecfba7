"""Whether Prometheus would take a query."""

from __future__ import annotations


def problem(query: str) -> str:
    """What is wrong with it, in one line; empty where nothing is."""
    import promql_parser

    try:
        promql_parser.parse(query)
    except ValueError as error:
        return " ".join(str(error).split())
    return ""
