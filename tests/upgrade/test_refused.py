"""An update that cannot be made leaves the service, and its record of the version, as they were."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import Answers, Library, commit, fresh_copy, git, tree
from tests.upgrade.next_release import NEXT
from tests.upgrade.support import TREE, Upgrades


def unchanged(_: Path) -> None:
    pass


def dirty(service: Path) -> None:
    (service / "README.md").write_text("half a sentence", encoding="utf-8")


def no_repository(service: Path) -> None:
    shutil.rmtree(service / ".git")


def no_answers(service: Path) -> None:
    (service / ".copier-answers.yml").unlink()
    commit(service)


def bad_answer(service: Path) -> None:
    replace_answer(service, r"^p95_ms: .*$", "p95_ms: many")


def template_gone(service: Path) -> None:
    replace_answer(service, r"^_src_path: .*$", "_src_path: /nowhere/goldenpath")


def replace_answer(service: Path, pattern: str, line: str) -> None:
    path = service / ".copier-answers.yml"
    text, count = re.subn(pattern, line, path.read_text(encoding="utf-8"), flags=re.M)
    assert count == 1
    path.write_text(text, encoding="utf-8")
    commit(service)


@pytest.mark.parametrize(
    ("spoil", "start", "ref", "answers", "says"),
    [
        pytest.param(dirty, TREE, NEXT, {}, "dirty", id="uncommitted work"),
        pytest.param(no_repository, TREE, NEXT, {}, "git", id="not a git repository"),
        pytest.param(no_answers, TREE, NEXT, {}, "not found", id="no record of answers"),
        pytest.param(unchanged, NEXT, TREE, {}, "downgrading", id="an older release"),
        pytest.param(unchanged, TREE, "v997.0.0", {}, "v997", id="no such release"),
        pytest.param(unchanged, TREE, NEXT, {"p95_ms": 0}, "1 to 60000", id="a wrong new answer"),
        pytest.param(unchanged, TREE, NEXT, {"ci": "jenkins"}, "ci", id="no such choice"),
        pytest.param(bad_answer, TREE, NEXT, {}, "many", id="a wrong stored answer"),
        pytest.param(template_gone, TREE, NEXT, {}, "directory", id="the template is gone"),
    ],
)
def test_refused(
    upgrades: Upgrades,
    library: Library,
    tmp_path: Path,
    spoil: Callable[[Path], None],
    start: str,
    ref: str,
    answers: Answers,
    says: str,
) -> None:
    service = fresh_copy(upgrades.fresh("github-vendored", start), tmp_path)
    spoil(service)
    before = tree(service)
    with pytest.raises(Exception, match=f"(?i){says}"):
        library.update(service, ref, answers)
    assert tree(service) == before


def test_another_forge(upgrades: Upgrades, library: Library, tmp_path: Path) -> None:
    """Changing an answer brings the managed files of the other forge and takes ours away."""
    service = fresh_copy(upgrades.fresh("github-vendored", TREE), tmp_path)
    library.update(service, NEXT, {"ci": "gitlab"})
    assert (service / ".gitlab-ci.yml").is_file()
    assert (service / ".gitlab/goldenpath.yml").is_file()
    assert not (service / ".github").exists()
    assert git(service, "ls-files", "-u") == ""
