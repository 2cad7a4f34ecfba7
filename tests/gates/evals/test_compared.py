"""Which baseline a run is compared with, and why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from goldenpath_gates import config
from goldenpath_gates.evals import baseline
from goldenpath_gates.evals.ask import prompts
from goldenpath_gates.evals.ask.prompts import SNAPSHOT
from goldenpath_gates.evals.baseline_versions import measured_with
from goldenpath_gates.evals.compared import Compared, compared
from goldenpath_gates.evals.gates import rules_changed
from goldenpath_gates.evals.gates.ruling import Outcome, Ruling
from goldenpath_gates.evals.questions import Questions
from goldenpath_gates.evals.record import Record
from goldenpath_gates.evals.result import Rendered
from goldenpath_gates.evals.run import Asked
from goldenpath_gates.evals.settings import Gate, Tier

from tests.gates.evals.support import edit, put
from tests.gates.support import repository

NAME, NIGHT = "evals/baseline.jsonl", "evals/nightly-baseline.jsonl"
SETTINGS = '[service]\nname = "answers"\nstart = ["true"]\n[eval]\nseed = 7\n'
SENT = (Rendered("a", "m", {}, (("system", "Answer in short."),)),)
Change = Callable[[Path], None]


def questions(content: str = "golden", *, night: bool = False) -> Questions:
    path = NIGHT if night else NAME
    return Questions(lambda: (), {"golden.jsonl": {"hash": content, "cases": 1}}, path, night)


def bring(
    root: Path,
    score: float = 1,
    *,
    asked: Questions | None = None,
    sent: tuple[Rendered, ...] = SENT,
) -> None:
    """The baseline, with the snapshot of what the model was sent."""
    asked = asked or questions()
    if sent:
        prompts.write(root / SNAPSHOT, sent)
    facts = {
        "reason": "the first answers",
        "owner": "@acme/ai",
        "created": "2026-06-01T10:00:00+00:00",
        "commit": None,
        "library": "0.4.0",
        "models": ["m"],
        "prompts": {},
        "repeats": 1,
        "snapshot": prompts.digest(root / SNAPSHOT) if sent else None,
        **measured_with(root, config.load(root).eval, asked.hashes),
    }
    record = Record("a", "golden.jsonl", "?", texts=("x",), scores={"success": score})
    baseline.write(root, asked.baseline, facts, [record])


@pytest.fixture
def service(tmp_path: Path) -> Path:
    put(tmp_path / "goldenpath.toml", SETTINGS)
    bring(tmp_path)
    repository(tmp_path)
    return tmp_path


def against(
    root: Path, asked: Questions | None = None, sent: tuple[Rendered, ...] = SENT
) -> Compared:
    asked = asked or questions()
    begun = None if asked.night else rules_changed.start(root, {})
    return compared(root, config.load(root), asked, Asked(root, {}, sent), begun)


def success(found: Compared) -> float:
    assert found.scores is not None
    assert found.problems == []
    return float(found.scores.column("success")[0])


def test_the_committed_baseline(service: Path) -> None:
    found = against(service)
    assert success(found) == 1
    assert found.snapshot == SENT
    assert not found.replaced


def test_a_night_looks_at_no_prompt(service: Path) -> None:
    night = questions(night=True)
    bring(service, 0.5, asked=night)
    found = against(service, night, sent=())
    assert success(found) == 0.5
    assert found.snapshot == ()


def test_a_provider_that_shows_no_prompt(service: Path) -> None:
    bring(service, sent=())
    assert success(against(service, sent=())) == 1


def settings(old: str, new: str) -> Change:
    return lambda root: edit(root / "goldenpath.toml", old, new)


def drop(name: str) -> Change:
    return lambda root: (root / name).unlink()


BROKEN: dict[str, tuple[Change, str]] = {
    "missing": (drop(NAME), "baseline-missing there is no baseline"),
    "edited": (lambda root: edit(root / NAME, '"success":1', '"success":0'), "it was edited"),
    "a header edited": (lambda root: edit(root / NAME, "@acme/ai", "@acme/me"), "it was edited"),
    "of other cases": (
        lambda root: bring(root, asked=questions("others")),
        "golden.jsonl changed since it was written",
    ),
    "of other settings": (settings("seed = 7", "seed = 8"), "how the service is asked changed"),
    "of another source": (
        settings("seed = 7\n", 'seed = 7\n[eval.model]\nsource = "provider"\n'),
        "what the service talks to changed",
    ),
    "with another snapshot": (
        lambda root: prompts.write(root / SNAPSHOT, (replace(SENT[0], model="n"),)),
        "is not the snapshot that the baseline was written with",
    ),
    "without its snapshot": (drop(str(SNAPSHOT)), "is no snapshot of prompts"),
}


@pytest.mark.parametrize("planted", BROKEN)
def test_a_committed_baseline_that_does_not_hold(planted: str, service: Path) -> None:
    change, says = BROKEN[planted]
    change(service)
    found = against(service)
    assert found.scores is None, "not even the one before is taken: this one would be merged"
    (problem,) = found.problems
    assert says in str(problem)
    assert "goldenpath eval baseline" in problem.message


def test_a_stub_that_was_sent_nothing(service: Path) -> None:
    """The service kept its prompt from whoever looks at it."""
    found = against(service, sent=())
    (problem,) = found.problems
    assert found.scores is None
    assert "the model was sent nothing" in problem.message


def test_the_remedy_for_the_night(service: Path) -> None:
    (problem,) = against(service, questions(night=True)).problems
    assert "`goldenpath eval baseline --nightly --reason" in problem.message
    bring(service, asked=questions("others", night=True))
    (problem,) = against(service, questions(night=True)).problems
    assert "`goldenpath eval baseline --nightly --reason" in problem.message


# --- a change that brings a baseline ---------------------------------------------------------


def test_a_new_baseline_is_not_what_its_change_is_judged_by(service: Path) -> None:
    bring(service, 0.5)
    found = against(service)
    assert success(found) == 1
    assert found.replaced
    assert found.snapshot == SENT


def test_the_former_prompts_are_compared_with(service: Path) -> None:
    now = (replace(SENT[0], messages=(("system", "Answer at length."),)),)
    bring(service, 0.5, sent=now)
    found = against(service, sent=now)
    assert found.replaced
    assert found.snapshot == SENT


def test_a_former_baseline_without_prompts(service: Path) -> None:
    drop(str(SNAPSHOT))(service)
    bring(service, sent=())
    repository(service)
    bring(service, 0.5, sent=())
    found = against(service, sent=())
    assert success(found) == 1
    assert found.replaced


def test_a_renamed_baseline_is_the_same(service: Path) -> None:
    (service / NAME).rename(service / "evals/other.jsonl")
    settings("seed", 'baseline = "evals/other.jsonl"\nseed')(service)
    asked = replace(questions(), baseline="evals/other.jsonl")
    found = against(service, asked)
    assert success(found) == 1
    assert not found.replaced


def test_of_other_cases_only_the_new_one_knows(service: Path) -> None:
    asked = questions("others")
    bring(service, 0.5, asked=asked)
    found = against(service, asked)
    assert success(found) == 0.5
    assert not found.replaced


@pytest.mark.parametrize("before", ["{}\n", "", "no baseline"])
def test_a_former_one_that_was_never_sound(before: str, service: Path) -> None:
    put(service / NAME, before)
    repository(service)
    bring(service, 0.5)
    found = against(service)
    assert success(found) == 0.5
    assert not found.replaced


def ruling(gate: Gate, outcome: Outcome, tier: Tier) -> Ruling:
    return Ruling(gate, outcome, tier, "so")


@pytest.mark.parametrize(
    ("gate", "outcome", "tier", "then"),
    [
        (Gate("success", drop=0.02), "failed", "block", "approve"),
        (Gate("cost_usd", band=0.1), "failed", "block", "approve"),
        (Gate("success", win=0.02), "failed", "block", "approve"),
        (Gate("success", drop=0.0), "failed", "block", "approve"),
        (Gate("success", min=0.9), "failed", "block", "block"),
        (Gate("pii_leak", max=0), "failed", "block", "block"),
        (Gate("success", drop=0.02), "failed", "warn", "warn"),
        (Gate("success", drop=0.02), "incomplete", "block", "block"),
        (Gate("success", drop=0.02), "passed", "block", "block"),
    ],
)
def test_a_loss_that_a_new_baseline_admits_is_for_a_person(
    gate: Gate, outcome: Outcome, tier: Tier, then: Tier
) -> None:
    given = [ruling(gate, outcome, tier)]
    assert Compared(replaced=True).softened(given) == [ruling(gate, outcome, then)]
    assert Compared().softened(given) == given
