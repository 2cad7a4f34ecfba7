from __future__ import annotations

import re

from tests.support import ROOT, Library, git, questionnaire, require
from tests.upgrade.next_release import NEXT
from tests.upgrade.support import TREE, releases

STABLE = re.compile(r"v\d+\.\d+\.\d+(rc\d+)?")


def test_the_history_is_whole() -> None:
    """A shallow clone has no releases, and every upgrade from one would go untested."""
    shallow = git(ROOT, "rev-parse", "--is-shallow-repository").strip()
    require(shallow == "false", "the history of this clone (fetch-depth: 0)")


def test_every_tag_is_a_release() -> None:
    tags = git(ROOT, "tag", "--list").split()
    assert [tag for tag in tags if not STABLE.fullmatch(tag)] == [], "Copier follows any tag"


def test_copier_yml_and_pyproject_name_one_version() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'\nversion = "{questionnaire()["library_version"]["default"]}"\n' in text


def test_the_changelog_names_every_release() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    missing = [tag for tag in releases() if f"## {tag[1:]}" not in changelog]
    assert missing == []


def test_releases_are_annotated_tags(library: Library) -> None:
    for tag in (*releases(), TREE, NEXT):
        assert git(library.checkout, "cat-file", "-t", tag).strip() == "tag"
