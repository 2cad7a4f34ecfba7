"""Conditions of real analyses and of the language's own pages, and what is none."""

from __future__ import annotations

import pytest
from goldenpath_gates.manifests.expressions import UnreadableError, check

READABLE = (
    "true",
    "result[0] >= 0.95",
    "len(result) > 0 && !isNaN(result[0]) && result[0] <= 0.01",
    "isNaN(result) || result <= 5",
    "not (result[0] > 1) and asInt(result) != 1",
    "result.a.b == 'x' or result?.c in ['y', \"z\"]",
    "result['a b'][0].c",
    "result not in 1..5",
    "all(result, # < 0.05)",
    "any(result, {#.value > .5})",
    "filter(result, .ok) | len() == 3",
    "reduce(result, #acc + #, 0) / len(result) < 1e-3",
    "result[1:] == [] || result[:2] == [1, 2,]",
    'result.message matches "^ok" && result.code startsWith `2`',
    "let worst = max(result); worst < 1",
    "result == nil ? false : result ?? 0 > 1",
    "-result[0] ** 2 % 3 <= 0x1F",
    "if len(result) > 0 { result[0] < 1 } else { false }",
    'map(result, {"a": #, (1): 2})[0].a == 1',
    "result[0] < 1 // little",
)
UNREADABLE = (
    ("", "the end is not expected"),
    ("result[0] < ", "the end is not expected"),
    ("result[0] <<1", "< is not expected"),
    ("result[0] = 1", "= is not expected"),
    ("results[0] < 1", "results is not known"),
    ("len(result > 0", "\\) is expected, not the end"),
    ("result[0", "\\] is expected"),
    ("result. > 1", "a name is expected after ."),
    ("result not 5", "5 is not expected after not"),
    ("true false", "false is not expected"),
    ("a ? b", "a is not known"),
    ("true ? 1", ": is expected"),
    ('"open', "cannot be read"),
    ("result < 5 %%", "% is not expected"),
    ("{result: }", "} is not expected"),
)


@pytest.mark.parametrize("text", READABLE)
def test_readable(text: str) -> None:
    check(text)


@pytest.mark.parametrize(("text", "message"), UNREADABLE)
def test_unreadable(text: str, message: str) -> None:
    with pytest.raises(UnreadableError, match=message):
        check(text)
