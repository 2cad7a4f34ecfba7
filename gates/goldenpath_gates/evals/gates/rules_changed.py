"""Whether a change also changes what it is judged by; if so, a person decides.

Without this a change could bring a baseline of worse answers, drop a gate or widen an interval,
and pass by its own rules.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldenpath_hooks.findings import INCOMPLETE, HookError
from goldenpath_hooks.prompts.base import DEEPEN, DEFAULT_BRANCHES, base
from goldenpath_hooks.prompts.base_git import Git

from goldenpath_gates.config import FILENAME
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals import settings
from goldenpath_gates.evals.ask.prompts import SNAPSHOT
from goldenpath_gates.evals.gates import objectives
from goldenpath_gates.evals.gates.ruling import Ruling
from goldenpath_gates.evals.settings import Eval, Gate

GATE = Gate("rules_changed", max=0, tier="approve")
MERGE_REQUEST = ("GITHUB_BASE_REF", "CI_MERGE_REQUEST_DIFF_BASE_SHA")


@dataclass(frozen=True)
class Start:
    """The commit that a change starts from, and the rules that were in force there."""

    git: Git
    commit: str
    table: Mapping[str, Any]

    @property
    def eval(self) -> Eval:
        return settings.parse(self.table)

    def read(self, path: str) -> bytes | None:
        return _read(self.git, self.commit, path)


def start(root: Path, env: Mapping[str, str] = os.environ) -> Start | None:
    """Where the change starts: the target of a merge request, on a laptop the fork from the default
    branch, or the last commit.

    None where there is no change, as on the default branch of a pipeline, or where no evaluation
    was in force before. Raises IncompleteError where git cannot tell.
    """
    git = Git(root)
    try:
        if git.is_repository():
            commit = _commit(git, env)
        elif _asks_to_merge(env):
            raise IncompleteError("this is no git repository: where the change starts is unknown")
        else:
            return None
        if commit is None:
            return None
        found = Start(git, commit, _table(git, commit))
        return found if found.read(found.eval.baseline) is not None else None
    except HookError as error:
        raise IncompleteError(f"where this change starts cannot be told: {error}") from None


def _asks_to_merge(env: Mapping[str, str]) -> bool:
    asks_gitlab = env.get("CI_PIPELINE_SOURCE") == "merge_request_event"
    return asks_gitlab or any(env.get(name) for name in MERGE_REQUEST)


def _present(git: Git, name: str) -> str:
    commit = git.commit(name)
    if commit is None:
        raise HookError(
            f"the target {name[:12]} of the merge request is not here, {DEEPEN}", INCOMPLETE
        )
    return commit


def _commit(git: Git, env: Mapping[str, str]) -> str | None:
    if target := env.get("CI_MERGE_REQUEST_TARGET_BRANCH_SHA"):
        return _present(git, target)  # a merged result, of which the target is one side
    if _asks_to_merge(env):
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


def _read(git: Git, commit: str, path: str) -> bytes | None:
    """A file as it was; None where there was none, which a file that git lost is not."""
    done = git.run("cat-file", "blob", f"{commit}:./{path}")
    if done.returncode == 0:
        return done.stdout
    listed = git.run("ls-tree", "-z", commit, "--", path)
    if listed.returncode or b" blob " in listed.stdout:
        raise IncompleteError(f"git cannot read {path} as it was at {commit[:12]}: clone again")
    return None


def _table(git: Git, commit: str) -> Mapping[str, Any]:
    try:
        table = tomllib.loads((_read(git, commit, FILENAME) or b"").decode()).get("eval", {})
    except ValueError:
        return {}  # no rules that could be kept to: whatever is there now is another
    try:
        settings.parse(table)
    except (TypeError, AttributeError):  # written for another version of the library
        return {key: table[key] for key in ("baseline",) if isinstance(table.get(key), str)}
    return dict(table)


def ruling(root: Path, now: Eval, begun: Start | None) -> Ruling | None:
    """A demand for an approval where something that judges differs from the start."""
    changed = list(_changed(root, now, begun)) if begun else []
    if not changed:
        return None
    sentence = f"this change also changes what it is judged by: {', '.join(changed)}"
    return Ruling(GATE, "failed", "approve", sentence, value=len(changed))


def _changed(root: Path, now: Eval, begun: Start) -> Iterator[str]:
    table = tomllib.loads((root / FILENAME).read_text(encoding="utf-8")).get("eval", {})
    if _canonical(table) != _canonical(begun.table):
        yield f"[eval] in {FILENAME}"
    for path in dict.fromkeys((*_files(begun.eval), *_files(now))):
        file = root / path
        if begun.read(path) != (file.read_bytes() if file.is_file() else None):
            yield path


def _files(rules: Eval) -> Iterator[str]:
    """What else decides: baselines, what answers in the place of a model, how a judge grades."""
    yield from (rules.baseline, rules.nightly_baseline, str(SNAPSHOT))
    yield from filter(None, (rules.model.rules, rules.model.scenario))
    if rules.model.source == "cassette":
        yield rules.model.cassette
    if rules.judge:
        yield rules.judge.rubric
    if any(gate.slo for gate in rules.gates):
        yield objectives.FILENAME


def _canonical(table: Any) -> str:
    return json.dumps(table, sort_keys=True, default=str)
