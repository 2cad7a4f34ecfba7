from __future__ import annotations

import pytest
from goldenpath_hooks.prompts.engines import handlebars
from goldenpath_hooks.prompts.engines.parsed import Broken


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{a}} {{{b.c}}} {{&d}} {{~ e ~}}", ["a", "b.c", "d", "e"]),
        ("{{#each a}}{{b}}{{@index}}{{../c}}{{@root.d}}{{this}}{{/each}}", ["a?", "c", "d"]),
        ("{{#each a as |x i|}}{{x.y}}{{i}}{{else}}{{x}}{{/each}}", ["a?", "x"]),
        ("{{#with a}}{{#if b}}{{../c}}{{/if}}{{/with}}", ["a?", "c"]),
        ("{{#if a}}{{a}}{{else}}{{a}}{{/if}}", ["a?", "a?", "a"]),
        ("{{#unless a}}{{a}}{{else}}{{a}}{{/unless}}", ["a?", "a", "a?"]),
        ("{{#if a}}{{else if b}}{{b}}{{/if}}", ["a?", "b?", "b?"]),
        ("{{f a k=b l=(g c)}}", ["a", "b", "c"]),
        ("{{#a}}{{b}}{{/a}}{{^c}}{{/c}}", ["a?", "b?", "c?"]),
        ("\\{{a}} \\\\{{b}}", ["b"]),
        ("{{!-- {{a}} --}}{{! b }}{{{{raw}}}}{{c}}{{{{/raw}}}}", []),
        ("{{#if a}}{{else}}}{{^}}}{{b~}}}{{! c}}}{{c}} }{{/if}}", ["a?", "b", "c"]),
        ("{{a.[b c].d}} {{[x y]}} {{true}} {{'s'}} {{1}}", ["a.b c.d", "x y"]),
        ("{{> p a b=c}}{{#> q}}{{/q}}", ["a", "c"]),
    ],
)
def test_uses(text: str, expected: list[str]) -> None:
    found = handlebars.parse(text).uses
    assert [use.path + "?" * use.guarded for use in found] == expected


def test_printed() -> None:
    text = "{{#if (f a)}}{{b}}{{else if c}}{{#each d}}{{/each}}{{/if}}{{#unless e}}{{/unless}}"
    assert [use.path for use in handlebars.parse(text).uses if use.printed] == ["b", "d"]


def test_marks() -> None:
    text = '{{#each a}}{{json .}}{{/each}}{{> p}}{{history}}{{role "user"}}'
    marks = [mark[1:] for mark in handlebars.parse(text, frozenset({"history"})).marks]
    assert marks == [
        ("tag", "each"),
        ("helper", "json"),
        ("partial", "p"),
        ("helper", "history"),
        ("helper", "role"),
    ]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("a {{b", 2),
        ("a {{#if b}}", 2),
        ("{{#if b}}{{/each}}", 9),
        ("{{/if}}", 0),
        ("{{else}}", 0),
        ("a {{!-- b }}", 2),
        ("{{{{raw}}}} a", 0),
        ("{{a b=1 c}}", 8),
        ("{{a (b}}", 6),
        ("{{#if a >= 18}}{{/if}}", 8),
        ("{{" + "(a " * 60, 0),
        ("{{#a}}" * 101, 600),
        ("{{a}}}", 3),
        ("{{#a}}}{{/a}}", 4),
        ("{{> p a=b }}}", 10),
        ("{{#if a}}{{else if b}}}{{/if}}", 20),
    ],
)
def test_broken(text: str, at: int) -> None:
    with pytest.raises(Broken) as broken:
        handlebars.parse(text)
    assert broken.value.offset == at
