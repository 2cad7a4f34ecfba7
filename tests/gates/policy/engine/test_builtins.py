"""`sprintf` as OPA has it: the table was taken from OPA, which is asked again where it is here."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest
from goldenpath_gates.policy.engine.builtins import UnsupportedError, parse, sprintf
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import require

SAID = [
    ("%s", '["a"]', "a"),
    ("%v %v", '["a", 1]', "a 1"),
    ("%d", "[3]", "3"),
    ("%d", "[1.5]", "%!d(float64=1.5)"),
    ("%d", '["3"]', "%!d(string=3)"),
    ("%s", "[3]", "%!s(int64=3)"),
    ("%s", "[1e+06]", "%!s(float64=1e+06)"),
    ("%v", "[1e+06]", "1e+06"),
    ("%v", "[0.00001]", "1e-05"),
    ("%v", "[-12.5]", "-12.5"),
    ("%v", "[123456.75]", "123456.75"),
    ("%v", "[1234567.5]", "1.2345675e+06"),
    ("%v", "[9223372036854775808]", "9223372036854775808"),
    ("%s", "[9223372036854775808]", "9223372036854775808"),
    ("%q", "[9223372036854775808]", "%!q(big.Int=9223372036854775808)"),
    ("%f", "[1.5]", "1.500000"),
    ("%.2f", "[1.006]", "1.01"),
    ("%f", "[1]", "%!f(int64=1)"),
    ("%x", "[255]", "ff"),
    ("%x", "[-255]", "-ff"),
    ("%x", '["aé"]', "61c3a9"),
    ("%x", "[1.5]", "0x1.8p+00"),
    ("%q", '["a\\"\\n\\u0001\\u007f\\u2028é\\t\\\\"]', '"a\\"\\n\\x01\\x7f\\u2028é\\t\\\\"'),
    ("%q", "[65]", "'A'"),
    ("%q", "[39]", "'\\''"),
    ("%q", "[-1]", "'�'"),
    ("%q", "[1.5]", "%!q(float64=1.5)"),
    ("%q", "[true]", '"true"'),
    ("%v %v", "[null, false]", "null false"),
    ("%s", '[["a", 1, null]]', '["a", 1, null]'),
    ("%v", '[{"b": [], "a": {}}]', '{"a": {}, "b": []}'),
    ("%v", '[{"b", 2, null, true, [1], 10, "a"}]', '{null, true, 2, 10, "a", "b", [1]}'),
    ("%v", "[set()]", "set()"),
    ("%v", '[{{1}: {2}}]', "{{1}: {2}}"),
    ("%q", '[{"a": "x,y:z"}]', '"{\\"a\\": \\"x,y:z\\"}"'),
    ("100%%", "[]", "100%"),
    ("%s %s", '["a"]', "a %!s(MISSING)"),
    ("%s", '["a", 1, "b"]', "a%!(EXTRA int64=1, string=b)"),
    ("%", "[]", "%!(NOVERB)"),
    ("a\n%s", '["b\\nc"]', "a\nb\nc"),
]  # fmt: skip


@pytest.mark.parametrize(("template", "arguments", "expected"), SAID)
def test_sprintf(template: str, arguments: str, expected: str) -> None:
    assert sprintf(template, parse(arguments)) == expected


@pytest.mark.parametrize(("template", "arguments"), [("1", '"a"'), ("[]", "[]"), ('"%s"', "null")])
def test_what_opa_refuses_is_undefined(template: str, arguments: str) -> None:
    assert sprintf(parse(template), parse(arguments)) is None


@pytest.mark.parametrize("template", ["%t", "%5d", "%-s", "%[1]s", "%+v", "%.3s", "%e"])
def test_what_is_not_known_is_not_guessed(template: str) -> None:
    with pytest.raises(UnsupportedError, match="sprintf"):
        sprintf(template, parse("[1, 2]"))


def by_opa(rows: list[tuple[str, str]]) -> list[Any]:
    opa = shutil.which("opa")
    require(opa, "opa")
    query = ", ".join(f"sprintf({json.dumps(one)}, {other})" for one, other in rows)
    command = (str(opa), "eval", "--format=json", f"[{query}]")
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    values: list[Any] = json.loads(done.stdout)["result"][0]["expressions"][0]["value"]
    return values


def test_opa_says_the_same() -> None:
    rows = [(template, arguments) for template, arguments, _ in SAID]
    assert by_opa(rows) == [expected for *_, expected in SAID]


# What is printable beyond depends on the age of Python's and Go's tables.
text = st.text(st.characters(max_codepoint=0x2FF), max_size=8)
scalars = st.none() | st.booleans() | text | st.integers(-(10**20), 10**20)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner)
)


@settings(max_examples=3, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("svdqfx"), values), min_size=40, max_size=60))
def test_opa_says_the_same_of_anything(rows: list[tuple[str, Any]]) -> None:
    asked = [(f"%{verb}", json.dumps([value])) for verb, value in rows]
    assert by_opa(asked) == [sprintf(template, parse(text)) for template, text in asked]
