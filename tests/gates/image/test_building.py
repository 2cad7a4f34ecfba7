from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.image import building, inspection
from goldenpath_gates.image.building import Plan
from goldenpath_gates.image.engine import Recipe
from goldenpath_gates.image.settings import Image
from goldenpath_gates.registry.layout import Layout
from goldenpath_gates.registry.refusal import RefusedError

from tests.gates.image.layouts import image
from tests.gates.support import PYPROJECT, git, repository, write

DIGEST = f"sha256:{'a' * 64}"
OTHER = f"sha256:{'b' * 64}"
PINNED = f"FROM python:3.13@{DIGEST}\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One repository for all, because git takes its time: each writes what it reads."""
    folder = tmp_path_factory.mktemp("service")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_COMMITTER_DATE", "2026-11-22T12:00:00+02:00")
        repository(folder)
    return folder


def planned(
    root: Path,
    dockerfile: str = PINNED,
    env: Mapping[str, str] | None = None,
    pyproject: str = PYPROJECT,
) -> Plan:
    write(root, {"pyproject.toml": pyproject, "Dockerfile": dockerfile})
    return building.plan(root, Image(), env or {})


def label(name: str, plan: Plan) -> str | None:
    return plan.recipe.labels.get(f"org.opencontainers.image.{name}")


def test_the_labels_and_the_time(root: Path) -> None:
    assert planned(root).recipe == Recipe(
        root / "Dockerfile",
        root,
        {
            inspection.REVISION: git(root, "rev-parse", "HEAD"),
            inspection.CREATED: "2026-11-22T10:00:00+00:00",
            inspection.VERSION: "0.1.0",
            inspection.BASE_NAME: "python:3.13",
            inspection.BASE_DIGEST: DIGEST,
        },
        1795341600,
    )


def test_where_the_dockerfile_lies(root: Path) -> None:
    write(root, {"deploy/Dockerfile": PINNED})
    recipe = building.plan(root, Image("deploy/Dockerfile", "deploy"), {}).recipe
    assert (recipe.dockerfile, recipe.context) == (
        root / "deploy" / "Dockerfile",
        root / "deploy",
    )


@pytest.mark.parametrize(
    ("remote", "env", "source"),
    [
        ("https://example.com/acme/a.git", {}, "https://example.com/acme/a.git"),
        ("https://me:secret@example.com/acme/a", {}, "https://example.com/acme/a"),
        ("https://token@example.com/acme/a", {}, "https://example.com/acme/a"),
        ("ssh://git@example.com:22/acme/a", {}, "ssh://example.com:22/acme/a"),
        ("git@example.com:acme/a.git", {}, "git@example.com:acme/a.git"),
        ("/srv/git/a.git", {}, None),
        ("file:///srv/git/a.git", {}, None),
        ("../a", {}, None),
        (None, {}, None),
        (None, {"GITHUB_REPOSITORY": "acme/a"}, "https://github.com/acme/a"),
        (
            "https://x-access-token:t@ghe.example.com/acme/a",
            {"GITHUB_REPOSITORY": "acme/a", "GITHUB_SERVER_URL": "https://ghe.example.com"},
            "https://ghe.example.com/acme/a",
        ),
        (
            "https://gitlab-ci-token:t@gitlab.example.com/acme/a.git",
            {"CI_PROJECT_URL": "https://gitlab.example.com/acme/a"},
            "https://gitlab.example.com/acme/a",
        ),
    ],
)
def test_the_source(
    root: Path, remote: str | None, env: dict[str, str], source: str | None
) -> None:
    if remote:
        git(root, "config", "remote.origin.url", remote)
    assert label("source", planned(root, env=env)) == source


@pytest.mark.parametrize(
    ("pyproject", "version"),
    [
        ('[project]\nversion = "1.2.3"\n', "1.2.3"),
        ('[project]\ndynamic = ["version"]\n', None),
        ("[project]\nversion = 1\n", None),
        ("project = 1\n", None),
        ("[tool]\n", None),
        ("[project\n", None),
        pytest.param("a = " + "[" * 5000, None, id="deep"),
    ],
)
def test_the_version(root: Path, pyproject: str, version: str | None) -> None:
    assert label("version", planned(root, pyproject=pyproject)) == version


@pytest.mark.parametrize(
    ("dockerfile", "base"),
    [
        (PINNED, ("python:3.13", DIGEST)),
        (f"FROM a@{OTHER} AS b\nFROM r.test:5/b:1@{DIGEST}", ("r.test:5/b:1", DIGEST)),
        (f"FROM a:1@{DIGEST} AS base\nFROM base AS more\nFROM more\n", ("a:1", DIGEST)),
        (f"ARG BASE=a:1@{DIGEST}\nFROM ${{BASE}} AS base\nFROM base\n", ("a:1", DIGEST)),
        (f"FROM --platform=linux/amd64 a:1@{DIGEST}\n", ("a:1", DIGEST)),
    ],
)  # fmt: skip
def test_the_base(root: Path, dockerfile: str, base: tuple[str, str]) -> None:
    plan = planned(root, dockerfile)
    assert (label("base.name", plan), label("base.digest", plan)) == base


@pytest.mark.parametrize(
    "dockerfile",
    [
        pytest.param("FROM python:3.13\n", id="a tag names no image"),
        pytest.param("FROM scratch\n", id="from nothing"),
        pytest.param(f"FROM a@{DIGEST} AS build\nFROM scratch\n", id="an earlier stage"),
    ],
)
def test_the_base_noop(root: Path, dockerfile: str) -> None:
    plan = planned(root, dockerfile)
    assert (label("base.name", plan), label("base.digest", plan)) == (None, None)


SHELL = ("/bin/sh", "-c")


@pytest.mark.parametrize(
    ("rest", "health"),
    [
        ('HEALTHCHECK CMD ["curl", "-f", "http://x"]\n', ("curl", "-f", "http://x")),
        ("HEALTHCHECK CMD curl -f http://x || exit 1\n", (*SHELL, "curl -f http://x || exit 1")),
        ('HEALTHCHECK --interval=5s --timeout=3s \\\n  CMD ["a"]\n', ("a",)),
        ("healthcheck\tcmd\ta  b\n", (*SHELL, "a  b")),
        ("HEALTHCHECK CMD a\nHEALTHCHECK CMD b\n", (*SHELL, "b")),
        ('HEALTHCHECK CMD ["$PORT"]\n', ("$PORT",)),
        ('HEALTHCHECK CMD ["a", 1]\n', (*SHELL, '["a", 1]')),
        (f"HEALTHCHECK CMD a\nFROM x@{OTHER}\nHEALTHCHECK CMD b\n", (*SHELL, "b")),
        ("HEALTHCHECK CMD a\nFROM first\n", (*SHELL, "a")),
        ("HEALTHCHECK CMD a\nFROM first AS x\nHEALTHCHECK CMD b\nFROM x\n", (*SHELL, "b")),
        ("HEALTHCHECK NONE\nHEALTHCHECK CMD a\n", (*SHELL, "a")),
    ],
)  # fmt: skip
def test_the_health_check(root: Path, rest: str, health: tuple[str, ...]) -> None:
    assert planned(root, f"FROM python:3.13@{DIGEST} AS first\n{rest}").health == health


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param("", id="none is said"),
        pytest.param("HEALTHCHECK NONE\n", id="switched off"),
        pytest.param("HEALTHCHECK CMD a\nHEALTHCHECK NONE\n", id="switched off later"),
        pytest.param("HEALTHCHECK CMD a\nFROM first\nHEALTHCHECK NONE\n", id="in the next stage"),
        pytest.param("HEALTHCHECK CMD a\nFROM python:3.13\n", id="of a stage that is left behind"),
        pytest.param("ONBUILD HEALTHCHECK CMD a\n", id="for whoever starts from it"),
        pytest.param("# HEALTHCHECK CMD a\n", id="a comment"),
        pytest.param("HEALTHCHECK CMD\n", id="no command"),
        pytest.param("HEALTHCHECK\n", id="nothing behind it"),
        pytest.param("HEALTHCHECK --interval=5s\n", id="only a flag"),
    ],
)
def test_the_health_check_noop(root: Path, rest: str) -> None:
    assert planned(root, f"FROM python:3.13@{DIGEST} AS first\n{rest}").health == ()


@pytest.mark.parametrize(
    ("dockerfile", "said"),
    [
        ("", "Dockerfile: it has no FROM"),
        ("RUN x\nFROM a\n", "Dockerfile:1:1: RUN comes before FROM"),
        (f"{PINNED}SHOUT x\n", "Dockerfile:2:1: SHOUT is no instruction"),
    ],
)
def test_a_dockerfile_that_is_none(root: Path, dockerfile: str, said: str) -> None:
    with pytest.raises(IncompleteError, match=re.escape(said)):
        planned(root, dockerfile)


def test_no_dockerfile(tmp_path: Path) -> None:
    with pytest.raises(
        IncompleteError, match=r"^deploy/Dockerfile: cannot .* name it in \[image\]"
    ):
        building.plan(tmp_path, Image("deploy/Dockerfile"), {})


def test_a_dockerfile_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_bytes(b"FROM \xff")
    with pytest.raises(IncompleteError, match="Dockerfile: cannot be read"):
        building.plan(tmp_path, Image(), {})


def test_no_commit(tmp_path: Path) -> None:
    write(tmp_path, {"Dockerfile": PINNED})
    git(tmp_path, "init", "--quiet")
    with pytest.raises(IncompleteError, match="git names no commit"):
        building.plan(tmp_path, Image(), {})


class Fixed:
    """An engine that writes the same image each time, or one that does not keep its word."""

    program = "fixed"

    def __init__(self, damage: bytes = b"") -> None:
        self.damage = damage

    def build(self, recipe: Recipe, layout: Path) -> None:
        built = image(layout, [("service", b"program")])
        with (layout / "blobs" / built.layers[0].digest.replace(":", "/")).open("ab") as file:
            file.write(self.damage)

    def container(self, layout: Path) -> object:
        raise AssertionError(layout)


def built(root: Path, folder: Path, damage: bytes = b"") -> Layout:
    image_ = folder / "dist" / "image"
    return building.built(Fixed(damage), planned(root).recipe, image_)  # type: ignore[arg-type]


def test_what_was_built_before_is_gone(root: Path, tmp_path: Path) -> None:
    old = tmp_path / "dist" / "image" / "blobs" / "old"
    old.mkdir(parents=True)
    assert built(root, tmp_path).folder == tmp_path / "dist" / "image"
    assert not old.exists()


def test_what_is_not_what_it_says_is_refused(root: Path, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="verify-digest the layer sha256:"):
        built(root, tmp_path, b"more")
