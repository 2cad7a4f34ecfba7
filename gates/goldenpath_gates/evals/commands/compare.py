"""Compare two runs, or a run with a baseline, metric by metric."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goldenpath_gates.evals.gates.ruling import Ruling
    from goldenpath_gates.evals.settings import Eval

FOLDER = Path("reports/compare")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = "folder of a run, such as reports/eval, or a baseline file"
    parser.add_argument("before", type=Path, metavar="BEFORE", help=what)
    parser.add_argument("after", type=Path, metavar="AFTER", help=what)
    parser.epilog = "example: goldenpath eval compare evals/baseline.jsonl reports/eval"


def run(args: argparse.Namespace) -> int:
    """0 where nothing regressed, 1 where something did, 3 where the two cannot be compared."""
    from datetime import UTC, datetime

    from goldenpath_gates import console, report
    from goldenpath_gates.evals.report import compare, side
    from goldenpath_gates.evals.report.write import write

    before, after = side.load(args.before), side.load(args.after)
    result = compare.compared(before, after, _settings(Path.cwd()), datetime.now(UTC).date())
    written = write(Path.cwd(), result, FOLDER)
    console.say(console.columns(_rows(result.rulings)))
    unjudged = [one.sentence for one in result.rulings if one.outcome == "incomplete"]
    for trouble in (*map(str, result.problems), *unjudged):
        console.say(console.plain(trouble))
    console.say(f"\n{result.verdict}: {console.plain(result.summary)} The page is {written[0]}")
    return report.EXIT_CODES[result.verdict]


def _settings(root: Path) -> Eval:
    """Those of the service where there is one; runs can be compared anywhere."""
    from goldenpath_gates import config
    from goldenpath_gates.evals.settings import Eval

    return config.load(root).eval if (root / config.FILENAME).is_file() else Eval()


def _rows(rulings: tuple[Ruling, ...]) -> Iterator[tuple[str, ...]]:
    from goldenpath_gates.evals.report import metrics
    from goldenpath_gates.evals.report.whisker import interval

    yield "metric", "before", "after", "difference", "interval", "outcome"
    for ruling in rulings:
        name = ruling.gate.metric
        yield (
            name,
            metrics.number(name, ruling.baseline),
            metrics.number(name, ruling.value),
            metrics.signed(name, ruling.difference),
            interval(ruling),
            ruling.outcome,
        )
