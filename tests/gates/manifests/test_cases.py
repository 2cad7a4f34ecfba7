"""Overlays in small, with what is found in each: a bad one says so in its first lines.

A case is a file, which is an overlay, or a folder with a file per overlay or folder of manifests.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from goldenpath_gates.manifests import lint
from goldenpath_gates.policy.document import Document
from goldenpath_gates.policy.findings import Found
from goldenpath_gates.policy.rules import rules

CASES = Path(__file__).parents[2] / "cases" / "manifests"
RULES = sorted(rule.id for rule in rules().values() if rule.domain == "manifest")
SIDES = {side: sorted(CASES.glob(f"*/{side}/*")) for side in ("good", "bad")}


def documents(case: Path) -> Iterator[Document]:
    files = sorted(case.rglob("*.yaml")) if case.is_dir() else [case]
    for file in files:
        name = file.relative_to(case).with_suffix("").as_posix() if case.is_dir() else "overlay"
        group = name if name.startswith("deploy/overlays") else str(Path(name).parent)
        for contents in yaml.load_all(file.read_text("utf-8"), yaml.CSafeLoader):
            yield Document("kubernetes", name, contents, group=group)


def found(case: Path) -> tuple[Found, ...]:
    return lint(tuple(documents(case)))


def expected(case: Path) -> list[str]:
    """The comments above the first document."""
    first = min(case.rglob("*.yaml")) if case.is_dir() else case
    lines = first.read_text("utf-8").splitlines()
    return [line.removeprefix("# ") for line in lines if line.startswith("# ")]


def named(case: Path) -> str:
    return f"{case.parents[1].name}/{case.stem}"


@pytest.mark.parametrize("case", SIDES["bad"], ids=named)
def test_bad(case: Path) -> None:
    rows = found(case)
    assert [one.text for one in rows] == expected(case)
    assert {one.rule for one in rows} == {case.parents[1].name}


@pytest.mark.parametrize("case", SIDES["good"], ids=named)
def test_good(case: Path) -> None:
    assert [f"{one.rule}: {one.text}" for one in found(case)] == []


@pytest.mark.parametrize("case", SIDES["bad"], ids=named)
def test_a_finding_is_at_a_place_that_exists(case: Path) -> None:
    listed = tuple(documents(case))
    for one in found(case):
        value = listed[one.document].contents
        assert one.path == listed[one.document].path
        for step in one.at[:-1]:  # the last may be what is not there
            value = value[step]


def test_every_rule_has_cases_of_both_sides() -> None:
    for side, cases in SIDES.items():
        assert {case.parents[1].name for case in cases} == set(RULES), side
