"""Series as a table for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from goldenpath_gates.console import columns

from benchmarks.series import Series

HEADER = ("benchmark", "what", "median", "min", "p90", "runs", "aim", "met")


def render(results: Mapping[str, Sequence[Series]]) -> str:
    rows = [row(name, series) for name, found in results.items() for series in found]
    return columns([HEADER, *rows])


def row(benchmark: str, series: Series) -> tuple[str, ...]:
    values = (series.median, min(series.samples), series.p90)
    return (
        benchmark,
        series.name,
        *(f"{number(value)} {series.unit}" for value in values),
        str(len(series.samples)),
        "" if series.aim is None else f"<= {series.aim:g} {series.unit}",
        {True: "yes", False: "no", None: ""}[series.met],
    )


def number(value: float) -> str:
    """Three significant digits, never an exponent."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:#.3g}"
