"""Whether a tag may become a release: it fits what the commit says of itself, and is due."""

from __future__ import annotations

import re
from collections.abc import Iterator

from goldenpath_gates.errors import UsageError
from goldenpath_hooks.prompts.base_git import Git
from goldenpath_hooks.prompts.versions import Level

from .demand import Compared, place
from .difference import difference
from .history import before, releases, tree_of
from .interface import QUESTIONS, interface, version_of
from .notes import CHANGELOG, section
from .tree import Tree

MIGRATING = re.compile(r"^### Migrating$", re.M)


def problems(git: Git, tag: str, branch: str) -> Iterator[str]:
    """One `path:line: rule message` each."""
    tree = tree_of(git, f"refs/tags/{tag}")
    yield from _named(tree, tag)
    yield from _placed(git, tag, branch)
    yield from _told(tree)
    yield from _due(git, tree, tag)


def _named(tree: Tree, tag: str) -> Iterator[str]:
    """Template and library share one version."""
    version = version_of(tree)
    if tag != f"v{version}":
        yield f"{place(tree)}: release-tag the tag is {tag} and the version {version}: delete it"
    answered = tree.yaml(QUESTIONS).get("library_version", {}).get("default")
    if answered != version:
        line = _line(tree, QUESTIONS, r"^library_version:")
        yield f"{line}: release-version library_version is {answered}, not {version}: set it"


def _placed(git: Git, tag: str, branch: str) -> Iterator[str]:
    kind = git.run("cat-file", "-t", f"refs/tags/{tag}").stdout.decode().strip()
    if kind != "tag":
        yield f"{tag}:1: release-tag it is a {kind}: make it with `git tag -a`, so that it says who"
    commit = git.commit(f"refs/tags/{tag}")
    if commit != releases(git, f"refs/tags/{tag}").get(tag):
        yield f"{tag}:1: release-tag it names another commit than the one that sets the version"
    if git.commit(branch) is None:
        raise UsageError(f"there is no branch {branch}: name the one that releases come from")
    if git.run("merge-base", "--is-ancestor", str(commit), branch).returncode:
        yield f"{tag}:1: release-branch its commit is not on {branch}: merge it first"


def _told(tree: Tree) -> Iterator[str]:
    version = version_of(tree)
    text = tree.text(CHANGELOG)
    newest = re.search(r"^## (.*)$", text, re.M)
    if newest is None or newest[1].strip() != version or not (section(tree, version) or "").strip():
        line = _line(tree, CHANGELOG, r"^## ")
        yield f"{line}: release-notes the newest section is not about {version}: write it"


def _due(git: Git, tree: Tree, tag: str) -> Iterator[str]:
    now = interface(tree)
    last = before(git, f"refs/tags/{tag}", now["version"])
    if last is None:
        return
    old = interface(tree_of(git, releases(git, f"refs/tags/{tag}")[last]))
    compared = Compared(old["version"], tree, difference(old, now))
    if fault := compared.fault():
        yield fault
    migrating = MIGRATING.search(section(tree, now["version"]) or "")
    if compared.step is Level.MAJOR and not migrating:
        line = _line(tree, CHANGELOG, r"^## ")
        why = f"{compared.changes[0].text}: say under Migrating what a team has to do"
        yield f"{line}: release-migrating {why}"


def _line(tree: Tree, path: str, pattern: str) -> str:
    found = re.search(pattern, tree.text(path), re.M)
    return f"{path}:{tree.text(path)[: found.start()].count(chr(10)) + 1 if found else 1}"
