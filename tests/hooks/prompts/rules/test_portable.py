"""filter-portable and construct-portable."""

from __future__ import annotations

import pytest

from tests.hooks.prompts.rules.asking import ask, prompty


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{{ question | tojson }}", ["tojson"]),
        ("{{ question | trim | title | upper }}", ["title"]),
        ("{% for q in question | sort %}{{ q }}{% endfor %}", ["sort"]),
        ("{{ question | upper | lower | trim | join(', ') | length | default('a') }}", []),
        ("| tojson", []),
    ],
)
def test_filters(text: str, names: list[str]) -> None:
    found = ask("filter-portable", prompty(body=f"user:\n{text}\n"))
    assert [said.split()[3] for said in found] == names


def test_filters_allowed() -> None:
    text = prompty(body="user:\n{{ question | tojson }}\n")
    assert ask("filter-portable", text, filters_allowed=("tojson",)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{% set a = question %}{{ a }}", "the tag set"),
        ("{% macro a() %}b{% endmacro %}", "the tag macro"),
        ("{% if question is defined %}a{% endif %}", "the test `is defined`"),
        ("{{ question.upper() }}", "the call question.upper()"),
        ("{{ 'a' * 9 }}", "the operator *"),
        ("{{ question ~ 'a' }}", "the operator ~"),
        ("{% for q in question %}{{ loop.index }}{% endfor %}", "loop.index"),
    ],
)
def test_constructs(text: str, said: str) -> None:
    (found,) = ask("construct-portable", prompty(body=f"user:\n{text}\n"))
    assert found.endswith(f" {said} is not portable")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{{ question.a.b }}", id="dotted names"),
        pytest.param("{%- if question -%}a{%- elif b -%}c{%- else -%}d{%- endif -%}", id="if"),
        pytest.param("{% for q in question %}{{ q }}{% endfor %}", id="for"),
        pytest.param("{% if question == 'a' and not b or c in d %}e{% endif %}", id="comparison"),
        pytest.param("{# set a = 1 #}", id="a comment"),
    ],
)
def test_portable(text: str) -> None:
    assert ask("construct-portable", prompty(body=f"user:\n{text}\n")) == []


def test_told_once() -> None:
    text = prompty(body="user:\n{{ 1 + 1 }} {{ 2 + 2 }}\n")
    assert len(ask("construct-portable", text)) == 1
