"""One evaluation from the first question to the reports."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from goldenpath_gates import report, uv
from goldenpath_gates.config import Config
from goldenpath_gates.evals import parts, record, trend
from goldenpath_gates.evals.combine import combined
from goldenpath_gates.evals.gates.ruling import Ruling
from goldenpath_gates.evals.judged import judged, rules
from goldenpath_gates.evals.questions import Questions
from goldenpath_gates.evals.report import write
from goldenpath_gates.evals.result import Result
from goldenpath_gates.evals.run import Asked, ask_all, require_judge
from goldenpath_gates.report import Figure, Finding, Judgement

RECORDS = "records.jsonl"


def evaluate(root: Path, config: Config, questions: Questions, folder: Path) -> Judgement:
    """Asks, judges, asks again where a loss is suspected, and writes every report."""
    started, clock = report.now(), time.monotonic()
    _forget(root / folder)
    by = rules(root, config, questions)
    asked = _asked(root, config, questions, root / folder / RECORDS)
    # A cassette would say the same again.
    final = not config.eval.confirm or config.eval.model.source == "cassette"
    result = judged(root, config, questions, asked, by, confirmed=final)
    if any(ruling.regression for ruling in result.rulings) and result.verdict != "incomplete":
        _ask_again(root, config, questions, asked)
        result = judged(root, config, questions, asked, by, confirmed=True, first=result.rulings)
    facts = {**result.facts, "started": started, "duration_s": round(time.monotonic() - clock, 3)}
    result = replace(result, facts=facts)
    written = [str(folder / RECORDS), *write.write(root, result, folder)]
    if folder == trend.WRITTEN.parent:
        written.append(str(trend.append(root, result).relative_to(root)))
    return judgement(result, written)


def _forget(folder: Path) -> None:
    """What a run leaves behind must not look like the result of a later one that ended early."""
    for name in (RECORDS, *write.NAMES):
        (folder / name).unlink(missing_ok=True)


def _asked(root: Path, config: Config, questions: Questions, out: Path) -> Asked:
    """What other jobs asked, put together, or else all of it here."""
    handed = parts.found(root, questions) if questions.night else None
    if handed is None:
        return ask_here(root, config, questions, out)
    record.write(out, handed.merged(questions))
    handed.discard()
    return Asked(out, handed.source)


def ask_here(
    root: Path, config: Config, questions: Questions, out: Path, repeats: int | None = None
) -> Asked:
    if config.service.start[0] == "uv":
        uv.require_lock(root)
    require_judge(root, config)
    look = not questions.night
    return ask_all(root, config, questions, len(questions), out, repeats=repeats, look=look)


def _ask_again(root: Path, config: Config, questions: Questions, asked: Asked) -> None:
    """Replaces the records by those of all looks together."""
    again, both = (asked.records.with_suffix(end) for end in (".again", ".both"))
    try:
        times, count = config.eval.confirm, len(questions)
        ask_all(root, config, questions, count, again, repeats=times)
        record.write(both, combined(record.read(asked.records), record.read(again)))
        both.replace(asked.records)
    finally:
        again.unlink(missing_ok=True)
        both.unlink(missing_ok=True)


def judgement(result: Result, artifacts: Iterable[str]) -> Judgement:
    """What the train keeps of a result: a figure per gate, a finding per thing to mend."""
    findings = [*result.problems, *map(_finding, filter(_broken, result.rulings))]
    return Judgement(
        result.verdict,
        result.summary,
        tuple(_figure(ruling) for ruling in result.rulings if ruling.value is not None),
        tuple(findings),
        tuple(artifacts),
    )


def _broken(ruling: Ruling) -> bool:
    stops = ruling.tier in ("block", "approve")
    return ruling.outcome == "incomplete" or (ruling.outcome == "failed" and stops)


def _finding(ruling: Ruling) -> Finding:
    return Finding(f"eval-{ruling.tier}", ruling.sentence)


def _figure(ruling: Ruling) -> Figure:
    gate, value = ruling.gate, ruling.value or 0.0
    scope = " ".join(name for name in (gate.tag, gate.tenant, gate.dataset) if name)
    statistic = "" if gate.statistic == "mean" else f" {gate.statistic}"
    name = f"{gate.metric}{statistic}{f' ({scope})' if scope else ''}"
    counts = ruling.tier in ("block", "approve") and ruling.outcome != "not applicable"
    passed = ruling.outcome in ("passed", "inconclusive") if counts else None
    return Figure(name[:200], round(value, 6), None, _threshold(ruling), passed)


DEMANDS = {
    "min": ">= {:g}",
    "max": "<= {:g}",
    "drop": "at most {:g} below the baseline",
    "band": "within {:.1%} of the baseline",
    "win": "wins by {:.1%}",
}


def _threshold(ruling: Ruling) -> str:
    demand = next(name for name in DEMANDS if getattr(ruling.gate, name) is not None)
    return DEMANDS[demand].format(getattr(ruling.gate, demand))
