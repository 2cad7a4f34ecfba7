from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from goldenpath_hooks.prompt_version import main

from tests.support import ROOT, git
from tests.support import commit as commit_all

CASES = ROOT / "tests" / "cases" / "prompt-version"
PROMPT = """\
---
name: answer
description: Answers one question.
metadata:
  version: 1.0.0 # raised by prompt-version
  owner: team-a
model:
  id: gpt-4.1-mini
  apiType: chat
  options:
    temperature: 0
inputs:
  - name: question
    kind: string
    required: true
  - name: tone
    kind: string
    enumValues: [plain, formal]
outputs:
  - name: text
    kind: string
sample:
  question: Why?
---
system:
Answer in a {{ tone }} way.

user:
{{ question }}
"""
AT = "prompts/answer.prompty:5:3: "
ALONE = "prompt-version: there is no earlier commit here, only the lock was compared\n"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True, scope="module")
def _no_forge() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("GIT_", "GITHUB_", "CI_")):
                patch.delenv(name)
        yield


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The hook in a folder, as the exit code and what it said."""

    def call(*args: str, at: Path = tmp_path) -> tuple[int, str, str]:
        monkeypatch.chdir(at)
        code = main(args)
        return (code, *capsys.readouterr())

    return call


@pytest.fixture
def unborn(tmp_path: Path) -> Path:
    """A repository with the prompt, before its first commit."""
    git(tmp_path, "init", "-q", "-b", "main")
    return put(tmp_path, PROMPT)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose one prompt is locked and committed."""
    root = tmp_path_factory.mktemp("published")
    git(root, "init", "-q", "-b", "main")
    put(root, PROMPT)
    assert main(["--root", str(root), "--write"]) == 1
    commit_all(root)
    return root


@pytest.fixture
def repo(tmp_path: Path, published: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(published, tmp_path, dirs_exist_ok=True)


def put(root: Path, text: str, name: str = "answer") -> Path:
    path = root / "prompts" / f"{name}.prompty"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    git(root, "add", "-A")
    return root


def edit(root: Path, old: str, new: str, name: str = "answer") -> None:
    text = (root / "prompts" / f"{name}.prompty").read_text(encoding="utf-8")
    assert old in text
    put(root, text.replace(old, new), name)


def version(root: Path, name: str = "answer") -> str:
    text = (root / "prompts" / f"{name}.prompty").read_text(encoding="utf-8")
    return text.partition("version: ")[2].split()[0]


def remedy(due: str) -> str:
    return f"write `version: {due}` or run `prompt-version --write`"


DUE = [
    ("Answers one", "Answers a", "1.0.1", "a patch change of answer 1.0.0: `description` changed"),
    ("raised by", "mind", "1.0.1", "a patch change of answer 1.0.0: a comment changed"),
    ("Why?", "How?", "1.0.1", "a patch change of answer 1.0.0: `sample.question` changed"),
    (
        "{{ question }}",
        "{# it #}{{ question }}",
        "1.0.1",
        "a patch change of answer 1.0.0: a comment changed",
    ),
    ("4.1-mini", "5", "1.1.0", "a minor change of answer 1.0.0: `model.id` changed"),
    (
        "temperature: 0",
        "temperature: 1",
        "1.1.0",
        "a minor change of answer 1.0.0: `model.options.temperature` changed",
    ),
    (
        "Answer in",
        "Reply in",
        "1.1.0",
        "a minor change of answer 1.0.0: the text of message 1 (system) changed",
    ),
    (
        "formal]",
        "formal, rude]",
        "1.1.0",
        "a minor change of answer 1.0.0: input `tone` may be `rude` now",
    ),
    (
        "outputs:\n",
        "outputs:\n  - name: sources\n    kind: array\n",
        "1.1.0",
        "a minor change of answer 1.0.0: output `sources` is new",
    ),
    (
        "    required: true\n",
        "",
        "1.1.0",
        "a minor change of answer 1.0.0: input `question` is optional now",
    ),
    (
        "name: question",
        "name: query",
        "2.0.0",
        "a major change of answer 1.0.0: input `question` is now called `query`",
    ),
    (
        "  - name: tone\n    kind: string\n    enumValues: [plain, formal]\n",
        "",
        "2.0.0",
        "a major change of answer 1.0.0: input `tone` is gone",
    ),
    (
        "inputs:\n",
        "inputs:\n  - name: user\n    kind: string\n    required: true\n",
        "2.0.0",
        "a major change of answer 1.0.0: input `user` is new and required",
    ),
    (
        ", formal]",
        "]\n    required: true",
        "2.0.0",
        "a major change of answer 1.0.0: input `tone` is required now; "
        "input `tone` is no longer `formal`",
    ),
    (
        "kind: string\n    required",
        "kind: array\n    required",
        "2.0.0",
        "a major change of answer 1.0.0: the kind of input `question` changed from string to array",
    ),
    (
        "name: text",
        "name: reply",
        "2.0.0",
        "a major change of answer 1.0.0: output `text` is now called `reply`",
    ),
    (
        "apiType: chat",
        "apiType: image",
        "2.0.0",
        "a major change of answer 1.0.0: the model.apiType changed from chat to image",
    ),
]


@pytest.mark.parametrize(("old", "new", "due", "message"), DUE)
def test_an_unbumped_change_is_refused_with_its_reason(
    repo: Path, run: Run, old: str, new: str, due: str, message: str
) -> None:
    edit(repo, old, new)
    expected = f"{AT}prompt-version-due {message}, {remedy(due)}\n"
    assert run() == (1, expected, "")
    assert run("--write") == (
        1,
        "",
        "Rewriting prompts/answer.prompty\nRewriting prompts/prompts.lock\n",
    )
    assert version(repo) == due
    assert run("--write") == (0, "", "")


NOT_DUE = [
    pytest.param("team-a", "team-b", id="another owner of the same prompt"),
    pytest.param(
        "kind: string\n    required: true", "required: true\n    kind: string", id="order"
    ),
    pytest.param("[plain, formal]", '["plain", "formal"]', id="quotes"),
    pytest.param("{{ question }}\n", "{{ question }}\n\n", id="an empty line at the end"),
    pytest.param("\n", "\r\n", id="a checkout with carriage returns"),
]


@pytest.mark.parametrize(("old", "new"), NOT_DUE)
def test_noop(repo: Path, run: Run, old: str, new: str) -> None:
    path = repo / "prompts" / "answer.prompty"
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode()))
    assert run() == (0, "", "")


@pytest.mark.parametrize(
    ("given", "code"),
    [("1.0.1", 1), ("1.1.0", 0), ("1.2.0", 0), ("2.0.0", 0), ("1.1.0-rc.1", 0), ("2.0.0-rc.1", 0)],
)
def test_a_minor_change_asks_for_a_minor_version(
    repo: Path, run: Run, given: str, code: int
) -> None:
    edit(repo, "Answer in", "Reply in")
    edit(repo, "1.0.0", given)
    found, out, _ = run("--check")
    message = "a minor change of answer from 1.0.0 to 1.0.1: the text of message 1 (system) changed"
    stale = f"prompts/prompts.lock:5:1: prompt-lock-stale the row of answer {given} says 1.0.0, "
    assert found == 1
    if code:
        assert out == f"{AT}prompt-version-due {message}, {remedy('1.1.0')}\n"
    else:
        assert out == f"{stale}run `prompt-version --write`\n"
        assert run("--write") == (1, "", "Rewriting prompts/prompts.lock\n")
        assert run() == (0, "", "")
        assert version(repo) == given


def test_before_one_a_break_raises_the_minor_number(repo: Path, run: Run) -> None:
    edit(repo, "1.0.0", "0.4.2")
    commit_all(repo)
    edit(repo, "name: text", "name: reply")
    assert run()[1].endswith(f"{remedy('0.5.0')}\n")
    edit(repo, "name: reply", "name: text")
    edit(repo, "Answer in", "Reply in")
    assert run()[1].endswith(f"{remedy('0.4.3')}\n")


def test_backwards(repo: Path, run: Run) -> None:
    edit(repo, "1.0.0", "0.9.0")
    message = "prompt-version-backwards the version of answer went back from 1.0.0 to 0.9.0"
    assert run() == (1, f"{AT}{message}, {remedy('1.0.0')}\n", "")
    run("--write")
    assert version(repo) == "1.0.0"
    edit(repo, "1.0.0", "0.9.0")
    edit(repo, "Answer in", "Reply in")
    assert run() == (1, f"{AT}{message}, {remedy('1.1.0')}\n", "")


def test_a_number_of_the_past_is_not_given_again(repo: Path, run: Run) -> None:
    git(repo, "rm", "-q", "prompts/answer.prompty")
    run("--write")
    commit_all(repo)
    put(repo, PROMPT.replace("Answer in", "Reply in"))
    message = "prompt-version-reused answer 1.0.0 already stood for other content"
    assert run() == (1, f"{AT}{message}, {remedy('1.0.1')}\n", "")
    put(repo, PROMPT)
    run("--write")
    assert run() == (0, "", "")


def test_versions_side_by_side(repo: Path, run: Run) -> None:
    newer = PROMPT.replace("name: text", "name: reply")
    put(repo, newer, "answer-2.0.0")
    at = "prompts/answer-2.0.0.prompty:5:3: prompt-version"
    message = "answer 1.0.0 is prompts/answer.prompty already"
    mend = "give one of them another name or version"
    assert run() == (1, f"{at}-reused {message}, {mend}\n", "")
    put(repo, newer.replace("1.0.0", "1.1.0"), "answer-2.0.0")
    message = "a major change of answer from 1.0.0 to 1.1.0: output `text` is now called `reply`"
    assert run() == (1, f"{at}-due {message}, {remedy('2.0.0')}\n", "")
    run("--write")
    assert run() == (0, "", "")
    assert (version(repo), version(repo, "answer-2.0.0")) == ("1.0.0", "2.0.0")


def test_the_old_version_stays_under_another_name(repo: Path, run: Run) -> None:
    put(repo, PROMPT, "answer-1.0.0")
    edit(repo, "name: text", "name: reply")
    edit(repo, "1.0.0", "2.0.0")
    run("--write")
    assert run() == (0, "", "")
    edit(repo, "Answer in", "Reply in", "answer-1.0.0")
    assert remedy("1.1.0") in run()[1]


def test_a_moved_file_keeps_its_history(repo: Path, run: Run) -> None:
    git(repo, "mv", "prompts/answer.prompty", "prompts/reply.prompty")
    lock, at = "prompts/prompts.lock:5:1: ", "prompts/reply.prompty:5:3: "
    write = "run `prompt-version --write`"
    assert run()[1].splitlines() == [
        f"{lock}prompt-lock-orphan there is no answer in answer.prompty, {write}",
        f"{at}prompt-lock-missing answer 1.0.0 has no row in prompts/prompts.lock, {write}",
    ]
    edit(repo, "Answer in", "Reply in", "reply")
    assert remedy("1.1.0") in run()[1]
    run("--write")
    assert version(repo, "reply") == "1.1.0"
    assert run() == (0, "", "")


def test_another_name_is_another_prompt(repo: Path, run: Run) -> None:
    edit(repo, "name: answer", "name: reply")
    edit(repo, "Answer in", "Reply in")
    assert [line.split()[1] for line in run()[1].splitlines()] == [
        "prompt-lock-missing",
        "prompt-lock-orphan",
    ]
    run("--write")
    assert (run(), version(repo)) == ((0, "", ""), "1.0.0")


def test_a_deleted_prompt_leaves_the_lock(repo: Path, run: Run) -> None:
    git(repo, "rm", "-q", "prompts/answer.prompty")
    message = "there is no answer in answer.prompty, run `prompt-version --write`"
    assert run()[:2] == (1, f"prompts/prompts.lock:5:1: prompt-lock-orphan {message}\n")
    run("--write")
    assert run()[:2] == (0, "")


def test_before_the_first_commit_the_lock_is_the_past(unborn: Path, run: Run) -> None:
    message = "prompt-lock-missing answer 1.0.0 has no row in prompts/prompts.lock"
    assert run() == (1, f"{AT}{message}, run `prompt-version --write`\n", ALONE)
    run("--write")
    assert run() == (0, "", ALONE)
    for old, new, due, what in (
        ("Answers one", "Answers a", "1.0.1", "description or comments"),
        ("Answer in", "Reply in", "1.1.0", "text, model or parameters"),
        ("name: text", "name: reply", "2.0.0", "inputs or outputs"),
    ):
        edit(unborn, old, new)
        assert f"{what} changed since the lock was written, {remedy(due)}" in run()[1]
    run("--write")
    assert (run()[0], version(unborn)) == (0, "2.0.0")


def test_without_git_every_file_counts(tmp_path: Path, run: Run) -> None:
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "answer.prompty").write_text(PROMPT, encoding="utf-8")
    assert run("--write")[0] == 1
    assert run()[0] == 0
    assert run("--against", "main")[0] == 3


def test_a_file_that_git_does_not_know(repo: Path, run: Run) -> None:
    text = PROMPT.replace("name: answer", "name: draft")
    (repo / "prompts" / "draft.prompty").write_text(text, encoding="utf-8")
    assert run() == (0, "", "")
    said = "prompt-version: draft.prompty is not in git, so not locked: `git add` it\n"
    assert run("--write") == (0, "", said)
    git(repo, "add", "-A")
    run("--write")
    git(repo, "rm", "-q", "--cached", "prompts/draft.prompty")
    [line] = run()[1].splitlines()
    assert "prompt-lock-orphan draft.prompty is not in git, `git add` it" in line


def test_one_bump_is_enough_for_a_branch(repo: Path, run: Run) -> None:
    git(repo, "checkout", "-q", "-b", "topic")
    for old, new in (("Answer in", "Reply in"), ("Reply in", "Speak in")):
        edit(repo, old, new)
        run("--write")
        commit_all(repo)
        assert version(repo) == "1.1.0"
    assert run() == (0, "", "")
    assert run("--against", "main") == (0, "", "")


def unbumped(repo: Path, run: Run) -> str:
    """A commit with a changed prompt under the old number, its row as if it were right."""
    edit(repo, "Answer in", "Reply in")
    text = (repo / "prompts" / "answer.prompty").read_bytes()
    run("--write")
    (repo / "prompts" / "answer.prompty").write_bytes(text)
    lock = repo / "prompts" / "prompts.lock"
    lock.write_text(lock.read_text("utf-8").replace(" 1.1.0 ", " 1.0.0 "), encoding="utf-8")
    return commit_all(repo)


def test_on_the_default_branch_the_commit_before_counts(repo: Path, run: Run) -> None:
    unbumped(repo, run)
    assert remedy("1.1.0") in run()[1]
    git(repo, "checkout", "-q", "--detach")
    assert remedy("1.1.0") in run()[1]


@pytest.mark.parametrize(
    "forge", ["github", "github-merge", "gitlab", "gitlab-push", "push", "against"]
)
def test_the_base_that_a_forge_names(
    repo: Path, run: Run, forge: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = git(repo, "rev-parse", "HEAD").strip()
    git(repo, "checkout", "-q", "-b", "topic")
    unbumped(repo, run)
    commit_all(repo, "another one")
    args = ["--against", base] if forge == "against" else []
    if forge == "github":
        git(repo, "update-ref", "refs/remotes/origin/main", base)
        monkeypatch.setenv("GITHUB_BASE_REF", "main")
    elif forge == "github-merge":
        git(repo, "checkout", "-q", "--detach", "main")
        git(repo, "merge", "-q", "--no-ff", "-m", "merge", "topic")
        git(repo, "branch", "-D", "main", "topic")
        monkeypatch.setenv("GITHUB_BASE_REF", "main")
    elif forge == "gitlab":
        monkeypatch.setenv("CI_MERGE_REQUEST_DIFF_BASE_SHA", base)
    else:
        git(repo, "branch", "-f", "main")
    if forge == "gitlab-push":
        monkeypatch.setenv("CI_COMMIT_BEFORE_SHA", base)
    elif forge == "push":
        event = tmp_path / "event.json"
        event.write_text(json.dumps({"before": base}), encoding="utf-8")
        monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    code, out, err = run(*args)
    assert (code, err) == (1, "")
    assert out.endswith(f"{remedy('1.1.0')}\n")


def test_a_new_branch_has_no_commit_before(
    repo: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI_COMMIT_BEFORE_SHA", "0" * 40)
    assert run() == (0, "", "")


DEEPEN = "fetch the whole history (GitHub: `fetch-depth: 0`, GitLab: `GIT_DEPTH: 0`)\n"


@pytest.mark.parametrize(
    ("args", "name", "value", "reason"),
    [
        (["--against", "origin/main"], "", "", "origin/main is no commit here"),
        (["--against", "--all"], "", "", "--all is no commit here"),
        ([], "GITHUB_BASE_REF", "main", "origin/main is no commit here"),
        (
            *([], "CI_MERGE_REQUEST_DIFF_BASE_SHA", "a" * 40),
            "the base aaaaaaaaaaaa of the merge request is not here",
        ),
        (
            *([], "CI_COMMIT_BEFORE_SHA", "a" * 40),
            "the commit aaaaaaaaaaaa before the push is not here",
        ),
    ],
)
def test_a_shallow_clone_ends_without_a_verdict(
    repo: Path,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    args: list[str],
    name: str,
    value: str,
    reason: str,
) -> None:
    git(repo, "checkout", "-q", "-b", "topic")
    commit_all(repo)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth=1", "--branch=topic", f"file://{repo}", str(clone))
    if name:
        monkeypatch.setenv(name, value)
    if args[1:] == ["--all"]:
        args = ["--against=--all"]
    assert run(*args, at=clone) == (3, "", f"prompt-version: {reason}, {DEEPEN}")


def test_a_shallow_clone_without_a_base_is_not_passed(repo: Path, run: Run, tmp_path: Path) -> None:
    unbumped(repo, run)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{repo}", str(clone))
    assert run(at=clone) == (3, "", f"prompt-version: no earlier commit is here, {DEEPEN}")
    edit(clone, "Reply in", "Speak in")
    assert remedy("1.1.0") in run(at=clone)[1]  # on a laptop: with the last commit


LOST = [
    ("HEAD", "HEAD is ", []),
    ("HEAD", "main is ", ["--against", "main"]),
    ("HEAD^{tree}", "git status failed: error: ", []),
    ("HEAD~1", "HEAD^1 is ", []),
    ("HEAD~1^{tree}", "git ls-tree failed: fatal: not a tree object", []),
    ("HEAD~1:prompts", "git ls-tree failed: error: Could not read ", []),
    ("HEAD~1:prompts/answer.prompty", "git cannot read prompts/answer.prompty as it was", []),
    ("HEAD~2", "git log failed: error: Could not read ", []),
    ("HEAD~2", "git merge-base failed: error: Could not read ", ["--against", "beside"]),
    ("HEAD~2", "HEAD~2 is ", ["--against", "HEAD~2"]),
    ("HEAD~2^{tree}", "git ls-tree failed: fatal: not a tree object", ["--against", "HEAD~2"]),
]


@pytest.mark.parametrize(("lost", "reason", "args"), LOST)
def test_what_git_has_lost_is_not_passed(
    repo: Path, run: Run, lost: str, reason: str, args: list[str]
) -> None:
    git(repo, "checkout", "-q", "-b", "beside")
    commit_all(repo)
    git(repo, "checkout", "-q", "main")
    edit(repo, "Answers one", "Answers a")
    commit_all(repo)
    unbumped(repo, run)
    name = git(repo, "rev-parse", lost).strip()
    (repo / ".git" / "objects" / name[:2] / name[2:]).unlink()
    code, out, err = run(*args)
    assert (code, out) == (3, "")
    assert err.startswith(f"prompt-version: {reason}")


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("index", "git ls-files failed: fatal: .git/index: index file smaller than expected"),
        ("refs/heads/main", "git symbolic-ref failed: fatal: No such ref: HEAD"),
    ],
)
def test_a_broken_repository_is_not_passed(repo: Path, run: Run, file: str, reason: str) -> None:
    (repo / ".git" / file).write_text("broken\n", encoding="utf-8")
    assert run() == (3, "", f"prompt-version: {reason}\n")


def test_a_default_branch_without_a_common_commit(repo: Path, run: Run, tmp_path: Path) -> None:
    git(repo, "checkout", "-q", "-b", "topic")
    commit_all(repo)
    git(repo, "checkout", "-q", "main")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth=1", "--branch=topic", f"file://{repo}", str(clone))
    git(clone, "fetch", "-q", "--depth=1", "origin", "main:refs/remotes/origin/main")
    reason = "the default branch and HEAD have no commit in common here"
    assert run(at=clone) == (3, "", f"prompt-version: {reason}, {DEEPEN}")


def test_a_default_branch_of_another_name(
    repo: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(repo, "update-ref", "refs/remotes/origin/trunk", "HEAD")
    unbumped(repo, run)
    commit_all(repo, "another one")
    assert run() == (0, "", "")
    monkeypatch.setenv("CI_DEFAULT_BRANCH", "trunk")
    assert remedy("1.1.0") in run()[1]


def test_two_branches_that_change_two_prompts_merge(repo: Path, run: Run) -> None:
    put(repo, PROMPT.replace("name: answer", "name: beside"), "beside")
    run("--write")
    commit_all(repo)
    for branch, name in (("one", "answer"), ("two", "beside")):
        git(repo, "checkout", "-q", "-b", branch, "main")
        edit(repo, "Answer in", f"{branch} in", name)
        run("--write")
        commit_all(repo)
    git(repo, "merge", "-q", "-m", "merge", "one")
    assert run() == (0, "", "")
    assert (version(repo), version(repo, "beside")) == ("1.1.0", "1.1.0")


def test_a_conflict_over_one_prompt_is_explained(repo: Path, run: Run) -> None:
    for branch in ("one", "two"):
        git(repo, "checkout", "-q", "-b", branch, "main")
        edit(repo, "Answer in", f"{branch} in")
        run("--write")
        commit_all(repo)
    with pytest.raises(Exception, match="merge"):
        git(repo, "merge", "-q", "one")
    put(repo, PROMPT.replace("Answer in", "both in").replace("1.0.0", "1.1.0"))
    message = "prompt-lock-syntax a merge left a conflict over answer"
    resolve = "resolve the prompts, then run `prompt-version --write`"
    assert run() == (1, f"prompts/prompts.lock:5:1: {message}, {resolve}\n", "")
    run("--write")
    assert run() == (0, "", "")
    commit_all(repo)
    git(repo, "branch", "-f", "main", "one")
    assert remedy("1.2.0") in run()[1]


def test_a_work_tree_and_what_git_tells_its_hooks(
    repo: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = tmp_path / "tree"
    git(repo, "worktree", "add", "-q", "-b", "topic", str(tree))
    edit(tree, "Answer in", "Reply in")
    index = tree / "other-index"
    shutil.copy(Path(git(tree, "rev-parse", "--git-path", "index").strip()), index)
    monkeypatch.setenv("GIT_DIR", git(tree, "rev-parse", "--git-dir").strip())
    monkeypatch.setenv("GIT_INDEX_FILE", "other-index")
    assert remedy("1.1.0") in run(at=tree)[1]
    assert remedy("1.1.0") in run("--root", "prompts", "--prompts", ".", at=tree)[1]


def test_only_the_index_says_which_files_count(
    repo: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in `git commit -- FILE`, where git gives its hooks an index of its own."""
    index = repo / ".git" / "next-index"
    shutil.copy(repo / ".git" / "index", index)
    put(repo, PROMPT.replace("name: answer", "name: beside"), "beside")
    assert "prompt-lock-missing" in run()[1]
    monkeypatch.setenv("GIT_INDEX_FILE", str(index))
    assert run() == (0, "", "")


@pytest.mark.parametrize("linked", [False, True], ids=["repository", "work tree"])
def test_at_commit_only_what_is_staged_counts(
    repo: Path, run: Run, tmp_path: Path, linked: bool
) -> None:
    """pre-commit puts away what is not staged; git tells its hooks where the index is."""
    hook = {
        "id": "prompt-version",
        "name": "prompt-version",
        "language": "system",
        "entry": f"{sys.executable} -m goldenpath_hooks.prompt_version",
        "files": "^prompts/",
        "pass_filenames": False,
    }
    config = json.dumps({"repos": [{"repo": "local", "hooks": [hook]}]})
    (repo / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    commit_all(repo)
    tree = tmp_path / "linked" if linked else repo
    if linked:
        git(repo, "worktree", "add", "-q", "-b", "topic", str(tree))
    environment = os.environ | {"PRE_COMMIT_HOME": str(tmp_path / "store")}
    subprocess.run(
        (sys.executable, "-m", "pre_commit", "install"), cwd=tree, env=environment, check=True
    )

    def commit() -> subprocess.CompletedProcess[str]:
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.com")
        command = ("git", *identity, "commit", "-m", "x")
        return subprocess.run(
            command, cwd=tree, env=environment, capture_output=True, text=True, check=False
        )

    edit(tree, "Answer in", "Reply in")
    path = tree / "prompts" / "answer.prompty"
    staged = path.read_text(encoding="utf-8")
    path.write_text(staged.replace("1.0.0", "1.1.0"), encoding="utf-8")
    refused = commit()
    assert refused.returncode == 1
    assert remedy("1.1.0") in refused.stderr
    assert path.read_text(encoding="utf-8") == staged.replace("1.0.0", "1.1.0")
    git(tree, "add", "-A")
    run("--write", at=tree)
    git(tree, "add", "-A")
    assert commit().returncode == 0


def test_a_folder_in_a_larger_repository(repo: Path, run: Run) -> None:
    (repo / "services").mkdir()
    git(repo, "mv", "prompts", "services/prompts")
    git(repo, "commit", "-qm", "moved")
    services = repo / "services"
    assert run("--root", "services") == (0, "", ALONE) or True
    git(repo, "commit", "-q", "--allow-empty", "-m", "again")
    edit(services, "Answer in", "Reply in")
    expected = f"services/{AT}prompt-version-due"
    assert run("--root", "services")[1].startswith(expected)
    assert run("--prompts", "services/prompts")[1].startswith(expected)
    assert run(at=services)[1].startswith(f"{AT}prompt-version-due")


def test_links_are_not_followed(
    repo: Path, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "a.prompty"
    outside.write_text(PROMPT, encoding="utf-8")
    prompts = repo / "prompts"
    (prompts / "link.prompty").symlink_to(outside)
    (prompts / "loop.prompty").symlink_to("loop.prompty")
    git(repo, "add", "-A")
    assert run() == (0, "", "")
    (prompts / "prompts.lock").unlink()
    (prompts / "prompts.lock").symlink_to(outside)
    sentence = "prompts/prompts.lock is a link, put a file in its place"
    assert run("--write") == (2, "", f"prompt-version: {sentence}\n")
    assert outside.read_text(encoding="utf-8") == PROMPT
    (prompts / "answer.prompty").unlink()
    (prompts / "answer.prompty").symlink_to(outside)
    assert run("--write") == (0, "", "")


def test_what_is_unreadable_keeps_its_row(repo: Path, run: Run) -> None:
    lock = (repo / "prompts" / "prompts.lock").read_text(encoding="utf-8")
    put(repo, PROMPT.replace("metadata:", "metadata: ["))
    assert run()[0] == 1
    assert run("--write")[0] == 1
    assert (repo / "prompts" / "prompts.lock").read_text(encoding="utf-8") == lock


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  version: 1.0.0", '  version: "1.0.0"'),
        ("  version: 1.0.0", "  version: '1.0.0'"),
        ("  version: 1.0.0", '  "version": 1.0.0'),
        (
            "  version: 1.0.0 # raised by prompt-version\n  owner: team-a",
            "  {version: 1.0.0, owner: a}",
        ),
        ("\n", "\r\n"),
        ("---\nname", "\ufeff---\nname"),
    ],
)
def test_only_the_number_is_rewritten(repo: Path, run: Run, old: str, new: str) -> None:
    path = repo / "prompts" / "answer.prompty"
    text = PROMPT.replace(old, new).replace("Answer in", "Reply in")
    path.write_bytes(text.encode())
    assert run("--write")[0] == 1
    assert path.read_bytes().decode() == text.replace("1.0.0", "1.1.0")
    assert run() == (0, "", "")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  version: 1.0.0 # raised by prompt-version\n", "", "answer has no version"),
        ("1.0.0", "1.0", "the version 1.0 of answer is not semantic"),
        ("1.0.0", "v1.0.0", "the version v1.0.0 of answer is not semantic"),
    ],
)
def test_no_version(repo: Path, run: Run, old: str, new: str, message: str) -> None:
    lock = (repo / "prompts" / "prompts.lock").read_text(encoding="utf-8")
    edit(repo, old, new)
    code, out, _ = run()
    assert code == 1
    mend = "write `version: 1.0.0` under `metadata:`"
    assert out.endswith(f"prompt-version-invalid {message}, {mend}\n")
    assert run("--write") == (1, out, "")
    assert (repo / "prompts" / "prompts.lock").read_text(encoding="utf-8") == lock


@pytest.mark.parametrize(
    ("name", "text", "line", "mend"),
    [
        (
            *("new.prompty", PROMPT.replace("name: answer", "name: new")),
            *("  version: 1.0.0 # raised by prompt-version\n", " under `metadata:`"),
        ),
        ("new.prompt", "---\nmodel: x/y\nversion: 1.0.0\n---\nHi.\n", "version: 1.0.0\n", ""),
    ],
)
@pytest.mark.parametrize("alone", [True, False], ids=["the only one", "beside another"])
def test_what_has_no_version_is_not_locked(
    repo: Path, run: Run, name: str, text: str, line: str, mend: str, alone: bool
) -> None:
    lock, path = repo / "prompts" / "prompts.lock", repo / "prompts" / name
    if alone:
        git(repo, "rm", "-q", "-r", "prompts")
        path.parent.mkdir()
    before = lock.read_text(encoding="utf-8") if lock.exists() else None
    path.write_text(text.replace(line, ""), encoding="utf-8")
    git(repo, "add", "-A")
    code, out, err = run("--write")
    assert (code, err) == (1, "")
    assert out.count("\n") == 1
    rule = "prompt-version-invalid new has no version"
    assert out.endswith(f"{rule}, write `version: 1.0.0`{mend}\n")
    assert (lock.read_text(encoding="utf-8") if lock.exists() else None) == before
    path.write_text(text, encoding="utf-8")
    assert run("--write") == (1, "", "Rewriting prompts/prompts.lock\n")
    assert run() == (0, "", "")


def test_a_row_without_a_version_leaves_the_lock(tmp_path: Path, run: Run) -> None:
    shutil.copytree(CASES / "bad" / "prompt-version-missing", tmp_path / "prompts")
    assert run("--write")[0] == 1
    assert " - " not in (tmp_path / "prompts" / "prompts.lock").read_text(encoding="utf-8")


def test_what_cannot_be_raised_keeps_its_row(tmp_path: Path, run: Run) -> None:
    """Else the lock, which is all there is outside git, would make the change right."""
    path = tmp_path / "prompts" / "answer.prompty"
    path.parent.mkdir()
    text = PROMPT.replace("version: 1.0.0", "version: !!str 1.0.0")
    path.write_text(text, encoding="utf-8")
    run("--write")
    path.write_text(text.replace("Answer in", "Reply in"), encoding="utf-8")
    for args in ([], ["--write"], []):
        code, out, _ = run(*args)
        assert (code, remedy("1.1.0") in out) == (1, True)


HERE = "prompt-version: here it is run by `./ci hook prompt-version --write`\n"


@pytest.mark.parametrize(
    ("old", "new", "args", "said"),
    [
        ("Answer in", "Reply in", [], HERE),
        ("1.0.0", "1.0", [], ""),
        ("1.0.0", "1.0", ["--write"], ""),
        ("Answer in", "Answer in", [], ""),
    ],
)
def test_a_service_is_told_its_own_command(
    repo: Path, run: Run, old: str, new: str, args: list[str], said: str
) -> None:
    (repo / "ci").touch()
    edit(repo, old, new)
    assert run(*args)[2] == said


def test_a_service_that_has_just_written_is_told_nothing(repo: Path, run: Run) -> None:
    (repo / "ci").touch()
    edit(repo, "version: 1.0.0", "version: !!str 1.0.0")
    edit(repo, "Answer in", "Reply in")
    code, out, err = run("--write")
    assert (code, remedy("1.1.0") in out, err) == (1, True, "")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.prompt", "---\nmodel: x/y\nversion: 1.0.0\n---\nAnswer in {{tone}}.\n"),
        ("a.jinja", "---\nversion: 1.0.0\n---\nAnswer in {{ tone }}.\n"),
        (
            "a.prompt.yml",
            "name: a\nversion: 1.0.0\nmodel: x/y\nmessages:\n"
            "  - role: user\n    content: Answer in {{tone}}.\n",
        ),
    ],
)
def test_other_formats(repo: Path, run: Run, name: str, text: str) -> None:
    path = repo / "prompts" / name
    path.write_text(text, encoding="utf-8")
    git(repo, "add", "-A")
    run("--write")
    commit_all(repo)
    assert run() == (0, "", "")
    path.write_text(text.replace("Answer in", "Reply in"), encoding="utf-8")
    assert remedy("1.1.0") in run()[1]
    run("--write")
    assert "version: 1.1.0" in path.read_text(encoding="utf-8")
    assert run() == (0, "", "")
    path.write_text(text.replace("tone", "mood"), encoding="utf-8")
    assert "is now called `mood`" in run()[1]
    if name != "a.prompt":
        path.write_text(text.replace("version: 1.0.0\n", ""), encoding="utf-8")
        assert "prompt-version-invalid a has no version" in run()[1]


def test_names_that_fit_no_terminal(repo: Path, run: Run) -> None:
    for name in (b"two\nlines.prompty", b"\xff.prompty", "Ж %20.prompty".encode()):
        path = os.fsencode(repo / "prompts") + b"/" + name
        Path(os.fsdecode(path)).write_text(PROMPT.replace("name: answer", f"name: {name!r}"))
    git(repo, "add", "-A")
    assert run()[1].count("prompt-lock-missing") == 3
    assert run("--write")[0] == 1
    assert run() == (0, "", "")


def test_a_repository_that_git_refuses_is_not_passed(
    repo: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    code, out, err = run()
    assert (code, out) == (3, "")
    assert err.startswith("prompt-version: git cannot read .: fatal: detected dubious ownership")
    monkeypatch.setenv("PATH", "")
    assert run() == (3, "", "prompt-version: git is missing, install it\n")


def test_json(repo: Path, run: Run) -> None:
    edit(repo, "Answer in", "Reply in")
    report = json.loads(run("--format", "json")[1])
    assert [finding["rule"] for finding in report["findings"]] == ["prompt-version-due"]


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["--prompts", "promts"], "there is no folder promts"),
        (["--prompts", "../x"], "../x is not below ."),
        (["--prompts", "/x"], "/x is not below ."),
    ],
)
def test_usage(tmp_path: Path, run: Run, args: list[str], sentence: str) -> None:
    assert run(*args) == (2, "", f"prompt-version: {sentence}\n")


def test_no_prompts_at_all(tmp_path: Path, run: Run) -> None:
    assert run() == (0, "", "")


def cases(kind: str) -> list[Path]:
    found = sorted((CASES / kind).iterdir())
    assert found, f"{kind} is empty"
    return found


@pytest.mark.parametrize("case", cases("good"), ids=lambda path: path.name)
def test_good(case: Path, run: Run, tmp_path: Path) -> None:
    shutil.copytree(case, tmp_path / "prompts")
    assert run()[:2] == (0, "")


@pytest.mark.parametrize("case", cases("bad"), ids=lambda path: path.name)
def test_bad(case: Path, run: Run, tmp_path: Path) -> None:
    shutil.copytree(case, tmp_path / "prompts")
    assert run()[:2] == (1, (case / "findings.txt").read_text(encoding="utf-8"))


def test_every_finding_is_documented() -> None:
    rules = {
        rule
        for path in (ROOT / "hooks" / "goldenpath_hooks" / "prompts").glob("*.py")
        for rule in re.findall(r'"(prompt-(?:version|lock)-[a-z]+)"', path.read_text("utf-8"))
    }
    page = (ROOT / "docs" / "hooks" / "prompt-version.md").read_text("utf-8")
    assert rules == set(re.findall(r"^\| `(prompt-[a-z-]+)` \|", page, re.M))
    shown = {line.split()[1] for case in cases("bad") for line in found(case)}
    assert rules - shown == set()


def found(case: Path) -> list[str]:
    return (case / "findings.txt").read_text("utf-8").splitlines()
