"""Who also changes what judges the change needs an approval."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from goldenpath_gates import config
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.gates import rules_changed

from tests.gates.evals.support import edit, put
from tests.gates.support import git, repository

BASELINE = "evals/baseline.jsonl"
SETTINGS = """\
[service]
name = "answers"
start = ["true"]
[eval]
confidence = 0.9
[eval.model]
rules = "evals/stub.yaml"
[eval.judge]
url = "http://127.0.0.1:9/v1"
model = "grader"
[[eval.gates]]
metric = "success"
drop = 0.02
[[eval.gates]]
metric = "latency_ms"
statistic = "p95"
slo = "latency"
"""
FILES = {
    "goldenpath.toml": SETTINGS,
    BASELINE: "the answers of before\n",
    "evals/prompts.snapshot.json": "{}\n",
    "evals/stub.yaml": "rules: []\n",
    "evals/rubric.md": "An answer is short.\n",
    "slo.yaml": "value: 1\n",
    "README.md": "A service.\n",
}
Change = Callable[[Path], None]


def commit(root: Path, message: str = "a change") -> str:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def service(tmp_path: Path) -> Path:
    """Judged on its default branch, and now on a branch of its own."""
    root = tmp_path / "service"
    for name, text in FILES.items():
        put(root / name, text)
    repository(root)
    git(root, "branch", "--move", "main")
    git(root, "checkout", "--quiet", "-b", "topic")
    return root


def said(root: Path, **env: str) -> str:
    """What an approval is asked for; empty where none is."""
    begun = rules_changed.start(root, env)
    ruling = rules_changed.ruling(root, config.load(root).eval, begun)
    if ruling is None:
        return ""
    assert (ruling.outcome, ruling.tier) == ("failed", "approve")
    start, _, changed = ruling.sentence.partition(": ")
    assert start == "this change also changes what it is judged by"
    assert ruling.value == len(changed.split(", "))
    return changed


def rewrite(root: Path) -> None:
    put(root / BASELINE, "worse answers\n")


def rewritten(name: str) -> Change:
    return lambda root: put(root / name, "another\n")


def settings(old: str, new: str) -> Change:
    return lambda root: edit(root / "goldenpath.toml", old, new)


def rename(root: Path) -> None:
    (root / BASELINE).rename(root / "evals/other.jsonl")
    settings("[eval]\n", '[eval]\nbaseline = "evals/other.jsonl"\n')(root)


def no_longer_named(root: Path) -> None:
    settings('slo = "latency"', "max = 9000")(root)
    rewritten("slo.yaml")(root)


def link(root: Path) -> None:
    put(root / "elsewhere", "worse answers\n")
    (root / BASELINE).unlink()
    (root / BASELINE).symlink_to("../elsewhere")


TOML = "[eval] in goldenpath.toml"
GATE = '[[eval.gates]]\nmetric = "success"\ndrop = 0.02\n'
PLANTED: dict[str, tuple[Change, str]] = {
    "a baseline written anew": (rewrite, BASELINE),
    "a baseline that is gone": (lambda root: (root / BASELINE).unlink(), BASELINE),
    "a link to another baseline": (link, BASELINE),
    "a baseline renamed": (rename, f"{TOML}, {BASELINE}, evals/other.jsonl"),
    "a baseline of the night": (
        rewritten("evals/nightly-baseline.jsonl"),
        "evals/nightly-baseline.jsonl",
    ),
    "a gate removed": (settings(GATE, ""), TOML),
    "a gate added": (settings(GATE, f"{GATE}{GATE.replace('drop', 'min')}"), TOML),
    "a limit widened": (settings("drop = 0.02", "drop = 0.2"), TOML),
    "a tier lowered": (settings("drop = 0.02", 'drop = 0.02\ntier = "warn"'), TOML),
    "an advisory period": (
        settings("drop = 0.02", 'drop = 0.02\nadvisory_until = "2030-01-01"'),
        TOML,
    ),
    "a confidence raised": (settings("confidence = 0.9", "confidence = 0.9999"), TOML),
    "rules of the stub": (rewritten("evals/stub.yaml"), "evals/stub.yaml"),
    "another scenario": (
        settings("[eval.judge]", 'scenario = "evals/scenario.yaml"\n[eval.judge]'),
        TOML,
    ),
    "the snapshot of the prompts": (
        rewritten("evals/prompts.snapshot.json"),
        "evals/prompts.snapshot.json",
    ),
    "an objective that a gate names": (rewritten("slo.yaml"), "slo.yaml"),
    "an objective that a gate named": (no_longer_named, f"{TOML}, slo.yaml"),
    "how a judge grades": (rewritten("evals/rubric.md"), "evals/rubric.md"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_what_judges_was_changed(planted: str, service: Path) -> None:
    change, name = PLANTED[planted]
    change(service)
    assert said(service) == name, "not committed"
    commit(service)
    commit(service, "something else")
    assert said(service) == name, "several commits are one change"


def test_recorded_replies_judge_where_they_are_played(service: Path) -> None:
    rewritten("evals/cassette.jsonl")(service)
    assert not said(service)
    settings("[eval.model]\n", '[eval.model]\nsource = "cassette"\n')(service)
    assert said(service) == f"{TOML}, evals/cassette.jsonl"


NOTHING: dict[str, Change] = {
    "nothing": lambda _: None,
    "something else": rewritten("README.md"),
    "the order and the comments of the settings": settings(
        "[eval]\nconfidence = 0.9\n", "# why\n[eval]\nconfidence   = 0.90\n"
    ),
    "another table of the settings": settings('start = ["true"]', 'start = ["false"]'),
    "cases, whose baseline would be stale": rewritten("evals/golden.jsonl"),
    "recorded replies that are not played": rewritten("evals/cassette.jsonl"),
}


@pytest.mark.parametrize("change", NOTHING)
def test_noop_what_judges_is_as_it_was(change: str, service: Path) -> None:
    NOTHING[change](service)
    commit(service)
    assert not said(service)


def test_noop_objectives_that_no_gate_names(service: Path) -> None:
    git(service, "checkout", "--quiet", "main")
    settings('slo = "latency"', "max = 1000")(service)
    commit(service)
    git(service, "checkout", "--quiet", "-B", "topic")
    rewritten("slo.yaml")(service)
    assert not said(service)


def test_noop_written_again_as_it_was(service: Path) -> None:
    rewrite(service)
    commit(service)
    put(service / BASELINE, FILES[BASELINE])
    commit(service)
    assert not said(service)


def test_noop_changed_meanwhile_on_the_default_branch(service: Path) -> None:
    git(service, "checkout", "--quiet", "main")
    rewrite(service)
    commit(service)
    git(service, "checkout", "--quiet", "topic")
    assert not said(service)


def test_a_service_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    root = tmp_path / "services/answers"
    for name, text in FILES.items():
        put(root / name, text)
    repository(tmp_path)
    assert not said(root)
    rewrite(root)
    assert said(root) == BASELINE


# --- where a change starts -------------------------------------------------------------------


def test_on_the_default_branch_of_a_laptop_the_edits_are_the_change(service: Path) -> None:
    git(service, "checkout", "--quiet", "main")
    assert not said(service)
    rewrite(service)
    assert said(service) == BASELINE
    commit(service)
    assert not said(service)


def test_noop_no_repository(tmp_path: Path) -> None:
    for name, text in FILES.items():
        put(tmp_path / name, text)
    assert rules_changed.start(tmp_path, {}) is None


def test_noop_no_commit(service: Path) -> None:
    git(service, "checkout", "--quiet", "--orphan", "new")
    git(service, "branch", "-D", "main", "topic")
    assert rules_changed.start(service, {}) is None


def test_noop_the_first_commit(tmp_path: Path) -> None:
    for name, text in FILES.items():
        put(tmp_path / name, text)
    repository(tmp_path)
    assert not said(tmp_path)


def test_noop_no_evaluation_was_in_force(tmp_path: Path) -> None:
    put(tmp_path / "goldenpath.toml", '[service]\nname = "answers"\nstart = ["true"]\n')
    repository(tmp_path)
    for name, text in FILES.items():
        put(tmp_path / name, text)
    assert rules_changed.start(tmp_path, {}) is None


@pytest.mark.parametrize("env", [{"CI": "true"}, {"CI": "true", "GITHUB_BASE_REF": ""}])
def test_noop_a_pipeline_without_a_merge_request(env: Mapping[str, str], service: Path) -> None:
    """A push to the default branch, a night, a tag."""
    rewrite(service)
    commit(service)
    assert not said(service, **env)


def test_gitlab_names_the_base_of_a_merge_request(service: Path) -> None:
    before = git(service, "rev-parse", "HEAD")
    rewrite(service)
    after = commit(service)
    assert said(service, CI="true", CI_MERGE_REQUEST_DIFF_BASE_SHA=before) == BASELINE
    assert not said(service, CI="true", CI_MERGE_REQUEST_DIFF_BASE_SHA=after)


def test_gitlab_judges_a_merged_result_against_its_target(service: Path) -> None:
    """What the target brought meanwhile is no part of this change."""
    left = git(service, "rev-parse", "main")
    rewrite(service)
    target = commit(service)
    env = {"CI": "true", "CI_MERGE_REQUEST_DIFF_BASE_SHA": left}
    assert said(service, **env) == BASELINE
    assert not said(service, **env, CI_MERGE_REQUEST_TARGET_BRANCH_SHA=target)


def test_a_merge_request_without_a_repository_is_incomplete(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match="no git repository"):
        rules_changed.start(tmp_path, {"CI_PIPELINE_SOURCE": "merge_request_event"})


def test_github_names_the_target_of_a_pull_request(service: Path) -> None:
    git(service, "update-ref", "refs/remotes/origin/main", "main")
    rewrite(service)
    commit(service)
    assert said(service, CI="true", GITHUB_BASE_REF="main") == BASELINE
    git(service, "update-ref", "refs/remotes/origin/main", "HEAD")
    assert not said(service, CI="true", GITHUB_BASE_REF="main")


def test_github_judges_the_merge_of_both_sides(service: Path) -> None:
    rewrite(service)
    commit(service)
    git(service, "checkout", "--quiet", "--detach", "main")
    git(service, "merge", "--quiet", "--no-ff", "--message", "merge", "topic")
    git(service, "branch", "-D", "main")
    assert said(service, CI="true", GITHUB_BASE_REF="main") == BASELINE


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CI_MERGE_REQUEST_DIFF_BASE_SHA", "0123456789" * 4),
        ("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "0123456789" * 4),
        ("GITHUB_BASE_REF", "main"),
    ],
)
def test_a_base_that_is_not_here_is_incomplete(name: str, value: str, service: Path) -> None:
    rewrite(service)
    commit(service)
    with pytest.raises(IncompleteError, match=r"starts cannot be told: .* fetch the whole history"):
        rules_changed.start(service, {"CI": "true", name: value})


def test_a_shallow_clone_is_incomplete(service: Path, tmp_path: Path) -> None:
    rewrite(service)
    commit(service)
    git(tmp_path, "clone", "--quiet", "--depth=1", "--no-single-branch", f"file://{service}", "it")
    git(tmp_path / "it", "remote", "set-head", "origin", "main")
    with pytest.raises(IncompleteError, match="fetch the whole history"):
        rules_changed.start(tmp_path / "it", {})


@pytest.mark.parametrize("name", [BASELINE, "goldenpath.toml", "evals/stub.yaml"])
def test_a_file_that_git_lost_is_incomplete(name: str, service: Path) -> None:
    """It must not pass for one that was never there."""
    blob = git(service, "rev-parse", f"HEAD:{name}")
    (service / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(IncompleteError, match=f"git cannot read {name} as it was"):
        said(service)


def test_a_repository_that_git_cannot_read_is_incomplete(service: Path) -> None:
    for path in (service / ".git/objects").glob("*/*"):
        path.unlink()
    with pytest.raises(IncompleteError, match="where this change starts cannot be told"):
        rules_changed.start(service, {})
