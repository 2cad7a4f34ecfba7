from __future__ import annotations

import pytest
from goldenpath_gates.policy.dockerfile.words import expanded


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("$A${A}", "11"),
        ("${A:-2}${N:-2}${E:-2}", "122"),
        ("${A-2}${N-2}${E-2}", "12"),
        ("${A:+2}${N:+2}${E:+2}", "2"),
        ("${A+2}${N+2}${E+2}", "22"),
        ("${N:-${A}}", "1"),
        ("$N${N}${N?}${N:?no}${A#1}", "$N${N}${N?}${N:?no}${A#1}"),
        ("'$A'\"$A'$A'\"", "$A1'1'"),
        ('"\\$A\\a\\""\\$A\\a', '$A\\a"$Aa'),
        ("a$", "a$"),
    ],
)
def test_expansion(word: str, expected: str) -> None:
    assert expanded(word, {"A": "1", "E": ""}) == expected
