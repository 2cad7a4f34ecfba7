"""Releases: each commit of the main line that sets a new version."""

from __future__ import annotations

from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_hooks.prompts.base_git import Git

from .interface import PROJECT, VERSION
from .tree import Tree, at, work_tree

LAST = "last"
"""In the place of a revision: the release before the other one, or before the work tree."""


def releases(git: Git, revision: str = "HEAD") -> dict[str, str]:
    """Tag to commit, the oldest first, as the history of a revision has them."""
    if git.is_shallow():
        raise IncompleteError(
            "the history is cut off, so releases cannot be told: `git fetch --unshallow`"
        )
    log = ("log", "--first-parent", "--reverse", "--format=%H", "-G^version = ", revision)
    done = git.run(*log, "--", PROJECT)
    if done.returncode:
        raise UsageError(f"git knows no history of {revision!r}: name a tag or a commit")
    found: dict[str, str] = {}
    for commit in done.stdout.decode().split():
        text = git.run("show", f"{commit}:{PROJECT}").stdout.decode(errors="replace")
        if version := VERSION.search(text):
            found.setdefault(f"v{version[1]}", commit)
    return found


def resolved(git: Git, name: str) -> str:
    """The commit of a revision, also of a release without a tag."""
    commit = git.commit(name) or releases(git).get(name)
    if commit is None:
        raise UsageError(f"git knows no revision {name!r}: name a tag, a commit or a release")
    return commit


def tree_of(git: Git, name: str | None) -> Tree:
    """None is the work tree."""
    return work_tree(git) if name is None else at(git, resolved(git, name), name)


def before(git: Git, new: str | None, version: str) -> str | None:
    """The tag of the release before a revision, which sets this version; None before the first.

    The work tree (None) comes after every release.
    """
    known = releases(git, resolved(git, new) if new else "HEAD")
    earlier = [tag for tag in known if new is None or tag != f"v{version}"]
    return earlier[-1] if earlier else None
