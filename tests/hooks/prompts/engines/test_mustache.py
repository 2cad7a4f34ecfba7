from __future__ import annotations

import pytest
from goldenpath_hooks.prompts.engines import mustache
from goldenpath_hooks.prompts.engines.parsed import Broken


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{a}} {{{ b.c }}} {{& d}} {{.}}", ["a", "b.c", "d"]),
        ("{{#a}}{{b}}{{/a}}{{^c}}{{/c}}", ["a?", "b?", "c?"]),
        ("{{=<% %>=}}<%a%>{{b}}<%={{ }}=%>{{c}}", ["a", "c"]),
        ("{{! a }}{{> p}}", []),
    ],
)
def test_uses(text: str, expected: list[str]) -> None:
    found = mustache.parse(text).uses
    assert [use.path + "?" * use.guarded for use in found] == expected


@pytest.mark.parametrize(
    ("text", "at"),
    [("a {{b", 2), ("{{#a}}", 0), ("{{#a}}{{/b}}", 6), ("{{/a}}", 0), ("{{=a=}}", 0)],
)
def test_broken(text: str, at: int) -> None:
    with pytest.raises(Broken) as broken:
        mustache.parse(text)
    assert broken.value.offset == at


def test_interpolations_are_all_that_is_read() -> None:
    assert [use.path for use in mustache.interpolations("{{a}} {{#b}} {{ c.d }} {{").uses] == [
        "a",
        "c.d",
    ]
