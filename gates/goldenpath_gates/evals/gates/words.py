"""Figures in the sentences of a ruling."""

from __future__ import annotations


def number(value: float, unit: str | None = None) -> str:
    """Four digits are more than any sample of cases bears out."""
    shown = f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    return f"{shown} {unit}" if unit else shown


def signed(value: float, unit: str | None = None) -> str:
    return ("+" if value > 0 else "") + number(value, unit)


def percent(share: float) -> str:
    return f"{100 * share:+.3g} %" if share else "0 %"


def between(bounds: tuple[float, float] | None) -> str:
    return f" [{number(bounds[0])}, {number(bounds[1])}]" if bounds else ""
