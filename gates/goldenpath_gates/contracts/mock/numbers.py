"""Numbers within bounds, and multiples."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from random import Random

from goldenpath_gates.contracts.mock.merge import ContradictionError
from goldenpath_gates.contracts.mock.schemas import Schema
from goldenpath_gates.contracts.mock.words import known_for

WIDTH = 1000
"""Of the range where a bound is missing."""
FORMATS = {"int32": 2**31, "int64": 2**63}
TRIES = 8


def candidates(schema: Schema, name: str, rng: Random, *, whole: bool) -> Iterator[int | float]:
    """The most telling first. Raises ContradictionError where the bounds leave none."""
    known = [each for each in known_for(name) if isinstance(each, int | float)]
    yield from rng.sample(known, len(known))
    step = _step(schema, whole=whole)
    low, high = _range(schema, step or Fraction(1))
    if step:
        least, most = ceil(low / step), floor(high / step)
        if least > most:
            raise ContradictionError("minimum")
        for _ in range(TRIES):
            yield _number(step * rng.randint(least, most), whole=whole)
        for factor in dict.fromkeys((least, least + 1, most, most - 1)):
            yield _number(step * factor, whole=whole)
    else:
        yield from _between(low, high, rng)


def _between(low: Fraction, high: Fraction, rng: Random) -> Iterator[float]:
    if low > high:
        raise ContradictionError("minimum")
    for digits in (2, 2, 4, 8, 17):
        yield round(float(low + (high - low) * Fraction(rng.random())), digits)
    yield from (float((low + high) / 2), float(low), float(high))


def _step(schema: Schema, *, whole: bool) -> Fraction | None:
    if "multipleOf" not in schema:
        return Fraction(1) if whole else None
    multiple = exact(schema["multipleOf"])
    # The multiples of a/b that are whole are those of a, once the fraction is reduced.
    return Fraction(multiple.numerator) if whole else multiple


def _range(schema: Schema, step: Fraction) -> tuple[Fraction, Fraction]:
    """Inclusive: a candidate on an exclusive bound is left out by who looks whether it fits."""
    lows = [exact(schema[key]) for key in ("minimum", "exclusiveMinimum") if key in schema]
    highs = [exact(schema[key]) for key in ("maximum", "exclusiveMaximum") if key in schema]
    if limit := FORMATS.get(schema.get("format", "")):
        lows.append(Fraction(-limit))
        highs.append(Fraction(limit - 1))
    named = any(key.endswith("inimum") for key in schema)
    ceiling = any(key.endswith("aximum") for key in schema)
    width = WIDTH * step
    below = ceiling and min(highs) < 0
    usual = min(highs) - width if below else Fraction(0)
    low = max(lows) if named else usual
    return low, min(highs) if ceiling else low + width


def exact(number: float) -> Fraction:
    """0.01 is one hundredth, not the binary number beside it."""
    return Fraction(str(number))


def _number(value: Fraction, *, whole: bool) -> int | float:
    return int(value) if whole or value.denominator == 1 else float(value)
