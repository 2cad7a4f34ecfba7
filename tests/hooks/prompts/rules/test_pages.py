"""The page of each rule: written in its module, generated into docs/prompt-lint."""

from __future__ import annotations

from pathlib import Path

import pytest
from goldenpath_hooks.findings import Severity
from goldenpath_hooks.prompts import pages
from goldenpath_hooks.prompts.rules import Rule, rules

DOCS = Path(__file__).resolve().parents[4] / "docs" / "prompt-lint"
WRITTEN = ("Why", "Bad", "Good", "Configure", "References")


@pytest.mark.parametrize("rule", rules().values(), ids=rules())
def test_the_module_says_why_and_shows_bad_and_good(rule: Rule) -> None:
    headings = list(pages.sections(rule.page))
    assert headings[:3] == ["Why", "Bad", "Good"]
    assert [heading for heading in headings if heading not in WRITTEN] == []


@pytest.mark.parametrize("rule", rules().values(), ids=rules())
def test_title_and_remedy_are_one_line_without_a_full_stop(rule: Rule) -> None:
    title, blank, _ = rule.page.split("\n", 2)
    assert title.endswith(".")
    assert blank == ""
    for text in (rule.title, rule.remedy):
        assert text == text.strip().rstrip(".")
        assert "\n" not in text


@pytest.mark.parametrize("rule", rules().values(), ids=rules())
def test_the_page_is_as_the_module_has_it(rule: Rule) -> None:
    assert (DOCS / f"{rule.id}.md").read_text("utf-8") == pages.page(rule)


def test_the_index_is_as_the_modules_have_it() -> None:
    assert (DOCS / "README.md").read_text("utf-8") == pages.index(rules().values())


def test_no_page_is_left_of_a_rule_that_is_gone() -> None:
    assert {path.stem for path in DOCS.glob("*.md")} == {*rules(), "README"}


def test_only_a_warning_gets_stricter_under_the_house_globs() -> None:
    assert {rule.severity for rule in rules().values() if rule.house} == {Severity.WARNING}
