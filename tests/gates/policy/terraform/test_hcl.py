from __future__ import annotations

from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.terraform import hcl


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", 1),
        ("-1", -1),
        ("2.5", 2.5),
        ("007", 7),
        ("true", True),
        ("null", None),
        ("(1)", 1),
        ('"a"', "a"),
        ('""', ""),
        (r'"a\n\"b\" \\ \t\u00e9\U0001F600"', 'a\n"b" \\ \té😀'),
        ('"  a  ${var.b}  "', "  a  ${var.b}  "),
        ('"${var.b}"', "${var.b}"),
        ('"$${b} %%{c}"', "$${b} %%{c}"),
        ('[1, "a", [true],]', [1, "a", [True]]),
        ("[\n1, # one\n2\n]", [1, 2]),
        ('{ a = 1, "b" : 2, "c-${d}" = 3 }', {"a": 1, "b": 2, "c-${d}": 3}),
        ("{ (var.a) = 1 }", {"(var.a)": 1}),
        ("{\na = 1\nb = { c = 2 }\n}", {"a": 1, "b": {"c": 2}}),
        ("jsonencode({ a = [var.b] })", {"a": ["${var.b}"]}),
        ('toset(["a"])', ["a"]),
        ("<<EOT\n  a\n b ${c}\nEOT", "  a\n b ${c}\n"),
        ("<<-EOT\n    a\n      b\n  EOT", "a\n  b\n"),
        ("<<EOT\nEOT", "\n"),
    ],
)
def test_value(text: str, expected: object) -> None:
    contents, _ = hcl.load(f"a = {text}\n".encode(), "main.tf")
    assert contents == {"a": expected}


@pytest.mark.parametrize(
    "text",
    [
        "var.a",
        "a.b[0].c",
        "a ? b : c",
        "1 + 2",
        "!true",
        "[for x in y : x]",
        "{ for k, v in y : k => v }",
        "merge({}, var.b)",
        "jsonencode()",
        "concat([], [])",
        pytest.param("9" * 400, id="digits without end"),
    ],
)
def test_what_is_no_constant_is_its_text(text: str) -> None:
    contents, _ = hcl.load(f"a = {text}\n".encode(), "main.tf")
    assert contents == {"a": f"${{{text}}}"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("# nothing\n", {}),
        ("locals {}", {"locals": [{}]}),
        ('a "b" "c" { d = 1 }', {"a": {"b": {"c": [{"d": 1}]}}}),
        ('a "b" { c = 1 }\na "b" { c = 2 }', {"a": {"b": [{"c": 1}, {"c": 2}]}}),
        ("a b { c {}\nc { d = 1 } }", {"a": {"b": [{"c": [{}, {"d": 1}]}]}}),
        (
            'a {\n dynamic "b" {\n for_each = var.c\n content { d = b.value }\n }\n}',
            {"a": [{"b": [{"d": "${b.value}"}]}]},
        ),
        ('a {\n dynamic "b" {\n for_each = []\n content {}\n }\n}', {"a": [{}]}),
        ('a {\n dynamic "b" {}\n}', {"a": [{"b": [{}]}]}),
    ],
)
def test_blocks(text: str, expected: object) -> None:
    contents, _ = hcl.load(text.encode(), "main.tf")
    assert contents == expected


SOURCE = """\
resource "a" "b" {
  tags = { owner = "é", "ttl" = 3 }

  ingress {
    ports = [
      22,
    ]
  }
}
"""


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (["resource", "a", "b", 0], (1, 1)),
        (["resource", "a", "b", 0, "tags"], (2, 3)),
        (["resource", "a", "b", 0, "tags", "ttl"], (2, 25)),
        (["resource", "a", "b", 0, "ingress", 0], (4, 3)),
        (["resource", "a", "b", 0, "ingress", 0, "ports", 0], (6, 7)),
        (["resource", "a", "b", 0, "ingress", 0, "absent", "x"], (4, 3)),
        (["absent"], None),
        ([], None),
    ],
)
def test_where_a_value_is(at: list[Any], expected: tuple[int, int] | None) -> None:
    _, locate = hcl.load(SOURCE.encode(), "main.tf")
    assert locate(at) == expected


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a = \n", "2"),
        ("a {\n", "2"),
        ('a = "b\n', "2"),
        ("x = 1\n{% if x %}\n", "2"),
        ('a "b" {}\na "b" "c" {}\n', "2"),
        ("a = 1\na {}\n", "2"),
        ("a {\n b = 1\n b c {}\n}\n", "3"),
        ("\x00\x01", "1"),
    ],
)
def test_what_terraform_could_not_read_is_incomplete(text: str, place: str) -> None:
    with pytest.raises(IncompleteError, match=rf"^infra/main\.tf:{place}:"):
        hcl.load(text.encode(), "infra/main.tf")
