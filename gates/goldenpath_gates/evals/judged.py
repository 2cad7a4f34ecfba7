"""From the records of a run to its result: gates, verdict, and what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from goldenpath_gates import git, library, versions
from goldenpath_gates.config import Config
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals import record
from goldenpath_gates.evals.ask import prompts
from goldenpath_gates.evals.baseline_file import mend
from goldenpath_gates.evals.changes import changes
from goldenpath_gates.evals.compared import Compared, compared
from goldenpath_gates.evals.gates import judge as gates
from goldenpath_gates.evals.gates import objectives, problems, rules_changed, tiers
from goldenpath_gates.evals.gates.ruling import Ruling
from goldenpath_gates.evals.questions import Questions
from goldenpath_gates.evals.record import Record
from goldenpath_gates.evals.result import MOST_FLAKY, STUB, Change, Rendered, Result
from goldenpath_gates.evals.run import Asked
from goldenpath_gates.evals.scorers.score import all_metrics
from goldenpath_gates.evals.scores import Scores
from goldenpath_gates.evals.settings import Eval, Gate
from goldenpath_gates.report import Finding


@dataclass
class Told:
    """What the records say besides their scores, gathered while they are read."""

    models: set[str] = field(default_factory=set)
    flaky: list[str] = field(default_factory=list)
    confusion: dict[str, Counter[str]] = field(default_factory=dict)

    def reading(self, path: Path) -> Iterator[Record]:
        for one in record.read(path):
            if one.model:
                self.models.add(one.model)
            if one.flaky and len(self.flaky) < MOST_FLAKY:
                self.flaky.append(one.id)
            if one.labels:
                expected, given = one.labels
                self.confusion.setdefault(expected, Counter())[given] += 1
            yield one


@dataclass(frozen=True)
class Rules:
    """What a run is judged by, read before any code of the change has run.

    `demand` is set where the change also changes that.
    """

    gates: tuple[Gate, ...]
    begun: rules_changed.Start | None
    demand: Ruling | None
    today: date


def rules(root: Path, config: Config, questions: Questions) -> Rules:
    """Raises UsageError for a gate that means nothing, IncompleteError where git cannot tell."""
    today = datetime.now(UTC).date()
    limits = objectives.resolved(config.eval.gates, root)
    for gate in limits:
        tiers.effective(gate, today)
    begun = None if questions.night else rules_changed.start(root)
    return Rules(limits, begun, rules_changed.ruling(root, config.eval, begun), today)


def judged(
    root: Path,
    config: Config,
    questions: Questions,
    asked: Asked,
    rules: Rules,
    *,
    confirmed: bool,
    first: Sequence[Ruling] = (),
) -> Result:
    """The result of a run. `confirmed` says that nothing will be asked again.

    After a second look at the cases, `first` are the rulings of the first: only what was a
    suspicion then is decided anew. A percentile of means would be no percentile of requests.
    """
    settings = config.eval
    told = Told()
    scores = Scores.of(told.reading(asked.records))
    found = problems.coverage(scores, (case.id for case in questions))
    found += problems.size(scores, settings.minimum)
    against = compared(root, config, questions, asked, rules.begun)
    found += against.problems
    rulings = gates.judge(
        scores,
        against.scores,
        rules.gates,
        settings,
        all_metrics(settings),
        changed=_changed(root, against, told, asked.prompts),
        today=rules.today,
        confirmed=confirmed,
        remedy=mend(questions.baseline),
    )
    if first:
        pairs = zip(first[: len(rulings)], rulings, strict=True)
        rulings = [now if one.regression else one for one, now in pairs]
    found += problems.teeth(rulings)
    rulings = against.softened(rulings)
    verdict = gates.verdict(rulings, found)
    if rules.demand:
        rulings.append(rules.demand)
        verdict = "approval" if verdict == "passed" else verdict
    worst, changed = _changes(asked.records, against, settings)
    return Result(
        verdict=verdict,
        summary=_summary(len(scores), rulings, found, asked),
        rulings=tuple(rulings),
        problems=tuple(found),
        facts={
            **asked.source,
            "service": config.service.name,
            "models": sorted(told.models),
            "datasets": questions.datasets,
            "baseline": against.baseline and against.baseline.header,
            "replaced": against.replaced,
            "commit": git.commit(root),
            "library": library.version(),
            "prompts": versions.of_service(root)["prompts"],
            "seed": settings.seed,
            "repeats": settings.repeats,
            "confirmed": confirmed,
            "flaky": told.flaky,
            "confusion": {name: dict(given) for name, given in told.confusion.items()},
        },
        scores=scores,
        baseline=against.scores,
        changes=worst,
        changed=changed,
        prompts_before=against.snapshot,
        prompts_after=asked.prompts,
    )


def _changed(root: Path, against: Compared, told: Told, after: Sequence[Rendered]) -> bool:
    """Whether prompt or model are not those of the baseline, as far as anybody can see."""
    if against.baseline is None:
        return True
    header = against.baseline.header
    same_versions = header["prompts"] == versions.of_service(root)["prompts"]
    same_models = set(header["models"]) == told.models
    rendered_anew = bool(after) and prompts.changed(against.snapshot, after)
    return not (same_versions and same_models) or rendered_anew


def _changes(records: Path, against: Compared, settings: Eval) -> tuple[tuple[Change, ...], int]:
    if against.baseline is None or against.scores is None:
        return (), 0
    try:
        return changes(record.read(records), against.baseline.records(), all_metrics(settings))
    except IncompleteError:
        return (), 0  # other cases: the coverage is a finding already


def _summary(cases: int, rulings: Sequence[Ruling], found: Sequence[Finding], asked: Asked) -> str:
    passed = sum(ruling.outcome in ("passed", "inconclusive") for ruling in rulings)
    applied = sum(ruling.outcome != "not applicable" for ruling in rulings)
    parts = [f"{cases} cases, {passed} of {applied} gates passed"]
    parts += [finding.message for finding in found[:3]]
    parts += [r.sentence for r in rulings if r.outcome in ("failed", "incomplete")][:3]
    source = asked.source["source"]
    notice = {"stub": STUB, "cassette": "recorded replies"}
    return "; ".join([*parts, *([notice[source]] if source in notice else [])])
