from __future__ import annotations

import pytest

from benchmarks.series import Series
from benchmarks.table import number, render

TABLE = """\
benchmark  what   median   min      p90      runs  aim     met
copy       bare   0.375 s  0.250 s  0.500 s  2
copy       ratio  2.50 x   1.50 x   3.50 x   3     <= 2 x  no"""


def test_table() -> None:
    bare = Series("bare", "s", (0.5, 0.25))
    assert render({"copy": (bare, Series("ratio", "x", (1.5, 2.5, 3.5), 2.0))}) == TABLE


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.01234, "0.0123"), (1.5, "1.50"), (99.0, "99.0"), (100.4, "100"), (4321.0, "4321")],
)
def test_number(value: float, text: str) -> None:
    assert number(value) == text
