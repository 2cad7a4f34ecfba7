"""A file as it was; what git lost, or cannot tell, is incomplete. See also rules_changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from goldenpath_gates.earlier import Commit, finding_the_start, merged_onto
from goldenpath_gates.errors import IncompleteError
from goldenpath_hooks.prompts.base_git import Git

from tests.gates.support import git, repository, write


@pytest.fixture
def commit(tmp_path: Path) -> Commit:
    name = repository(write(tmp_path, {"services/a/one.txt": "one\n"}))
    return Commit(Git(tmp_path / "services" / "a"), name)


def test_a_file_is_read_as_it_was(commit: Commit) -> None:
    write(commit.git.root, {"one.txt": "two\n"})
    assert commit.read("one.txt") == b"one\n"
    assert str(commit) == commit.name[:12]


@pytest.mark.parametrize("path", ["two.txt", "a/one.txt", "services/a/one.txt"])
def test_noop_a_file_that_was_not_there(path: str, commit: Commit) -> None:
    assert commit.read(path) is None


def test_a_file_that_git_lost_is_incomplete(commit: Commit) -> None:
    blob = git(commit.git.root, "rev-parse", "HEAD:./one.txt")
    (commit.git.root.parents[1] / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(IncompleteError, match=r"git cannot read one.txt as it was .*: clone again"):
        commit.read("one.txt")


def test_the_target_of_a_merged_result(commit: Commit) -> None:
    named = {"CI_MERGE_REQUEST_TARGET_BRANCH_SHA": commit.name}
    assert merged_onto(commit.git, named) == commit.name
    assert merged_onto(commit.git, {}) is None
    gone = {"CI_MERGE_REQUEST_TARGET_BRANCH_SHA": "0123456789" * 4}
    with (
        pytest.raises(IncompleteError, match=r"cannot be told: .* fetch the whole history"),
        finding_the_start(),
    ):
        merged_onto(commit.git, gone)
