"""What was promised where a change starts, so that no change can hide a break in the promise."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from goldenpath_hooks.prompts.base import base as start_of
from goldenpath_hooks.prompts.base_git import Git

from goldenpath_gates.config import FILENAME, schema
from goldenpath_gates.contracts.document import Document, parse
from goldenpath_gates.contracts.settings import Contract
from goldenpath_gates.contracts.settings import parse as parsed
from goldenpath_gates.earlier import Commit, finding_the_start, is_repository, merged_onto
from goldenpath_gates.schema import first_violation


@dataclass(frozen=True)
class Base:
    """The commit and the settings that were in force there: a promise does not move with them."""

    commit: Commit
    settings: Contract

    def document(self, path: str) -> Document | None:
        """A promise as it was; None where there was none. Raises DocumentError."""
        text = self.commit.read(path)
        return None if text is None else parse(text, f"{path} at {self.commit}")

    def names(self, folder: str) -> list[str]:
        """The files directly in a folder, without its name."""
        with finding_the_start():
            paths = [blob.path for blob in self.commit.git.blobs(self.commit.name, folder)]
        here = os.path.normpath(folder)
        return [os.path.basename(path) for path in paths if (os.path.dirname(path) or ".") == here]

    def ignores(self, path: str) -> bool:
        """Whether git will never keep a file; one that it keeps already is not ignored."""
        asked = ("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", path)
        return bool(self.commit.git.run(*asked).stdout)


def base(root: Path, settings: Contract, env: Mapping[str, str] = os.environ) -> Base | None:
    """The target of a merge request, where the branch left the default branch, the last commit, or
    the commit before a push; None without a repository or a commit.

    Raises IncompleteError where git cannot tell.
    """
    git = Git(root)
    with finding_the_start():
        if not is_repository(git, env):
            return None
        name = merged_onto(git, env) or start_of(git, ".", None, env)
    if name is None:
        return None
    commit = Commit(git, name)
    return Base(commit, _settings(commit) or settings)


def _settings(commit: Commit) -> Contract | None:
    """None where they cannot be read: no stage ran by them."""
    try:
        table = tomllib.loads((commit.read(FILENAME) or b"").decode()).get("contract", {})
    except ValueError:
        return None
    return None if first_violation(table, schema()["properties"]["contract"]) else parsed(table)
