"""Starts what the service talks to and the service, asks every case, and keeps the records."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from goldenpath_gates.config import Config
from goldenpath_gates.evals import record
from goldenpath_gates.evals.ask import progress, prompts, records, source
from goldenpath_gates.evals.ask.run import Score, ask
from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.dataset.read import Reading
from goldenpath_gates.evals.judge import agreement
from goldenpath_gates.evals.result import Rendered
from goldenpath_gates.evals.scorers.context import context
from goldenpath_gates.evals.scorers.registry import Context
from goldenpath_gates.evals.scorers.score import all_metrics, score_case
from goldenpath_gates.identity.serving import serving
from goldenpath_gates.withheld import withheld


@dataclass(frozen=True)
class Asked:
    """The file with the records, what was asked, and what the model was sent for sample cases."""

    records: Path
    source: Mapping[str, Any]
    prompts: tuple[Rendered, ...] = field(default=())


def ask_all(
    root: Path,
    config: Config,
    cases: Iterable[Case],
    total: int,
    out: Path,
    *,
    repeats: int | None = None,
    look: bool = False,
) -> Asked:
    """Every case, in a service of its own; `look` also reads what the model is sent.

    Raises IncompleteError as soon as nothing more can be asked.
    """
    settings = config.eval
    using = context(settings, root, os.environ)
    with (
        source.model(settings.model, root) as talks_to,
        serving(root, config, env={**withheld(config), **talks_to.env}) as running,
    ):
        sample = prompts.sample(Reading(settings.datasets, root)) if look else []
        seen = prompts.seen(sample, running, settings, talks_to.journal)
        answered = ask(cases, running, settings, scoring(using), repeats=repeats)
        record.write(out, progress.shown(answered, total))
    return Asked(out, talks_to.facts, seen)


def require_judge(root: Path, config: Config) -> None:
    """Raises IncompleteError where a judge grades otherwise than people do."""
    settings = config.eval
    grade = context(settings, root, os.environ).grade
    if settings.judge and grade:
        labelled = Reading(settings.datasets, root)
        agreed = agreement.measured(labelled, grade, settings.confidence, settings.concurrency)
        agreed.require(settings.judge.agreement)


def scoring(using: Context) -> Score:
    metrics = all_metrics(using.settings)
    return lambda case, answers: records.record(
        case,
        answers,
        lambda case, answer: score_case(case, answer, using)[0],
        lambda metric, value: metrics[metric].passes(value),
    )
