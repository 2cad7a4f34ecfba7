"""Say how far the judge agrees with people, or which of two runs it prefers."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath_gates.errors import IncompleteError, UsageError

if TYPE_CHECKING:
    from goldenpath_gates.evals.judge.agreement import Agreement
    from goldenpath_gates.evals.judge.grade import Judge
    from goldenpath_gates.evals.settings import Eval

SEEN = {True: "pass", False: "fail"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "records",
        nargs="*",
        type=Path,
        metavar="RECORDS",
        help="records.jsonl of two runs, the earlier one first, to compare their answers pair by "
        "pair; none: compare the judge with people",
    )
    parser.epilog = "example: goldenpath eval judge main.jsonl reports/eval/records.jsonl"


def run(args: argparse.Namespace) -> int:
    """Raises IncompleteError without a key, a rubric, labels, or enough agreement."""
    from goldenpath_gates import config, console
    from goldenpath_gates.evals.judge import grade

    if len(args.records) not in (0, 2):
        raise UsageError("name the records of two runs to compare them, or none")
    root = Path.cwd()
    settings = config.load(root).eval
    judge = grade.configured(settings, root, os.environ)
    if judge is None or settings.judge is None:
        raise UsageError("goldenpath.toml has no [eval.judge]; docs/evaluation/judge.md says how")
    if args.records:
        console.say(compared(judge, *args.records))
        return 0
    found = asked(judge, settings, root)
    console.say(told(found, settings.confidence))
    found.require(settings.judge.agreement)
    return 0


def asked(judge: Judge, settings: Eval, root: Path) -> Agreement:
    from goldenpath_gates.evals.dataset.read import Reading
    from goldenpath_gates.evals.judge import agreement

    cases = Reading(settings.datasets, root)
    return agreement.measured(cases, judge.grade, settings.confidence, settings.concurrency)


def told(found: Agreement, confidence: float) -> str:
    from goldenpath_gates import console

    rows = [("", *(f"judge: {SEEN[verdict]}" for verdict in SEEN))]
    rows += [
        (f"people: {SEEN[people]}", *(str(found.table[people, verdict]) for verdict in SEEN))
        for people in SEEN
    ]
    return (
        f"{console.columns(rows)}\n\nkappa {found.kappa:.2f}, between {found.low:.2f} and "
        f"{found.high:.2f} at {100 * confidence:g} %, {found.cases} cases"
    )


def compared(judge: Judge, before: Path, after: Path) -> str:
    count = Counter(judge.preference(*texts) for texts in pairs(before, after))
    wins, losses, total = count["second"], count["first"], count.total()
    if not total:
        raise IncompleteError(f"{before} and {after} have no case with two answers")
    return (
        f"{after} wins {wins}, loses {losses} and ties {count['tie']} of {total} cases: "
        f"{100 * (wins - losses) / total:+.1f} % of the cases, a tie counts for neither"
    )


def pairs(before: Path, after: Path) -> Iterator[tuple[str, str, str]]:
    """Question and both answers of every case that is in both runs and was answered."""
    from goldenpath_gates.evals import record
    from goldenpath_gates.evals.scorers.texts import dumped

    try:
        known = {row.id: row.text for row in record.read(before)}
        for row in record.read(after):
            text = known.get(row.id)
            if text is not None and row.text is not None:
                yield dumped(row.input), text, row.text
    except OSError as error:
        raise UsageError(f"{error.filename}: cannot be read: {error.strerror}") from None
