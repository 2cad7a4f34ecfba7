"""A team's edit of a line that the release changes too: Copier leaves both, `lint` finds them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import Library, commit, fresh_copy, git, require, service_env, tracked
from tests.upgrade.edits import Edit, apply, swap
from tests.upgrade.next_release import NEXT
from tests.upgrade.support import TREE, Upgrades

FORGE = "github-vendored"
HOOK = "check-conflicts"
CLASHES: dict[str, Edit] = {
    ".pre-commit-config.yaml": swap("[check-jsonschema==", "[pyjson5, check-jsonschema=="),
    "renovate.json": swap('"commitMessageTopic": "goldenpath"', '"commitMessageTopic": "ours"'),
    ".github/workflows/ci.yml": swap("/goldenpath.yml\n", "/goldenpath.yml # ours\n"),
}


@pytest.fixture
def clashed(upgrades: Upgrades, library: Library, tmp_path: Path) -> Path:
    """A service after `copier update`, on the command line, ended well without merging."""
    service = fresh_copy(upgrades.fresh(FORGE, TREE), tmp_path)
    apply(CLASHES, service)
    commit(service, "the team's work")
    command = (sys.executable, "-m", "copier", "update", "--defaults", "--vcs-ref", NEXT)
    done = subprocess.run(
        command,
        cwd=service,
        env=service_env() | library.env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return service


def unmerged(service: Path) -> set[str]:
    return {line.partition("\t")[2] for line in git(service, "ls-files", "-u").splitlines()}


def found(service: Path) -> tuple[int, set[str]]:
    """The exit code of the hook over all files, and the paths that it names."""
    program = Path(sys.executable).with_name(HOOK)
    require(program.is_file(), str(program))
    done = subprocess.run(
        (program, *tracked(service)), cwd=service, capture_output=True, text=True, check=False
    )
    return done.returncode, {line.partition(":")[0] for line in done.stdout.splitlines()}


def test_copier_ends_well_and_leaves_both(clashed: Path) -> None:
    assert unmerged(clashed) == set(CLASHES)
    for path in CLASHES:
        lines = (clashed / path).read_text(encoding="utf-8").splitlines()
        marks = [line for line in lines if line.startswith(("<<<<<<< ", "=======", ">>>>>>> "))]
        assert marks == ["<<<<<<< before updating", "=======", ">>>>>>> after updating"], path


def test_lint_finds_them(clashed: Path) -> None:
    """Before and after somebody commits them: then git knows of no merge any more."""
    assert found(clashed) == (1, set(CLASHES))
    commit(clashed, "the markers too")
    assert unmerged(clashed) == set()
    assert found(clashed) == (1, set(CLASHES))


def test_lint_passes_an_update_that_merged(upgrades: Upgrades) -> None:
    updated = upgrades.updated(FORGE, TREE, NEXT, "untouched", lambda _: None)
    assert found(updated) == (0, set())
