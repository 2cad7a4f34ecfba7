"""The files of this library at a revision, or as they lie in the work tree; nothing is run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from goldenpath_gates.errors import IncompleteError
from goldenpath_hooks.prompts.base_git import Git

ROOT = Path(__file__).resolve().parents[2]
WORK_TREE = "the work tree"
FOLDERS = ("gates/", "hooks/", "policies/", "workflows/")
"""Where the interface is written, beside the files at the top."""


@dataclass(frozen=True)
class Tree:
    """Path to content. `name` is what messages call it."""

    name: str
    files: Mapping[str, bytes]

    def below(self, folder: str, ending: str) -> Iterator[str]:
        """The paths in a folder, at any depth, in alphabetical order."""
        for path in sorted(self.files):
            if path.startswith(f"{folder}/") and path.endswith(ending):
                yield path

    def text(self, path: str) -> str:
        if path not in self.files:
            raise self.unreadable(path, "it is missing")
        try:
            return self.files[path].decode("utf-8")
        except UnicodeDecodeError as error:
            raise self.unreadable(path, error) from None

    def yaml(self, path: str) -> Any:
        try:
            return parsed(self.text(path))
        except (yaml.YAMLError, RecursionError) as error:
            raise self.unreadable(path, error) from None

    def json(self, path: str) -> Any:
        try:
            return json.loads(self.text(path))
        except (ValueError, RecursionError) as error:
            raise self.unreadable(path, error) from None

    def unreadable(self, path: str, why: object) -> IncompleteError:
        reason = " ".join(str(why).split())[:200]
        return IncompleteError(f"{path} at {self.name} cannot be read: {reason}")


def parsed(text: str) -> Any:
    """By libyaml, in a tenth of the time; what it reads is this repository, no stranger's text."""
    return yaml.load(text, yaml.CSafeLoader)


def at(git: Git, commit: str, name: str) -> Tree:
    blobs = [blob for blob in git.blobs(commit, ".") if _wanted(blob.path)]
    return Tree(name, {blob.path: content for blob, content in git.read(blobs)})


def work_tree(git: Git) -> Tree:
    """What is tracked, and what a commit would add."""
    paths = [*git.tracked("."), *git.untracked(".")]
    found = ((path, git.root / path) for path in paths if _wanted(path))
    return Tree(WORK_TREE, {path: file.read_bytes() for path, file in found if file.is_file()})


def _wanted(path: str) -> bool:
    return "/" not in path or path.startswith(FOLDERS)
