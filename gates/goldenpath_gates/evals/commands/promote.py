"""Turn the labels of a review file into golden cases."""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

NEXT = (
    "The dataset is another one now, so the eval stage is incomplete until its baseline is written "
    "anew: look at a run, then `goldenpath eval baseline --reason TEXT --owner WHO`, and commit "
    "both files."
)
LEFT = {
    "waiting": "{} wait for a verdict",
    "skipped": "{} skipped",
    "without a text": "{} bad ones need an expected_text before they can be a case",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="labels of `goldenpath eval review export`"
    )
    parser.add_argument(
        "--into",
        default="evals/golden.jsonl",
        metavar="FILE",
        help="dataset that takes the cases (default: evals/golden.jsonl)",
    )
    parser.add_argument(
        "--date",
        type=date.fromisoformat,
        metavar="DAY",
        help="when people judged, YYYY-MM-DD (default: today, in UTC)",
    )
    parser.epilog = "example: goldenpath eval promote evals/review.jsonl"


def run(args: argparse.Namespace) -> int:
    """Raises FailedError, and writes nothing, where a label cannot become a case."""
    from goldenpath_gates import config, console
    from goldenpath_gates.evals.review.promote import promote

    root = Path.cwd()
    day = args.date or datetime.now(UTC).date()
    settings = config.load(root).eval
    counts = promote(args.file, args.into, settings.datasets, root, day.isoformat())
    console.say(console.plain(_told(args.into, counts)))
    if counts["added"] or counts["updated"]:
        console.say(NEXT)
    return 0


def _told(into: str, counts: Counter[str]) -> str:
    done = f"{into}: {counts['added']} added, {counts['updated']} updated, "
    left = [text.format(counts[name]) for name, text in LEFT.items() if counts[name]]
    return "; ".join([f"{done}{counts['unchanged']} as they were", *left])
