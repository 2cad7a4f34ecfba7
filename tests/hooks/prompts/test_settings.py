from __future__ import annotations

import os
from pathlib import Path

import pytest
from goldenpath_hooks.prompts.settings import LintSettings, within


@pytest.mark.parametrize(
    ("path", "glob"),
    [
        ("prompts/a.prompty", "prompts/**"),
        ("prompts/deep/er/a.prompty", "prompts/**"),
        ("./prompts/a.prompty", "prompts/**"),
        ("prompts/x/../a.prompty", "prompts/*"),
        ("a/b/prompts/c.prompty", "**/prompts/**"),
        ("prompts/c.prompty", "**/prompts/**"),
        ("prompts/a.prompty", "prompts/*.prompty"),
        ("prompts/a.prompty", "prompts/[a-c].prompty"),
        ("prompts/a.prompty", "**"),
        ("a", "**/**/**/a"),
    ],
)
def test_a_glob_matches(path: str, glob: str) -> None:
    assert within(path, [glob])


@pytest.mark.parametrize(
    ("path", "glob"),
    [
        ("src/prompts/a.prompty", "prompts/**"),
        ("prompts.prompty", "prompts/**"),
        pytest.param("prompts/deep/a.prompty", "prompts/*", id="a star stays within one name"),
        pytest.param("prompts/../src/a.prompty", "prompts/**", id="dots lead out of the folder"),
        pytest.param("Prompts/a.prompty", "prompts/**", id="case counts"),
        pytest.param("../prompts/a.prompty", "prompts/**", id="outside of the working directory"),
    ],
)
def test_a_glob_does_not_match(path: str, glob: str) -> None:
    assert not within(path, [glob])


def test_an_absolute_path_counts_from_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = LintSettings()
    assert settings.is_house(os.path.join(os.getcwd(), "prompts", "a.prompty"))
    assert not settings.is_house("/elsewhere/prompts/a.prompty")


def test_many_stars_take_no_time() -> None:
    path, stars = "/".join("a" * 200), "/".join(["**"] * 60)
    assert within(path, [f"{stars}/a"])
    assert not within(path, [f"{stars}/b"])
