from __future__ import annotations

from typing import Any

import pytest
from goldenpath_gates.evals.dataset.imports.assertions import cell, read

TAKEN: list[tuple[str, Any, dict[str, Any]]] = [
    ("equals", "Paris", {"text": "Paris"}),
    ("equals", 4, {"text": "4"}),
    ("equals", {"city": "Paris"}, {"structure": {"city": "Paris"}}),
    ("contains", "{{ city }}", {"contains": ["Paris"]}),
    ("icontains", "paris", {"contains": ["paris"]}),
    ("contains-all", ["a", "b"], {"contains": ["a", "b"]}),
    ("icontains-all", ["a"], {"contains": ["a"]}),
    ("contains-any", ["a.b", "c"], {"regex": r"(?:a\.b|c)"}),
    ("icontains-any", ["a", "b"], {"regex": "(?i)(?:a|b)"}),
    ("not-contains", "x", {"absent": ["x"]}),
    ("not-icontains", "x", {"absent": ["x"]}),
    ("not-contains-any", ["x", "y"], {"absent": ["x", "y"]}),
    ("starts-with", "Yes.", {"regex": r"\AYes\."}),
    ("regex", "\\d+", {"regex": "\\d+"}),
    ("is-json", None, {"schema": {}}),
    ("is-json", {"type": "object"}, {"schema": {"type": "object"}}),
    ("is-json", '{"type": "object"}', {"schema": {"type": "object"}}),
    ("similar", "Paris", {"text": "Paris"}),
    ("is-refusal", None, {"refusal": True}),
    ("not-is-refusal", None, {"refusal": False}),
    ("llm-rubric", "names {{city}}", {"criteria": ["names Paris"]}),
    ("model-graded-closedqa", "is short", {"criteria": ["is short"]}),
    ("g-eval", ["is short", "is kind"], {"criteria": ["is short", "is kind"]}),
]
LOST: list[tuple[str, Any, str]] = [
    ("javascript", "output == 1", "javascript: it would run code"),
    ("not-python", "x", "not-python: it would run code"),
    ("latency", 5, "latency: a ceiling is no property of a case"),
    ("bleu", "x", "bleu: no part of a golden case says this"),
    ("not-contains-all", ["a"], "not-contains-all: no part"),
    ("new-in-2027", "x", "new-in-2027: no part"),
    ("contains", "file://x.txt", "contains: its value stands in another file, or is code"),
    ("equals", {"a": "file://x.py"}, "equals: its value stands in another file"),
    ("contains", "{{ missing }}", "contains: its value is a template"),
    ("contains", "{% if x %}", "contains: its value is a template"),
    ("contains", "{{ city | upper }}", "contains: its value is a template"),
    ("contains", None, "contains: its value is no text"),
    ("contains", "", "contains: its value is no text"),
    ("is-json", "type: object", "is-json: its value is no JSON Schema in JSON or YAML"),
]


@pytest.mark.parametrize(("kind", "value", "expected"), TAKEN)
def test_taken(kind: str, value: Any, expected: dict[str, Any]) -> None:
    assert read([{"type": kind, "value": value}], {"city": "Paris"}) == (expected, {})


@pytest.mark.parametrize(("kind", "value", "expected"), LOST)
def test_lost(kind: str, value: Any, expected: str) -> None:
    parts, lost = read([{"type": kind, "value": value}], {"city": "Paris"})
    assert parts == {}
    assert lost[0].startswith(expected)


@pytest.mark.parametrize("assertion", [None, 1, "x", {}, {"type": 3}, {"type": ["equals"]}])
def test_no_assertion(assertion: Any) -> None:
    assert read([assertion], {})[1][0].startswith("an assertion without a type: ")


def test_several_become_one_case() -> None:
    parts, lost = read(
        [
            {"type": "contains", "value": "a"},
            {"type": "contains-all", "value": ["b", "a"]},
            {"type": "regex", "value": "x"},
            {"type": "starts-with", "value": "y"},
            {"type": "equals", "value": "z", "transform": "output.trim()"},
            {"type": "assert-set", "assert": [{"type": "not-contains", "value": "c"}]},
            {"type": "assert-set", "threshold": 0.5, "assert": []},
        ],
        {},
    )
    assert parts == {"contains": ["a", "b"], "regex": "x", "absent": ["c"]}
    assert list(lost) == [3, 4, 6]
    assert lost[3].startswith("starts-with: a case has one regex")
    assert lost[4].startswith("equals: it changes the answer before it looks")


def test_of_a_broken_set_nothing_is_taken() -> None:
    assertions = [{"type": "contains", "value": "a"}, {"type": "javascript", "value": "x"}]
    parts, lost = read([{"type": "assert-set", "assert": assertions}], {})
    assert (parts, list(lost)) == ({}, [0])


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Paris", "equals", "Paris"),
        ("Note: this is no type", "equals", "Note: this is no type"),
        ("contains: Paris", "contains", "Paris"),
        ("not-contains:Paris", "not-contains", "Paris"),
        ("contains-any: a, b", "contains-any", ["a", "b"]),
        ("similar(0.8):Hello: there", "similar", "Hello: there"),
        ("grade: is kind", "llm-rubric", "is kind"),
        ("llm-rubric: is kind", "llm-rubric", "is kind"),
        ("is-json", "is-json", ""),
        ("regex: a\nb", "regex", "a\nb"),
    ],
)
def test_cell(text: str, kind: str, value: Any) -> None:
    assert cell(text) == {"type": kind, "value": value}


@pytest.mark.parametrize("text", ["fn:x", "eval: x", "javascript: x", "python: x", "file://a.py"])
def test_a_cell_with_code(text: str) -> None:
    assert read([cell(text)], {})[0] == {}
