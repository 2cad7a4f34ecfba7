"""Files as they were in the commit that a change starts from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from goldenpath_hooks.findings import INCOMPLETE, HookError
from goldenpath_hooks.prompts.base import DEEPEN, DEFAULT_BRANCHES, base
from goldenpath_hooks.prompts.base_git import Git

from goldenpath_gates.errors import IncompleteError

MERGE_REQUEST = ("GITHUB_BASE_REF", "CI_MERGE_REQUEST_DIFF_BASE_SHA")


@dataclass(frozen=True)
class Commit:
    """Paths are relative to the folder that `git` was asked in."""

    git: Git
    name: str

    def __str__(self) -> str:
        return self.name[:12]

    def read(self, path: str) -> bytes | None:
        """A file as it was; None where there was none, which a file that git lost is not."""
        done = self.git.run("cat-file", "blob", f"{self.name}:./{path}")
        if done.returncode == 0:
            return done.stdout
        listed = self.git.run("ls-tree", "-z", self.name, "--", path)
        if listed.returncode or b" blob " in listed.stdout:
            raise IncompleteError(f"git cannot read {path} as it was at {self}: clone again")
        return None


@contextmanager
def finding_the_start() -> Iterator[None]:
    """Turns what git cannot tell into an IncompleteError."""
    try:
        yield
    except HookError as error:
        raise IncompleteError(f"where this change starts cannot be told: {error}") from None


def is_repository(git: Git, env: Mapping[str, str]) -> bool:
    """Raises IncompleteError where a pipeline asks to merge what is none."""
    if git.is_repository():
        return True
    if asks_to_merge(env):
        raise IncompleteError("this is no git repository: where the change starts is unknown")
    return False


def asks_to_merge(env: Mapping[str, str]) -> bool:
    asks_gitlab = env.get("CI_PIPELINE_SOURCE") == "merge_request_event"
    return asks_gitlab or any(env.get(name) for name in MERGE_REQUEST)


def merged_onto(git: Git, env: Mapping[str, str]) -> str | None:
    """The target of a merged result, which is one side of it; None where none is judged."""
    target = env.get("CI_MERGE_REQUEST_TARGET_BRANCH_SHA")
    if target and git.commit(target) is None:
        raise HookError(
            f"the target {target[:12]} of the merge request is not here, {DEEPEN}", INCOMPLETE
        )
    return target or None


def start(root: Path, env: Mapping[str, str]) -> Commit | None:
    """Where a change starts: the target of a merge request, on a laptop the fork from the default
    branch, or the last commit.

    None where there is no change, as on the default branch of a pipeline. Raises IncompleteError
    where git cannot tell.
    """
    git = Git(root)
    with finding_the_start():
        name = _start(git, env) if is_repository(git, env) else None
    return Commit(git, name) if name else None


def _start(git: Git, env: Mapping[str, str]) -> str | None:
    if target := merged_onto(git, env):
        return target
    if asks_to_merge(env):
        return base(git, ".", None, env)
    head = git.head()
    if head is None or env.get("CI"):
        return None  # a push, a night, a merge queue: the change was judged before
    branches = ("origin/HEAD", *DEFAULT_BRANCHES)
    default = next(filter(None, map(git.commit, branches)), None)
    fork = git.fork(default, head) if default else None
    if default and not fork and git.is_shallow():
        raise HookError(f"no commit in common with the default branch, {DEEPEN}", INCOMPLETE)
    return fork or head
