"""The queue of cases that people should look at: export it, count its labels."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goldenpath_gates.evals.review.reasons import Seen

OUT = Path("evals", "review.jsonl")
EVAL = Path("reports", "eval", "records.jsonl")
SHADOW = Path("reports", "shadow", "candidate.jsonl")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    export = actions.add_parser("export", help=_summary(_export), description=_summary(_export))
    export.add_argument(
        "--from",
        dest="source",
        choices=tuple(SOURCES),
        default="eval",
        help="the last evaluation (default), or the last shadow comparison",
    )
    export.add_argument(
        "--out", type=Path, default=OUT, metavar="FILE", help=f"file to write (default: {OUT})"
    )
    export.add_argument(
        "--limit", type=_count, default=50, metavar="N", help="most cases (default: 50)"
    )
    status = actions.add_parser("status", help=_summary(_status), description=_summary(_status))
    status.add_argument(
        "file", type=Path, nargs="?", default=OUT, metavar="FILE", help=f"labels (default: {OUT})"
    )
    parser.epilog = "example: goldenpath eval review export --from shadow --limit 20"


def run(args: argparse.Namespace) -> int:
    {"export": _export, "status": _status}[args.action](args)
    return 0


def _export(args: argparse.Namespace) -> None:
    """Write the cases that need a person most, each with its reasons."""
    from goldenpath_gates import console
    from goldenpath_gates.evals.review import files, queue, sources

    root = Path.cwd()
    records, seen = SOURCES[args.source]
    cases = queue.chosen(seen(root), args.limit)
    count = files.write(args.out, cases, args.source, sources.commit(root / records))
    fields = ", ".join(files.EMPTY)
    console.say(console.plain(f"{args.out}: {count} cases; people fill {fields}"))


def _status(args: argparse.Namespace) -> None:
    """Say how many cases wait, and how many have which verdict."""
    from goldenpath_gates import console
    from goldenpath_gates.evals.review import files

    for name, count in files.counts(args.file).items():
        console.say(console.plain(f"{count:6} {name}"))


def _of_eval(root: Path) -> Iterator[Seen]:
    from goldenpath_gates import config
    from goldenpath_gates.evals import baseline
    from goldenpath_gates.evals.review.sources import recorded, seen
    from goldenpath_gates.evals.scorers.score import all_metrics

    settings = config.load(root).eval
    there = (root / settings.baseline).exists()
    earlier = baseline.load(root, settings.baseline).records() if there else ()
    return seen(recorded(root / EVAL), earlier, all_metrics(settings))


def _of_shadow(root: Path) -> Iterator[Seen]:
    from goldenpath_gates.evals.review.sources import recorded, seen
    from goldenpath_gates.evals.shadow.measure import METRICS
    from goldenpath_gates.evals.shadow.record import Runs

    runs = Runs.below(root)
    metrics = {metric.name: metric for metric in METRICS}
    return seen(recorded(runs.candidate), recorded(runs.primary), metrics)


SOURCES = {"eval": (EVAL, _of_eval), "shadow": (SHADOW, _of_shadow)}
"""Where the records of the version lie that people judge, and what is to be read."""


def _summary(function: object) -> str:
    return (function.__doc__ or "").splitlines()[0]


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return count
