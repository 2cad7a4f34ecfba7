"""A team's own rules: what is one, and what would change ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.engine.own import Module, rules


def module(root: Path, text: str, name: str = "a.rego") -> Path:
    path = root / "policies" / "rego" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path.parent


@pytest.mark.parametrize(
    ("text", "package"),
    [
        ("package team", "team"),
        ("package team.api  # ours\n", "team.api"),
        ("# METADATA\n# title: A\n\n  package\tteam_2 \n\nimport rego.v1", "team_2"),
        ("package mainly", "mainly"),
        ("package policy_of_team", "policy_of_team"),
    ],
)
def test_a_package_of_the_teams(tmp_path: Path, text: str, package: str) -> None:
    folder = module(tmp_path, text)
    assert rules(tmp_path, folder) == [Module("policies/rego/a.rego", text, package)]


@pytest.mark.parametrize(
    "text",
    [
        "package main",
        "# a\rpackage main",
        "package goldenpath",
        "package goldenpath.workload",
        "package policy.ai",
    ],
)
def test_a_package_of_ours_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(IncompleteError, match=r"policies/rego/a\.rego: package .* the library's"):
        rules(tmp_path, module(tmp_path, text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing",
        "import rego.v1\npackage team",
        "package\nmain",
        'package data["main"]',
        "package team; import rego.v1",
        "\ufeffpackage main",
        "package mаin",  # noqa: RUF001 - a letter of another alphabet
    ],
)
def test_what_does_not_begin_with_a_plain_package_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(IncompleteError, match="begin it with a line"):
        rules(tmp_path, module(tmp_path, text))


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    folder = module(tmp_path, "package team")
    (folder / "a.rego").write_bytes(b"\xff")
    with pytest.raises(IncompleteError, match="save it as UTF-8"):
        rules(tmp_path, folder)


def test_tests_and_other_files_are_no_rules(tmp_path: Path) -> None:
    folder = module(tmp_path, "package main", "a_test.rego")
    module(tmp_path, "a: b", "a.yaml")
    module(tmp_path, "package team", "deep/b.rego")
    assert [one.name for one in rules(tmp_path, folder)] == ["policies/rego/deep/b.rego"]


def test_no_folder_is_no_rules(tmp_path: Path) -> None:
    assert rules(tmp_path, tmp_path / "policies" / "rego") == []
