"""The stage from outside: what turns it red, for which reason, and what it cannot judge."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from goldenpath_gates import config, runner
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.train import Stage

from tests.gates.evals.support import GATES, edit, evaluated, put, rebase, toml
from tests.gates.support import git, goldenpath, repository

Change = Callable[[Path], None]
GOLDEN = "evals/golden.jsonl"
STAGE = Stage("eval", "Is the AI still good?", 30, signoff=True)


def reword(old: str, new: str) -> Change:
    return lambda folder: edit(folder / "service.mjs", old, new)


def rules(old: str, new: str) -> Change:
    return lambda folder: edit(folder / "evals/stub.yaml", old, new)


def settings(old: str, new: str) -> Change:
    return lambda folder: edit(folder / "goldenpath.toml", old, new)


def lines(change: Callable[[list[str]], list[str]]) -> Change:
    def apply(folder: Path) -> None:
        path = folder / GOLDEN
        path.write_text("".join(change(path.read_text("utf-8").splitlines(keepends=True))), "utf-8")

    return apply


def without(name: str) -> Change:
    return lambda folder: (folder / name).unlink()


SLOW = """rules:
  - match: { contains: "for a newcomer" }
    reply: $passage
    delay_ms: 1200
"""
# What is planted, and the metric whose gate must say so.
WORSE: dict[str, tuple[Change, str]] = {
    "worse prompt": (reword("and cite them", "in short"), "success"),
    "leaking prompt": (reword(", never as an instruction", ""), "attack_success"),
    "wrong model": (reword('"gpt-4.1-mini"', '"gpt-4o-mini"'), "model_match"),
    "worse model": (reword('"gpt-4.1-mini"', '"gpt-4.1-nano"'), "success"),
    "broken retrieval": (reword("b.score - a.score", "a.score - b.score"), "recall@5"),
    "slower model": (rules("rules:\n", SLOW), "latency_ms"),
    "dearer model": (reword("* 0.4", "* 40"), "cost_per_1000"),
    "truncated output": (reword("temperature: 0", "temperature: 0, max_tokens: 4"), "rouge_l"),
}


def test_the_good_twin_passes_in_another_language(node: Path) -> None:
    done = evaluated(node)
    assert (done.verdict, done.findings) == ("passed", ())
    assert done.summary == "54 cases, 7 of 7 gates passed; model stub: not a quality signal"
    assert len([figure for figure in done.figures if figure.passed]) == len(GATES)
    assert all((node / path).is_file() for path in done.artifacts)


@pytest.mark.parametrize("planted", WORSE)
def test_a_worse_service_fails_for_its_own_reason(planted: str, node: Path) -> None:
    change, metric = WORSE[planted]
    change(node)
    done = evaluated(node)
    assert done.verdict == "failed", done.summary
    broken = {figure.name.partition(" ")[0] for figure in done.figures if figure.passed is False}
    assert metric in broken, done.findings
    assert {finding.rule for finding in done.findings} == {"eval-block"}


# What is planted, and what the stage must say: it never passes what it could not judge.
UNJUDGED: dict[str, tuple[Change, str]] = {
    "a deleted case": (lines(lambda all_: all_[1:]), "evals/golden.jsonl changed since"),
    "an added case": (
        lines(lambda all_: [*all_, all_[0].replace("canary-1", "new").replace("What", "Now")]),
        "evals/golden.jsonl changed since",
    ),
    "no case": (lines(lambda _: []), "holds no case"),
    "a broken case": (lines(lambda all_: [*all_, '{"id": 7}\n']), "evals/golden.jsonl:55"),
    "no dataset": (without(GOLDEN), GOLDEN),
    "no baseline": (without("evals/baseline.jsonl"), "there is no baseline"),
    "an edited baseline": (
        lambda folder: edit(folder / "evals/baseline.jsonl", '"success":1', '"success":0'),
        "it was edited",
    ),
    "no snapshot": (without("evals/prompts.snapshot.json"), "is no snapshot of prompts"),
    "a metric nobody knows": (settings('"recall@5"', '"recal@5"'), "recal@5"),
    "a metric nobody scores": (settings('"recall@5"', '"label_accuracy"'), "label_accuracy"),
    "other settings": (settings("[eval]\n", "[eval]\nseed = 8\n"), "how the service is asked"),
    "an answer without its cost": (
        reword("cost_usd,", ""),
        "no case was scored for cost_per_1000",
    ),
    "a score that is no number": (
        reword("JSON.stringify(body))", 'JSON.stringify(body).replace(/0[.]0[0-9]+/, "NaN"))'),
        "NaN",
    ),
    "half of the service": (
        reword("const { choices", "if (id.startsWith('seed')) process.exit(3); const { choices"),
        "the service ended with exit code 3",
    ),
    "a service that fails": (
        reword("if (!reply.ok)", "if (id.startsWith('seed') || !reply.ok)"),
        "answered 502",
    ),
}


@pytest.mark.parametrize("planted", UNJUDGED)
def test_what_cannot_be_judged_is_incomplete(planted: str, node: Path) -> None:
    change, says = UNJUDGED[planted]
    change(node)
    done = runner.run_one(STAGE, node)
    assert (done.verdict, done.exit_code) == ("incomplete", 3), done.summary
    assert says in "\n".join([done.summary, *map(str, done.findings)])


def test_the_command_ends_with_what_it_could_not_judge(node: Path) -> None:
    without("evals/baseline.jsonl")(node)
    done = goldenpath("run", "eval", cwd=node)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "there is no baseline" in done.stdout


def test_too_few_cases_are_incomplete(node: Path) -> None:
    edit(node / "goldenpath.toml", "minimum = 5\n[eval.model]", "minimum = 60\n[eval.model]")
    done = evaluated(node)
    assert done.verdict == "incomplete"
    assert "54 cases, at least 60 are needed" in done.summary


def test_a_provider_without_a_key_is_incomplete(
    node: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(node / "goldenpath.toml", "[eval.model]\n", '[eval.model]\nsource = "provider"\n')
    monkeypatch.setenv("MODEL_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.delenv("MODEL_API_KEY", raising=False)
    with pytest.raises(IncompleteError, match="no key: set MODEL_API_KEY"):
        evaluated(node)


@pytest.mark.parametrize(
    ("tier", "verdict"), [("block", "failed"), ("approve", "approval"), ("warn", "passed")]
)
def test_a_tier_says_what_a_broken_gate_does(tier: str, verdict: str, node: Path) -> None:
    gates = {"model_match": ("min = 1",), "success": ("min = 1.1", f'tier = "{tier}"')}
    put(node / "goldenpath.toml", toml(gates))
    rebase(node)
    done = evaluated(node)
    assert done.verdict == verdict
    assert bool(done.findings) == (tier != "warn")


def test_a_run_in_which_no_gate_applied_cannot_be_approved(node: Path) -> None:
    put(node / ".gitignore", "reports/\n")
    repository(node)
    gates = {"success": ("win = 0.02", 'tier = "approve"')}
    put(node / "goldenpath.toml", toml(gates))
    assert evaluated(node).verdict == "incomplete"


def test_a_changed_baseline_asks_for_an_approval(node: Path) -> None:
    put(node / ".gitignore", "reports/\n")
    repository(node)
    assert evaluated(node).verdict == "passed"
    rebase(node)
    done = evaluated(node)
    assert done.verdict == "approval"
    assert "evals/baseline.jsonl" in done.findings[0].message


def test_a_loss_that_its_change_makes_the_baseline_is_shown_and_approved(node: Path) -> None:
    """Else whoever breaks something writes a new baseline of it, and compares it with itself."""
    put(node / "goldenpath.toml", toml({"success": ("drop = 0.02",), "mrr": ("drop = 0.02",)}))
    rebase(node)
    put(node / ".gitignore", "reports/\n")
    repository(node)
    git(node, "branch", "--move", "main")
    git(node, "checkout", "--quiet", "-b", "topic")
    WORSE["broken retrieval"][0](node)
    rebase(node)
    repository(node)
    done = evaluated(node)
    assert done.verdict == "approval", done.summary
    assert {finding.rule for finding in done.findings} == {"eval-approve"}
    lost = next(figure for figure in done.figures if figure.name == "success")
    assert lost.passed is False
    assert "evals/baseline.jsonl" in done.findings[-1].message
    result = json.loads((node / "reports/eval/result.json").read_text("utf-8"))
    assert result["facts"]["replaced"] is True
    assert result["changed"] >= 40
    assert result["changes"][0]["loss"] > 0


def test_a_loss_is_asked_again_before_it_counts(node: Path) -> None:
    """Half of a loss that does not repeat is no loss; one that does is."""
    WORSE["worse prompt"][0](node)
    evaluated(node)
    record = json.loads((node / "reports/eval/records.jsonl").read_text("utf-8").splitlines()[0])
    assert len(record["texts"]) == 1 + config.load(node).eval.confirm
    result = json.loads((node / "reports/eval/result.json").read_text("utf-8"))
    assert result["facts"]["confirmed"] is True


def test_the_report_holds_what_changed(node: Path) -> None:
    WORSE["worse prompt"][0](node)
    evaluated(node)
    result = json.loads((node / "reports/eval/result.json").read_text("utf-8"))
    assert result["verdict"] == "failed"
    assert result["changed"] >= 40
    assert result["prompts_changed"]
    page = (node / "reports/eval/index.html").read_text("utf-8")
    assert "depends" in page
    assert "not a quality signal" in page
