"""`./ci` runs the library at one commit, or says why it cannot."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import (
    ADDRESSES,
    ANSWER_SETS,
    HOST_OF,
    Answers,
    Library,
    commit,
    fresh_copy,
    git,
    service_env,
)

Render = Callable[[str], Path]
COMMIT = re.compile(r"\b[0-9a-f]{40}\b")
ALWAYS = ("ci", ".pre-commit-config.yaml")
CALLERS = {".github/workflows/ci.yml": 2, ".gitlab-ci.yml": 1}
"""And how many workflows of the library each of them calls."""


def run(service: Path, *args: str, **env: str | None) -> subprocess.CompletedProcess[str]:
    """`./ci`, with the pinned library unless GOLDENPATH_SOURCE is given."""
    merged = service_env() | {"GOLDENPATH_SOURCE": None} | env
    kept = {key: value for key, value in merged.items() if value is not None}
    return subprocess.run(
        ("./ci", *args), cwd=service, env=kept, capture_output=True, text=True, check=False
    )


def library_copy(library: Library, folder: Path) -> Path:
    target = folder / "goldenpath"
    git(library.folder, "clone", "-q", str(library.checkout), str(target))
    return target


def service_of(library: Path, folder: Path) -> Path:
    service = folder / "service"
    Library(library.parent).copy(service, {})
    git(folder, "init", "-q", "-b", "main", "service")
    commit(service)
    return service


@pytest.mark.parametrize("name", ANSWER_SETS)
def test_one_commit_in_every_pin(render: Render, library: Library, name: str) -> None:
    service = render(name)
    expected = git(library.checkout, "rev-parse", "HEAD").strip()
    for path in ALWAYS:
        assert COMMIT.findall((service / path).read_text("utf-8")) == [expected], path
    ((path, workflows),) = ((p, n) for p, n in CALLERS.items() if (service / p).exists())
    pins = COMMIT.findall((service / path).read_text("utf-8"))
    assert pins == [expected] * workflows * (name in HOST_OF)


def test_a_local_clone_is_pinned_and_runs(render: Render, library: Library, tmp_path: Path) -> None:
    service = fresh_copy(render("defaults"), tmp_path)
    done = run(service, "--version")
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"goldenpath \d+\.\d+\.\d+\n", done.stdout)


def test_a_hosted_library_is_pinned_and_runs(
    render: Render, library: Library, tmp_path: Path
) -> None:
    service = fresh_copy(render("github-referenced"), tmp_path)
    done = run(service, "--version", **library.env)
    assert done.returncode == 0, done.stderr
    assert "https://github.com/acme/goldenpath@" in (service / "ci").read_text("utf-8")


def test_a_path_with_blanks_and_quotes(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "it's here"
    folder.mkdir()
    clone = library_copy(library, folder)
    done = run(service_of(clone, tmp_path), "--version")
    assert done.returncode == 0, done.stderr


def test_a_bare_clone(library: Library, tmp_path: Path) -> None:
    service = tmp_path / "service"
    bare = library.folder / "hosts" / "goldenpath.git"
    library.copy(service, {}, str(bare), ref="main")  # Copier takes no HEAD of a bare one
    assert run(service, "--version").returncode == 0


def test_a_dirty_template_is_not_pinned(library: Library, tmp_path: Path) -> None:
    clone = library_copy(library, tmp_path)
    (clone / "README.md").write_text("changed, not committed\n", encoding="utf-8")
    done = run(service_of(clone, tmp_path), "--version")
    assert done.returncode == 3
    assert f"rendered from uncommitted changes of {clone}" in done.stderr
    assert "set GOLDENPATH_SOURCE" in done.stderr


def test_a_template_without_git_is_not_pinned(plain: Library, tmp_path: Path) -> None:
    service = tmp_path / "service"
    plain.copy(service, {})
    assert "# not pinned: the template was not a git repository" in (service / "ci").read_text()
    assert "that is not a git" in (service / "README.md").read_text(encoding="utf-8")
    assert run(service, "--version").returncode == 0


def test_the_library_is_gone(library: Library, tmp_path: Path) -> None:
    clone = library_copy(library, tmp_path)
    service = service_of(clone, tmp_path)
    shutil.rmtree(clone)
    done = run(service, "run")
    assert done.returncode == 3
    assert f"the library was in {clone} and is gone: set GOLDENPATH_SOURCE" in done.stderr


def test_uv_is_missing(render: Render, tmp_path: Path) -> None:
    for tool in ("sh", "dirname", "basename", "git"):
        found = shutil.which(tool)
        assert found
        (tmp_path / tool).symlink_to(found)
    done = run(render("defaults"), "run", PATH=str(tmp_path))
    assert done.returncode == 3
    assert "uv is not installed: run `python3 -m pip install uv`" in done.stderr


def test_a_quote_in_the_path_of_a_template_without_git(plain: Library, tmp_path: Path) -> None:
    folder = tmp_path / "it's here"
    shutil.copytree(plain.checkout, folder / "goldenpath")
    service = tmp_path / "service"
    Library(folder).copy(service, {})
    done = run(service, "--version")
    assert done.returncode == 0, done.stderr


def test_credentials_in_the_address_are_not_kept(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A host of its own: Copier keeps one mirror of an address, whoever signs in to it
    address = "https://oauth2:not-a-secret@git.example.com/acme/goldenpath.git"
    monkeypatch.setitem(ADDRESSES, "token", address)
    service = tmp_path / "service"
    library.copy(service, {}, "token")
    for path in (path for path in service.rglob("*") if path.is_file()):
        assert "not-a-secret" not in path.read_text(encoding="utf-8", errors="replace"), path
    assert "https://git.example.com/acme/goldenpath@" in (service / "ci").read_text("utf-8")


@pytest.mark.parametrize(
    ("host", "answers"),
    [
        ("github", {"github_host": "ghes"}),
        ("ghes", {}),
        ("gitlab", {}),
        (None, {}),
        (None, {"ci": "gitlab"}),
    ],
)
def test_what_the_forge_cannot_call_is_vendored(
    library: Library, tmp_path: Path, host: str | None, answers: Answers
) -> None:
    library.copy(tmp_path / "service", answers, host)
    stored = (tmp_path / "service" / ".copier-answers.yml").read_text(encoding="utf-8")
    assert "pipeline: vendored" in stored
    with pytest.raises(ValueError, match="pipeline must be vendored"):
        library.copy(tmp_path / "refused", answers | {"pipeline": "referenced"}, host)


@pytest.mark.parametrize("kind", ["checkout", "wheel"])
def test_another_source(render: Render, library: Library, tmp_path: Path, kind: str) -> None:
    """From an absolute path and from one that is relative to where the caller stands."""
    folder = tmp_path / "a folder"
    folder.mkdir()
    source = library_copy(library, folder)
    if kind == "wheel":
        build = ("uv", "build", "--quiet", "--wheel", "--out-dir", str(folder), str(source))
        subprocess.run(build, check=True, env=service_env())
        (source,) = folder.glob("*.whl")
    service = fresh_copy(render("defaults"), tmp_path)
    for given in (str(source), os.path.relpath(source, service)):
        done = run(service, "--version", GOLDENPATH_SOURCE=given)
        assert done.returncode == 0, done.stderr


def test_another_source_that_is_not_there(render: Render) -> None:
    done = run(render("defaults"), "run", GOLDENPATH_SOURCE="/nowhere/goldenpath")
    assert done.returncode == 3
    assert "could not be installed from /nowhere/goldenpath" in done.stderr


def test_no_stage_is_touched_by_a_failed_start(render: Render) -> None:
    run(render("defaults"), "run", GOLDENPATH_SOURCE="/nowhere/goldenpath")
    assert not (render("defaults") / "reports").exists()
