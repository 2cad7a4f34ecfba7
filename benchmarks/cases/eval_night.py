"""Nights of an unchanged service behind a noisy stub: how long they take, how often they alarm."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from goldenpath_gates import config
from goldenpath_gates.evals import questions, record
from goldenpath_gates.evals.ask import source
from goldenpath_gates.evals.ask.run import ask
from goldenpath_gates.evals.combine import combined
from goldenpath_gates.evals.gates import judge, objectives
from goldenpath_gates.evals.gates.ruling import Ruling
from goldenpath_gates.evals.questions import Questions
from goldenpath_gates.evals.run import scoring
from goldenpath_gates.evals.scorers.context import context
from goldenpath_gates.evals.scorers.score import all_metrics
from goldenpath_gates.evals.scores import Scores
from goldenpath_gates.evals.settings import Eval
from goldenpath_gates.service import Running, serving

from benchmarks import lab as labs
from benchmarks.lab import Lab
from benchmarks.measure import command, say
from benchmarks.series import Series

RUNS = 3
AIM_S = 10.0
AIM_JUDGED_S = 2.0
NOISE = ("--noise", "0.01", "--noise-seed", "1")
"""One answer in a hundred is another one, each night others: the stub numbers its requests."""


@dataclass
class Night:
    """The service, what it is asked, and what the clock said; times are in seconds."""

    root: Path
    settings: Eval
    cases: Questions
    running: Running
    asked: list[float] = field(default_factory=list)
    judged: list[float] = field(default_factory=list)

    def look(self, name: str, repeats: int) -> Path:
        path, clock = self.root / f"{name}.jsonl", time.perf_counter()
        score = scoring(context(self.settings, self.root, os.environ))
        record.write(path, ask(self.cases, self.running, self.settings, score, repeats=repeats))
        self.asked.append((time.perf_counter() - clock) / repeats)
        return path

    def alarms(self, baseline: Scores) -> float:
        """Gates that block or ask a person, although nothing changed."""
        first = self.look("first", self.settings.repeats)
        rulings = self.rule(first, baseline, confirmed=False)
        if any(ruling.regression for ruling in rulings):
            again = self.look("again", self.settings.confirm)
            record.write(
                both := self.root / "both.jsonl", combined(*map(record.read, (first, again)))
            )
            rulings = self.rule(both, baseline, confirmed=True)
        return float(sum(r.outcome == "failed" and r.tier in ("block", "approve") for r in rulings))

    def rule(self, records: Path, baseline: Scores, *, confirmed: bool) -> list[Ruling]:
        clock = time.perf_counter()
        rulings = judge.judge(
            Scores.of(record.read(records)),
            baseline,
            objectives.resolved(self.settings.gates, self.root),
            self.settings,
            all_metrics(self.settings),
            changed=False,
            today=datetime.now(UTC).date(),
            confirmed=confirmed,
        )
        self.judged.append(time.perf_counter() - clock)
        return rulings


def run(lab: Lab, runs: int) -> Sequence[Series]:
    with night(lab) as one:
        say("eval_night: the baseline")
        times = one.settings.repeats + one.settings.confirm
        baseline = Scores.of(record.read(one.look("baseline", times)))
        alarms = []
        for number in range(runs):
            alarms.append(one.alarms(baseline))
            say(f"eval_night: {number + 1} of {runs}, {sum(map(bool, alarms))} with an alarm")
    count = len(one.cases)
    return (
        Series(f"{count} cases asked and scored", "s", tuple(one.asked), AIM_S),
        Series(f"{count} cases judged", "s", tuple(one.judged), AIM_JUDGED_S),
        Series("false alarms of a night", "gates", tuple(alarms), 0.0),
    )


@contextmanager
def night(lab: Lab) -> Iterator[Night]:
    lab.release(labs.version())
    root = lab.service("service", labs.version(), auth="none")
    command(("uv", "lock", "--quiet"), root)
    loaded = config.load(root)
    with (
        source.model(loaded.eval.model, root, NOISE) as model,
        serving(root, loaded.service, env=model.env) as running,
    ):
        yield Night(root, loaded.eval, questions.nightly(root, loaded.eval), running)
