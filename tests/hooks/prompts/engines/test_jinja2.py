from __future__ import annotations

from contextlib import suppress

import pytest
from goldenpath_hooks.prompts.engines import jinja2
from goldenpath_hooks.prompts.engines.parsed import Broken, TooMuch


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ a }} {{ b.c }}", ["a", "b.c"]),
        ("{{ a['b'][0].c }} {{ a[k] }}", ["a.b.0.c", "a", "k"]),
        ("{{ a.items() }} {{ f(x=b, *c) }}", ["a", "f", "b", "c"]),
        ("{{ a\r\n}}", ["a"]),
        ("{% for m in a if m.b %}{{ m }}{{ loop.index }}{% endfor %}{{ m }}", ["a", "m"]),
        ("{% set a = a %}{{ a }}", ["a"]),
        ("{% if c %}{% set a = 1 %}{% endif %}{{ a }}", ["c?"]),
        ("{% macro m(a, b=c) %}{{ a }}{{ caller() }}{% endmacro %}{{ m(1) }}", ["c"]),
        ("{% with a = b %}{{ a }}{% endwith %}{{ a }}", ["b", "a"]),
        ("{% from 'x' import y as z, w %}{{ z }}{{ w }}{{ y }}", ["y"]),
        ("{% set x %}{{ a }}{% endset %}{{ x }}", ["a"]),
        ("{% call(x) f() %}{{ x }}{% endcall %}", ["f"]),
    ],
)
def test_uses(text: str, expected: list[str]) -> None:
    assert uses(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% if a %}{{ a.b }}{% else %}{{ a }}{% endif %}", ["a?", "a.b?", "a"]),
        ("{% if not a %}{{ a }}{% else %}{{ a }}{% endif %}", ["a?", "a", "a?"]),
        ("{% if a is defined and a.b %}{{ a }}{% endif %}", ["a?", "a.b?", "a?"]),
        ("{{ a | default('-') }} {{ b or '-' }}", ["a?", "b?"]),
        ("{{ a if a is not none else b }}", ["a?", "a?", "b"]),
        ("{% if a == 1 %}{{ a }}{% endif %}", ["a", "a?"]),
        ("{% if a.b %}{% endif %}", ["a.b"]),
    ],
)
def test_guards(text: str, expected: list[str]) -> None:
    assert uses(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% if a and 'x' in b %}{{ c }}{% elif d.e %}{% endif %}", ["c"]),
        ("{{ a if b == c else d | default(e) }}", ["a", "d", "e"]),
        ("{% for x in a if x in b %}{{ x }}{% endfor %}{{ c is sameas d }}", ["a"]),
        ("{% if a %}{{ a or b }}{% endif %}{% set x = c %}", ["a", "b", "c"]),
    ],
)
def test_printed(text: str, expected: list[str]) -> None:
    assert [use.path for use in jinja2.parse(text).uses if use.printed] == expected


def uses(text: str) -> list[str]:
    return [use.path + "?" * use.guarded for use in jinja2.parse(text).uses]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ a | upper }}", [("filter", "upper")]),
        ("{{ a.items }}", [("attribute", "a.items")]),
        ("{{ a.items() }}", [("call", "a.items")]),
        ("{{ 1 + 2 }}{{ 'a' ~ b }}", [("operator", "+"), ("operator", "~")]),
        ("{% if a is odd %}{% endif %}", [("tag", "if"), ("test", "odd")]),
        ("{% raw %}{{ a }}{% endraw %}", [("tag", "raw")]),
    ],
)
def test_marks(text: str, expected: list[tuple[str, str]]) -> None:
    assert [mark[1:] for mark in jinja2.parse(text).marks] == expected


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("ab {{ c d }}", 8),
        ("{% if a %}\n{% for b in c %}", 11),
        ("a {# b", 2),
        ("a\r\n{{ b ] }}", 8),
        ("{%- if a -%}  \n {%- endfor %}", 20),
        ("{{ 'a }}", 3),
        ("{% unknown %}", 3),
    ],
)
def test_broken(text: str, at: int) -> None:
    with pytest.raises(Broken) as broken:
        jinja2.parse(text)
    assert broken.value.offset == at


def test_tags_of_an_application() -> None:
    text = "{% box %}{{ a }}{% endbox %}{% do a.b() %}{% trans %}{{ c }}{% endtrans %}"
    parsed = jinja2.parse(text, extended=True)
    assert [use.path for use in parsed.uses] == ["a", "a", "c"]


@pytest.mark.parametrize(
    "text", ["{% box %}{% endif %}", "a {% endraw %}", "{% raw a %}{% endraw %}"]
)
def test_tags_of_the_language_are_nobody_elses(text: str) -> None:
    with pytest.raises(Broken):
        jinja2.parse(text, extended=True)


@pytest.mark.parametrize("unit", ["+a", "(", "|f", ".b", "()", " and a", "[0]"])
def test_depth(unit: str) -> None:
    with suppress(Broken):
        jinja2.parse("{{ a" + unit * 3_000 + " }}")


def test_too_many_pieces() -> None:
    with pytest.raises(TooMuch):
        jinja2.parse("{{a}}" * 40_000)
