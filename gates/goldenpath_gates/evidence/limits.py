"""The limits that figures were compared with, and which of two is the weaker."""

from __future__ import annotations

import math
import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, zip_longest

from goldenpath_gates.report import Figure

Range = tuple[float, float]
NUMBER = r"(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)"
FORMS: Mapping[str, Callable[[float], Range]] = {
    rf">= {NUMBER}": lambda x: (x, math.inf),
    rf"<= {NUMBER}": lambda x: (-math.inf, x),
    rf"= {NUMBER}": lambda x: (x, x),
    rf"at most {NUMBER} below the baseline": lambda x: (-x, math.inf),
    rf"within {NUMBER}% of the baseline": lambda x: (-x, x),
    rf"wins by {NUMBER}%": lambda x: (x, math.inf),
}
"""What stages demand, and the values that each demand lets through."""
OF_THE_BASELINE = re.compile(r"at most|within|wins")
WEAKER, UNJUDGED = "weaker", "no longer judged"


def of(figures: Iterable[Figure]) -> list[str]:
    """A limit that decides nothing is none."""
    return [one.threshold for one in figures if one.threshold and one.passed is not None]


def paired(old: Iterable[str], new: Iterable[str]) -> Iterator[tuple[str | None, str | None]]:
    """One figure may have several limits: those of one form belong together, then the rest."""
    left, alone = defaultdict[str, deque[str]](deque), []
    for after in new:
        left[_form(after)].append(after)
    for before in old:
        if alike := left[_form(before)]:
            yield before, alike.popleft()
        else:
            alone.append(before)
    yield from zip_longest(alone, chain.from_iterable(left.values()))


def _form(limit: str) -> str:
    return re.sub(NUMBER, "#", limit)


def compared(old: str | None, new: str | None) -> str:
    """`weaker` where the new limit lets through all that the old one did, and more."""
    if new is None:
        return UNJUDGED
    if old is None:
        return "judged now"
    before, after = _range(old), _range(new)
    if before is None or after is None or _measure(old) != _measure(new):
        return "another limit"
    if after[0] <= before[0] and before[1] <= after[1]:
        return WEAKER
    return "stricter" if before[0] <= after[0] and after[1] <= before[1] else "another limit"


def _range(limit: str) -> Range | None:
    for form, lets_through in FORMS.items():
        if match := re.fullmatch(form, limit):
            return lets_through(float(match[1]))
    return None


def _measure(limit: str) -> str:
    """What the number is compared with: only like can be compared with like."""
    found = OF_THE_BASELINE.match(limit)
    return found[0] if found else "the value"
