"""Which earlier state the prompts are compared with: the first of these that applies.

`--against`, the target of a pull or merge request, where the branch left the default branch, the
last commit, the commit before the push. A base that is named but not there ends without a verdict.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from goldenpath_hooks.findings import INCOMPLETE, HookError
from goldenpath_hooks.prompts.base_git import Git

DEFAULT_BRANCHES = ("origin/main", "origin/master", "main", "master")
DEEPEN = "fetch the whole history (GitHub: `fetch-depth: 0`, GitLab: `GIT_DEPTH: 0`)"


def base(git: Git, folder: str, against: str | None, environment: Mapping[str, str]) -> str | None:
    """The commit whose prompts count as published; None before the first one."""
    commit = _base(git, folder, against, environment)
    if commit is None and git.is_shallow():
        raise HookError(f"no earlier commit is here, {DEEPEN}", INCOMPLETE)
    return commit


def _base(git: Git, folder: str, against: str | None, environment: Mapping[str, str]) -> str | None:
    if against:
        return _fork(git, against)
    if target := environment.get("GITHUB_BASE_REF"):
        return _pull_request(git, f"origin/{target}")
    if named := environment.get("CI_MERGE_REQUEST_DIFF_BASE_SHA"):
        return _present(git, named)
    head = git.head()
    if head is None:
        return None
    named_default = f"origin/{environment.get('CI_DEFAULT_BRANCH', 'HEAD')}"
    default = next(filter(None, map(git.commit, (named_default, *DEFAULT_BRANCHES))), None)
    fork = git.fork(default, head) if default else None
    if fork and fork != head:
        return fork  # one rise of the version for a whole branch
    if default and not fork and git.is_shallow():
        sentence = f"the default branch and HEAD have no commit in common here, {DEEPEN}"
        raise HookError(sentence, INCOMPLETE)
    if before := _before_push(git, environment):
        return before  # also where a program of the pipeline has changed a file
    if git.is_changed(folder):
        return head
    return git.commit("HEAD^1") or (None if git.is_shallow() else head)


def _fork(git: Git, ref: str) -> str:
    other = git.commit(ref)
    fork = git.fork(other, "HEAD") if other else None
    if fork is None:
        reason = "has no commit in common with HEAD here" if other else "is no commit here"
        raise HookError(f"{ref} {reason}, {DEEPEN}", INCOMPLETE)
    return fork


def _pull_request(git: Git, target: str) -> str:
    """GitHub checks out a merge of both sides: its first parent is the target."""
    if git.commit(target) is None and git.commit("HEAD^2") and (first := git.commit("HEAD^1")):
        return first
    return _fork(git, target)


def _present(git: Git, name: str) -> str:
    commit = git.commit(name)
    if commit is None:
        raise HookError(
            f"the base {name[:12]} of the merge request is not here, {DEEPEN}", INCOMPLETE
        )
    return commit


def _before_push(git: Git, environment: Mapping[str, str]) -> str | None:
    """What the branch was before; gone after a forced push, all zeros for a new branch."""
    before = environment.get("CI_COMMIT_BEFORE_SHA") or _github_before(environment)
    commit = git.commit(before) if before.strip("0") else None
    if before.strip("0") and commit is None and git.is_shallow():
        raise HookError(
            f"the commit {before[:12]} before the push is not here, {DEEPEN}", INCOMPLETE
        )
    return commit


def _github_before(environment: Mapping[str, str]) -> str:
    try:
        event = json.loads(Path(environment["GITHUB_EVENT_PATH"]).read_bytes())
        return str(event.get("before") or "")
    except (KeyError, OSError, ValueError, AttributeError):
        return ""
