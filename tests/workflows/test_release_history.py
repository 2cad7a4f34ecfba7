"""Releases that were made, those that may be made, and those that may not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from goldenpath_hooks.prompts.base_git import Git
from goldenpath_hooks.prompts.versions import Level, parse
from release.__main__ import main
from release.check import MIGRATING
from release.demand import Compared
from release.difference import difference
from release.history import releases, tree_of
from release.interface import Interface, interface
from release.notes import section

from tests.support import ROOT, commit, git
from tests.upgrade.support import releases as releases_of_upgrades
from tests.workflows.release_library import FILES, edited, released, write

GIT = Git(ROOT)
MADE = releases(GIT)
STEPS = list(zip(MADE, list(MADE)[1:], strict=False))


def test_releases_are_those_that_upgrades_start_from() -> None:
    assert releases_of_upgrades() == MADE
    assert next(iter(MADE)) == "v0.1.0"


@pytest.fixture(scope="module")
def interfaces() -> dict[str, Interface]:
    return {tag: interface(tree_of(GIT, tag)) for tag in MADE}


@pytest.mark.parametrize(("old", "new"), STEPS, ids=[new for _, new in STEPS])
def test_each_release_took_the_step_that_was_due(
    old: str, new: str, interfaces: dict[str, Interface]
) -> None:
    tree = tree_of(GIT, new)
    compared = Compared(old[1:], tree, difference(interfaces[old], interfaces[new]))
    assert interfaces[new]["version"] == new[1:]
    assert compared.fault() is None
    told = MIGRATING.search(section(tree, new[1:]) or "")
    assert compared.step is not Level.MAJOR or told


def test_the_release_with_breaks_is_known_by_them(capsys: pytest.CaptureFixture[str]) -> None:
    """0.4.0 brought a verdict that readers of reports had to learn, and asked for a permission."""
    assert main(["difference", "v0.3.0", "v0.4.0", "--require", "0.3.1"]) == 1
    said = capsys.readouterr()
    assert "major: permission actions of GitHub workflow train.yml is new\n" in said.out
    assert '`verdict` of what is received: also "approval"' in said.out
    assert said.err.startswith("release: pyproject.toml:7: release-version-due version 0.3.1 is")
    assert "set 0.4.0 or higher\n" in said.err


NEXT = (
    ("pyproject.toml", "0.6.0", "0.7.0"),
    ("copier.yml", 'false, default: "0.6.0"', 'false, default: "0.7.0"'),
    ("CHANGELOG.md", "## 0.6.0\n", "## 0.7.0\n\n### Migrating\n\n- Nothing.\n\n## 0.6.0\n"),
    ("workflows/stages.yml", "id: lint", "id: linted"),
)


def repository(tmp_path: Path, *edits: tuple[str, str, str], tag: str = "v0.7.0") -> Path:
    """0.6.0 and, as the commit after it, 0.7.0 with a stage less; each edit replaces one of NEXT
    or adds to it."""
    others = [edit for edit in NEXT if edit[0] not in {path for path, _, _ in edits}]
    folder = released(tmp_path / "library", FILES, edited(*others, *edits))
    git(folder, "tag", "-a", "-m", tag, tag)
    return folder


def check(folder: Path, tag: str = "v0.7.0") -> int:
    return main(["--repository", str(folder), "check", tag, "--branch", "main"])


def test_a_tag_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(repository(tmp_path)) == 0
    assert capsys.readouterr().out == "v0.7.0 is in order\n"


def test_the_first_release(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = released(tmp_path / "library", FILES)
    git(folder, "tag", "-a", "-m", "v0.6.0", "v0.6.0")
    assert check(folder, "v0.6.0") == 0
    assert main(["--repository", str(folder), "notes", "last", "v0.6.0"]) == 0
    assert "Computed: the first release: nothing can break." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("edits", "tag", "said"),
    [
        ((), "v0.7.1", "pyproject.toml:3: release-tag the tag is v0.7.1 and the version 0.7.0"),
        ((), "0.7.0", "pyproject.toml:3: release-tag the tag is 0.7.0 and the version 0.7.0"),
        (
            (("copier.yml", "Who owns it?", "Whose is it?"),),
            "v0.7.0",
            "copier.yml:18: release-version library_version is 0.6.0, not 0.7.0: set it",
        ),
        (
            (("CHANGELOG.md", "All of it", "All"),),
            "v0.7.0",
            "CHANGELOG.md:3: release-notes the newest section is not about 0.7.0: write it",
        ),
        (
            (("CHANGELOG.md", "## 0.6.0\n", "## 0.7.0\n\n## 0.6.0\n"),),
            "v0.7.0",
            "CHANGELOG.md:3: release-notes the newest section is not about 0.7.0: write it",
        ),
        (
            (("CHANGELOG.md", "## 0.6.0\n", "## 0.7.0\n\n- Fixed.\n\n## 0.6.0\n"),),
            "v0.7.0",
            "CHANGELOG.md:3: release-migrating stage lint is gone or renamed: say under Migrating",
        ),
        (
            (("pyproject.toml", "0.6.0", "0.6.1"),),
            "v0.6.1",
            "pyproject.toml:3: release-version-due version 0.6.1 is too low for what changed since "
            "0.6.0: at least 0.7.0 is due (stage lint is gone or renamed",
        ),
    ],
)
def test_a_tag_out_of_order(
    edits: tuple[tuple[str, str, str], ...],
    tag: str,
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert check(repository(tmp_path, *edits, tag=tag), tag) == 1
    assert said in capsys.readouterr().out


def lightweight(folder: Path) -> None:
    git(folder, "tag", "-f", "v0.7.0", "v0.7.0^{commit}")


def later(folder: Path) -> None:
    write(folder, {"docs/README.md": "# Docs\n"})
    commit(folder, "after the release")
    git(folder, "tag", "-f", "-a", "-m", "moved", "v0.7.0")


def aside(folder: Path) -> None:
    git(folder, "switch", "-q", "-c", "other", "main~1")
    write(folder, edited(*NEXT))
    commit(folder, "not reviewed")
    git(folder, "tag", "-f", "-a", "-m", "aside", "v0.7.0")


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (lightweight, "v0.7.0:1: release-tag it is a commit: make it with `git tag -a`"),
        (later, "v0.7.0:1: release-tag it names another commit than the one that sets"),
        (aside, "v0.7.0:1: release-branch its commit is not on main: merge it first"),
    ],
)
def test_a_tag_in_the_wrong_place(
    place: object, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = repository(tmp_path)
    place(folder)  # type: ignore[operator]
    assert check(folder) == 1
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["difference", "v9.9.9"], 2, "git knows no revision 'v9.9.9'"),
        (["interface", "--at", "nothing"], 2, "git knows no revision 'nothing'"),
        (["check", "v9.9.9"], 2, "git knows no revision 'refs/tags/v9.9.9'"),
        (["difference", "--help"], 0, ""),
    ],
)
def test_usage(
    words: list[str], code: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = released(tmp_path / "library", FILES)
    try:
        ended: object = main(["--repository", str(folder), *words])
    except SystemExit as end:
        ended = end.code
    assert ended == code
    assert said in capsys.readouterr().err


def test_a_cut_history_is_no_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = repository(tmp_path)
    git(tmp_path, "clone", "-q", "--depth", "1", folder.as_uri(), "cut")
    assert main(["--repository", str(tmp_path / "cut"), "difference", "last"]) == 3
    assert "the history is cut off" in capsys.readouterr().err


def test_no_repository_is_no_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--repository", str(tmp_path), "difference", "last"]) == 3
    assert "git" in capsys.readouterr().err


def test_the_work_tree_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also what is not committed yet, so that a maintainer sees the step before the release."""
    folder = released(tmp_path / "library", FILES)
    write(folder, edited(("workflows/stages.yml", "id: lint", "id: linted")))
    assert main(["--repository", str(folder), "difference", "last"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "major: stage lint is gone or renamed",
        "minor: stage linted is new",
        "a major version is due after 0.6.0 (before 1.0.0 a minor one stands for it): "
        "at least 0.7.0",
    ]


def test_the_version_of_this_tree_is_enough() -> None:
    """Once a version is set that no release has, it has to be the one that is due."""
    now = tree_of(GIT, None)
    version = interface(now)["version"]
    if f"v{version}" in MADE:
        assert parse(version)  # nothing is claimed yet: the release commit will be judged
    else:
        assert main(["difference", "last", "--require"]) == 0


def test_sections_of_the_changelog_are_found() -> None:
    now = tree_of(GIT, None)
    versions = re.findall(r"^## (.*)$", now.text("CHANGELOG.md"), re.M)
    assert all((section(now, version) or "").strip() for version in versions)
