"""Past releases of this repository, and a made-up next one, as tags of one library."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from tests.support import ROOT, Answers, Library, Workshop, clone, commit, git, ownership, rows_of
from tests.upgrade.next_release import (
    BUMP,
    NEXT,
    change_every_managed_file,
    make_changes,
    set_version,
)

RELEASE = re.compile(r'^version = "(\d+\.\d+\.\d+)"$', re.M)
TREE = "v998.0.0"  # the work tree

# Paths that an update from this release takes away on purpose: each is a breaking change.
REMOVED: dict[str, set[str]] = {}


@dataclass(frozen=True)
class Forge:
    answers: Answers
    host: str | None
    caller: str


FORGES = {
    "github-vendored": Forge({"ci": "github"}, None, ".github/workflows/ci.yml"),
    "github-referenced": Forge({"ci": "github"}, "github", ".github/workflows/ci.yml"),
    "ghes-referenced": Forge(
        {"ci": "github", "github_host": "ghes"}, "ghes", ".github/workflows/ci.yml"
    ),
    "gitlab-vendored": Forge({"ci": "gitlab"}, None, ".gitlab-ci.yml"),
    "gitlab-referenced": Forge({"ci": "gitlab"}, "gitlab", ".gitlab-ci.yml"),
    "cloud-referenced": Forge({"ci": "gitlab", "cloud": "aws"}, "gitlab", ".gitlab-ci.yml"),
}


LATER = {"auth": ("0.10.0", "none")}
"""Questions whose answer for a service from before their release is not their default."""


@cache
def releases() -> dict[str, str]:
    """Tag to commit: each commit of the main line that sets a new version is a release."""
    found: dict[str, str] = {}
    log = ("log", "--first-parent", "--reverse", "--format=%H", "-G^version = ", "HEAD")
    try:
        commits = git(ROOT, *log, "--", "pyproject.toml").split()
    except subprocess.CalledProcessError:  # not a repository, or one without a commit
        return found
    for sha in commits:
        version = RELEASE.search(git(ROOT, "show", f"{sha}:pyproject.toml"))
        if version and f"v{version[1]}" not in found:
            found[f"v{version[1]}"] = sha
    return found


SOME = ("github-vendored", "github-referenced", "gitlab-referenced")
"""Forges that differ most in what an update touches."""


def steps() -> dict[str, tuple[str, str]]:
    """From the oldest release and the one before this to the work tree, and on to one to come.

    Those between are left out for their time: what they had, one of these has too.
    """
    here = RELEASE.search((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    oldest, *others = (tag for tag in releases() if here is None or tag != f"v{here[1]}")
    return {tag: (tag, TREE) for tag in (oldest, *others[-1:])} | {"next": (TREE, NEXT)}


def journeys() -> list[tuple[str, str]]:
    """A forge and a step: every forge takes the last one, some take the others, too."""
    *others, last, next_ = steps()
    few = [(forge, step) for forge in SOME for step in (*others, next_)]
    return [(forge, last) for forge in FORGES] + few


def released(workshop: Workshop) -> Library:
    """The library with an annotated tag for each release, past and made up."""

    def make(folder: Path) -> None:
        library = clone(folder)
        for tag, sha in releases().items():
            git(library.checkout, "tag", "-a", "-m", tag, tag, sha)
        _tag(library.checkout, TREE)
        change_every_managed_file(library.checkout)
        make_changes(library.checkout)
        set_version(library.checkout, NEXT)
        commit(library.checkout, "the release to come")
        _tag(library.checkout, NEXT)
        set_version(library.checkout, BUMP)
        commit(library.checkout, "a release without a change")
        _tag(library.checkout, BUMP)
        library.publish()

    return Library(workshop.once("released", make))


def _tag(checkout: Path, name: str) -> None:
    git(checkout, "tag", "-a", "-m", name, name)


def answers_of(service: Path) -> Answers:
    text = (service / ".copier-answers.yml").read_text(encoding="utf-8")
    loaded: Answers = yaml.safe_load(text)
    return loaded


def seeded_since(path: str, library: Path, old_version: str) -> bool:
    """Whether a path is the team's and the service got it when it was rendered."""
    rows = ownership(library)
    (row,) = rows_of(path, rows)
    since = rows[row].get("since")
    return since is not None and number(since) <= number(old_version)


def number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def conflicts(service: Path) -> list[str]:
    """What an update that did not merge leaves behind, whatever its exit code says."""
    marked = subprocess.run(
        ("git", "diff", "--check"), cwd=service, capture_output=True, text=True, check=False
    )
    rejected = [str(path.relative_to(service)) for path in service.rglob("*.rej")]
    return git(service, "ls-files", "-u").splitlines() + marked.stdout.splitlines() + rejected


def _answers_since(tag: str) -> Answers:
    version = number(tag.removeprefix("v"))
    return {name: answer for name, (since, answer) in LATER.items() if version < number(since)}


@dataclass(frozen=True)
class Upgrades:
    """Copies and updates that several tests look at, each made once."""

    workshop: Workshop
    library: Library

    def fresh(self, forge: str, ref: str, older: str = "") -> Path:
        """A committed service as `copier copy` renders it at a release; with the answers that
        a service of the `older` release has then."""
        answers = {} if older in ("", TREE) else _answers_since(older)

        def make(folder: Path) -> None:
            given = {**FORGES[forge].answers, **answers}
            self.library.copy(folder, given, FORGES[forge].host, ref)
            git(folder, "init", "-q", "-b", "main")
            commit(folder, "first")

        return self.workshop.once("-".join([f"upgrades/{forge}-{ref}", *answers]), make)

    def updated(
        self, forge: str, old: str, new: str, name: str, change: Callable[[Path], None]
    ) -> Path:
        """A service of `old`, with the team's change committed, updated to `new`, not committed."""

        def make(folder: Path) -> None:
            shutil.copytree(self.fresh(forge, old), folder, dirs_exist_ok=True)
            change(folder)
            commit(folder, "the team's work")
            self.library.update(folder, new)

        return self.workshop.once(f"upgrades/{forge}-{old}-{new}-{name}", make)
