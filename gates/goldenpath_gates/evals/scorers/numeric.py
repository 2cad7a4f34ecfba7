"""Is the number right?"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.registry import Context, Metric, scorer
from goldenpath_gates.evals.scorers.structures import leaves

# Not within a word, a date or a version: `gpt-4`, `v2` and `1.2.3` are no numbers.
NUMBER = re.compile(
    r"(?<![\w.,-])(?P<sign>[-+\N{MINUS SIGN}]?)(?:"
    r"(?P<comma>[1-9]\d{0,2}(?:,\d{3}){1,10}(?:\.\d{1,30})?)"
    r"|(?P<stop>[1-9]\d{0,2}(?:(?:\.\d{3}){1,10},\d{1,30}|(?:\.\d{3}){2,10}))"
    r"|(?P<none>\d{1,30}(?:[.,]\d{1,30})?)"
    r")(?P<exponent>(?:[eE][-+]?\d{1,3})?)(?![.,]?\d)"
)
THOUSANDS = {"comma": ",", "stop": ".", "none": " "}


@scorer((Metric("numeric_match", 0, 1, "higher", passing=1),), source="own definition")
def score(case: Case, answer: Answer, context: Context) -> Mapping[str, float]:
    """1 where the first number of the answer is the expected one within its tolerance, else 0.

    Scored where `expected.number` is given. The number is the first of the text, or of the
    structure where there is no text. `1,234.5` and `1.234,5` are the same: of two kinds of
    separators, the last is the decimal one. A single comma before exactly three digits separates
    thousands (`1,234`), a single full stop is always decimal (`1.234`). Digits within a word
    (`gpt-4`, `v2`) and versions (`1.2.3`) are no number. `expected.tolerance` is absolute, its
    bounds are within.
    """
    if case.expected.number is None:
        return {}
    given = first_number(answer)
    if given is None:
        return {"numeric_match": 0.0}
    distance, tolerance = abs(given - case.expected.number), case.expected.tolerance
    near = distance <= tolerance or math.isclose(distance, tolerance, rel_tol=1e-9)
    return {"numeric_match": float(near)}


def first_number(answer: Answer) -> float | None:
    if answer.text is not None:
        found = NUMBER.search(answer.text)
        return parsed(found) if found else None
    numbers = (value for _, kind, value in leaves(answer.structure) if kind == "number")
    return next(map(as_float, numbers), None)


def parsed(found: re.Match[str]) -> float:
    form = next(name for name in THOUSANDS if found[name])
    digits = found[form].replace(THOUSANDS[form], "").replace(",", ".")
    sign = "-" if found["sign"] not in ("", "+") else ""
    return float(f"{sign}{digits}{found['exponent']}")


def as_float(number: float) -> float:
    """Of a JSON integer too, which may be longer than a float."""
    try:
        return float(number)
    except OverflowError:
        return math.inf
