"""What a change is compared with: the last release, or else where the change starts."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from goldenpath_hooks.findings import HookError
from goldenpath_hooks.prompts.base_git import Git

from goldenpath_gates import earlier
from goldenpath_gates.config import FILENAME, Config
from goldenpath_gates.errors import IncompleteError

TAG = re.compile(r"v(\d+)\.(\d+)\.(\d+)")
FOLDER = Path(".goldenpath/released")
ENVIRONMENT = Path(".goldenpath/released-environment")
PROJECT = ("pyproject.toml", "uv.toml", FILENAME)
"""File names that say, in any folder, what belongs to the service and its workspace."""


@dataclass(frozen=True)
class Base:
    """`name` is for people: a tag, or the short name of a commit."""

    name: str
    commit: str


def base(root: Path, env: Mapping[str, str]) -> Base | None:
    """The newest release that the commit contains, itself excepted; None where nothing came before.

    Raises IncompleteError where git cannot tell, as in a clone without history.
    """
    git = Git(root)
    with earlier.finding_the_start():
        if not earlier.is_repository(git, env) or git.head() is None:
            return None
        if tag := _newest(git):
            commit = git.commit(tag)
            return Base(tag, commit) if commit else None
        if git.is_shallow():
            raise IncompleteError("this clone has no history to find a release in")
    start = earlier.start(root, env)
    return Base(str(start), start.name) if start else None


def _newest(git: Git) -> str | None:
    done = git.run("tag", "--list", "--merged", "HEAD", "--no-contains", "HEAD")
    if done.returncode:
        raise IncompleteError(f"git cannot list the tags: {done.stderr.decode().strip()}")
    tags = {tag: TAG.fullmatch(tag) for tag in done.stdout.decode().split()}
    releases = {tag: tuple(map(int, match.groups())) for tag, match in tags.items() if match}
    return max(releases, key=lambda tag: releases[tag], default=None)


def lay_out(root: Path, base: Base, wanted: Callable[[str], bool]) -> Path:
    """The wanted files of the base, in a folder of their own; links and submodules left out."""
    folder = root / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    git = Git(root)
    try:
        blobs = [blob for blob in git.blobs(base.commit, ".") if wanted(blob.path)]
        for blob, content in git.read(blobs):
            path = folder / blob.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except HookError as error:
        raise IncompleteError(str(error)) from None
    return folder


def wanted(config: Config) -> Callable[[str], bool]:
    """Whether a bill of materials is made from the file."""
    patterns = (
        *config.eval.datasets,
        *config.sbom.data,
        "prompts/**/*",
        config.contract.embeddings,
    )

    def is_wanted(path: str) -> bool:
        named = PurePosixPath(path).name in PROJECT or path == "uv.lock"
        return named or any(fnmatchcase(path, one.replace("**/", "*")) for one in patterns)

    return is_wanted
