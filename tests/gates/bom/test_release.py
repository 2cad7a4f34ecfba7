from __future__ import annotations

from pathlib import Path

import pytest
from goldenpath_gates import config
from goldenpath_gates.bom import release
from goldenpath_gates.errors import IncompleteError

from tests.gates.support import CONFIG, git, repository, write

FILES = {
    "goldenpath.toml": CONFIG,
    "pyproject.toml": "[project]\n",
    "prompts/answer.prompty": "v1",
    "src/big.py": "",
}


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, FILES)
    repository(tmp_path)
    return tmp_path


def commit(root: Path, *tags: str) -> str:
    git(root, "commit", "--quiet", "--allow-empty", "--message", "next")
    for tag in tags:
        git(root, "tag", "--annotate", tag, "--message", tag)
    return git(root, "rev-parse", "HEAD")


def test_the_newest_release_before_this_commit(service: Path) -> None:
    commit(service, "v1.9.0", "v1.9", "vX", "nightly")
    newest = commit(service, "v1.10.0")
    commit(service, "v1.10.1-rc.1")
    commit(service, "v2.0.0")  # what is judged
    assert release.base(service, {"CI": "true"}) == release.Base("v1.10.0", newest)


def test_a_release_of_another_branch_does_not_count(service: Path) -> None:
    git(service, "checkout", "--quiet", "-b", "other")
    commit(service, "v9.0.0")
    git(service, "checkout", "--quiet", "-")
    assert release.base(service, {"CI": "true"}) is None


def test_without_a_release_it_is_where_the_change_starts(service: Path) -> None:
    start = git(service, "rev-parse", "HEAD")
    assert release.base(service, {}) == release.Base(start[:12], start)


def test_outside_of_a_repository_nothing_came_before(tmp_path: Path) -> None:
    assert release.base(tmp_path, {}) is None


def test_a_clone_without_history_cannot_tell(service: Path, tmp_path: Path) -> None:
    commit(service, "v1.0.0")
    commit(service)
    shallow = tmp_path / "shallow"
    git(service, "clone", "--quiet", "--depth=1", "--no-tags", f"file://{service}", str(shallow))
    with pytest.raises(IncompleteError, match="no history"):
        release.base(shallow, {"CI": "true"})


def test_the_base_is_laid_out_as_it_was(service: Path) -> None:
    start = git(service, "rev-parse", "HEAD")
    write(service, {"prompts/answer.prompty": "v2", ".goldenpath/released/left": "over"})
    (service / "prompts" / "link.prompty").symlink_to("/etc/passwd")
    wanted = release.wanted(config.parse(CONFIG))
    folder = release.lay_out(service, release.Base("v1", start), wanted)
    laid = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert laid == {"goldenpath.toml", "pyproject.toml", "prompts/answer.prompty"}
    assert (folder / "prompts/answer.prompty").read_text() == "v1"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        *(("uv.lock", True), ("packages/lib/pyproject.toml", True), ("knowledge/a/b.md", True)),
        *(("evals/golden.jsonl", True), ("contracts/embeddings.json", True)),
        *(("docs/uv.lock", False), ("src/app.py", False), ("evals/records.jsonl", False)),
    ],
)
def test_wanted(path: str, expected: bool) -> None:
    assert release.wanted(config.parse(CONFIG))(path) is expected
