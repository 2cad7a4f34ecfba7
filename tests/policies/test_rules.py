"""What holds for every rule: a new one is tested by being there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.policy.findings import Found
from goldenpath_gates.policy.rules import SEVERITIES, Rule

from tests.policies.support import REGO, Case, by_wasm, cases, load, rules

DOMAINS = ("ai", "api", "delivery", "exposure", "image", "pipeline", "terraform", "workload")
QUOTED = re.compile(r'"([^"]*)"')
by_rule = pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)


def test_there_are_rules_of_every_domain() -> None:
    assert {rule.domain for rule in rules()} == set(DOMAINS)


def test_ids_are_unique() -> None:
    assert [name for name, count in Counter(rule.id for rule in rules()).items() if count > 1] == []


@by_rule
def test_the_id_is_the_name_of_the_file(rule: Rule) -> None:
    assert rule.file
    assert rule.id == f"{rule.file.parent.name}-{rule.file.stem.replace('_', '-')}"


@by_rule
def test_a_file_is_one_rule_in_the_package_of_its_domain(rule: Rule) -> None:
    assert rule.file
    text = rule.file.read_text("utf-8")
    assert re.search(rf"^package goldenpath\.{rule.domain}$", text, re.M)
    assert set(QUOTED.findall(text)) & {other.id for other in rules()} == {rule.id}


@by_rule
def test_it_says_what_how_grave_why_and_how_to_mend_it(rule: Rule) -> None:
    assert rule.severity in SEVERITIES
    assert re.fullmatch(r"[A-Z].{8,90}[^.\s]", rule.title), rule.title
    assert re.fullmatch(r"[A-Z`].{20,}\.", rule.description.strip(), re.S), rule.description
    assert re.fullmatch(r"[A-Z`].{10,}\.", rule.remedy.strip(), re.S), rule.remedy


@by_rule
def test_it_has_two_cases_of_each_side_with_names_of_their_own(rule: Rule) -> None:
    names = Counter((side, case["name"]) for side in rule.cases for case in rule.cases[side])
    assert set(names.values()) == {1}
    assert Counter(side for side, _ in names) >= Counter(bad=2, good=2)
    assert set(rule.cases) == {"bad", "good"}


def test_no_cases_are_left_without_their_rule() -> None:
    files = {path.with_suffix(".rego") for path in REGO.glob("*/*.yaml")}
    assert files == {rule.file for rule in rules()}


@pytest.mark.parametrize("path", sorted(REGO.glob("*/*.yaml")), ids=lambda path: path.stem)
def test_a_file_of_cases_is_of_one_rule(path: Path) -> None:
    assert len(load(path)) == 1


@cache
def findings() -> list[tuple[Case, Found]]:
    return [(case, found) for case in cases() for found in by_wasm(case.input, case.policy)]


def test_every_finding_is_of_a_known_rule() -> None:
    assert {found.rule for _, found in findings()} == {rule.id for rule in rules()}


def test_what_a_finding_says_reads_well() -> None:
    odd = {
        (found.rule, found.text)
        for _, found in findings()
        if "%!" in found.text or not re.fullmatch(r"\S.*[^.\s:]", found.text, re.S)
    }
    assert odd == set()


def test_a_finding_is_in_its_document_at_a_place_that_exists() -> None:
    lost = set()
    for case, found in findings():
        if found.rule != case.rule:  # a case of another rule has only what that one looks at
            continue
        document = case.documents[found.document]
        if document["path"] != found.path or not _exists(document["contents"], found.at):
            lost.add((found.rule, case.rule, case.name, found.at))
    assert lost == set()


def _exists(value: Any, at: Sequence[str | int]) -> bool:
    for step in at:
        if isinstance(value, dict) and "$ref" in value:
            return True  # what it refers to lies elsewhere
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return False
    return True
