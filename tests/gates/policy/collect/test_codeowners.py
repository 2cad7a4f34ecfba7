"""CODEOWNERS as the forges read it."""

from __future__ import annotations

import pytest
from goldenpath_gates.policy.collect.codeowners import parse

A, B = ("@acme/a",), ("@acme/b", "ai@acme.example")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("* @acme/a", [("*", A)]),
        ("\n# comment\n  /prompts/\t@acme/b ai@acme.example # why\n", [("/prompts/", B)]),
        ("/prompts/", [("/prompts/", ())]),
        (r"/a\ b/ @acme/a", [("/a b/", A)]),
        pytest.param(r"/\\E.* @acme/a", [("/\\E.*", ())], id="an escape of an escape"),
        pytest.param("/prompts/ acme", [("/prompts/", ())], id="no owner at all"),
        pytest.param("/prompts/ @acme/a acme", [("/prompts/", ())], id="one of them is none"),
        pytest.param("/p/ @@maintainers", [("/p/", ("@@maintainers",))], id="a role of GitLab"),
        ("", []),
    ],
)
def test_both_forges(text: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    for gitlab in (True, False):
        assert [(rule.pattern, rule.owners) for rule in parse(text, gitlab=gitlab)] == expected


SECTIONS = """\
* @acme/a
[Prompts] @acme/b ai@acme.example
/prompts/
/prompts/own/ @acme/a
^[Advice]
* @acme/a
[prompts][2]
/evals/
!/evals/drafts/
/evals/drafts/ @acme/a
[Rules]
/policies/
"""


def test_sections_of_gitlab() -> None:
    assert [(r.pattern, r.owners, r.section, r.line) for r in parse(SECTIONS, gitlab=True)] == [
        ("*", A, "", 1),
        ("/prompts/", B, "prompts", 3),
        ("/prompts/own/", A, "prompts", 4),
        ("/evals/", (), "prompts", 8),
        ("/evals/drafts/", A, "prompts", 10),
        ("/policies/", (), "rules", 12),
        ("/evals/drafts/", (), "prompts", 9),
    ]


def test_github_reads_no_sections() -> None:
    assert [(rule.pattern, rule.section) for rule in parse(SECTIONS, gitlab=False)] == [
        ("*", ""),
        ("/prompts/", ""),
        ("/prompts/own/", ""),
        ("*", ""),
        ("/evals/", ""),
        ("/evals/drafts/", ""),
        ("/policies/", ""),
    ]


def test_a_rule_as_the_policies_see_it() -> None:
    (rule,) = parse("[A] @acme/a\n/p/", gitlab=True)
    assert rule.to_input() == {"pattern": "/p/", "owners": ["@acme/a"], "section": "a"}
