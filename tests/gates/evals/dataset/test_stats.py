from __future__ import annotations

from collections import Counter

import pytest
from goldenpath_gates.evals.dataset.stats import Stats, normalised

from tests.gates.evals.dataset.support import case


def test_counts() -> None:
    cases = [
        case("a", tags=["x", "y"], tenant="acme", expected={"label": "l", "documents": []}),
        case("b", tags=["x"], input="What IS  a", expected={"refusal": False}, criteria=["c"]),
        case("c", input={"question": "?"}, expected={}),
        case("d", input="what is a?!", expected={"number": 0, "tolerance": 1}),
    ]
    found = Stats.of(cases)
    assert found.cases == 4
    assert found.datasets == {"golden.jsonl": 4}
    assert found.tags == {"x": 2, "y": 1}
    assert found.tenants == {"acme": 1, "(none)": 3}
    assert found.labels == {"l": 1}
    assert found.parts == {"label": 1, "documents": 1, "refusal": 1, "criteria": 1, "number": 1}
    assert found.duplicates == 1  # of b and d; the tenant of a has a case of its own
    assert found.quantiles() == {"shortest": 10, "median": 10, "p95": 17, "longest": 17}


def test_quantiles_of_many() -> None:
    found = Stats(cases=100, lengths=Counter({length: 1 for length in range(1, 101)}))
    assert found.quantiles() == {"shortest": 1, "median": 50, "p95": 95, "longest": 100}


def test_nothing() -> None:
    assert Stats.of([]).quantiles() == {"shortest": 0, "median": 0, "p95": 0, "longest": 0}


def test_a_generated_case_is_no_duplicate() -> None:
    assert Stats.of([case("a"), case("b", input="what is a", tags=["generated"])]).duplicates == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  What,is\tTHIS?! ", "what is this"),
        ("\N{LATIN SMALL LIGATURE FI}ve", "five"),
        ("Straße", "strasse"),
        ("???", "???"),
    ],
)
def test_normalised(text: str, expected: str) -> None:
    assert normalised(text) == expected
