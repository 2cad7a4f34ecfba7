"""Compare what two versions answered to recorded production traffic."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath_gates.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goldenpath_gates.evals.result import Result
    from goldenpath_gates.evals.settings import Eval
    from goldenpath_gates.evals.shadow.prefer import Prefer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="recordings of the service's shadow switch, JSON Lines",
    )
    parser.add_argument(
        "--allow-errors",
        type=_share,
        metavar="SHARE",
        help="share of the pairs without an answer of the candidate that is borne (default: 0.01)",
    )
    parser.add_argument(
        "--judge",
        action="store_true",
        help="ask the model of [eval.judge] for each pair, in both orders, which answer is better",
    )
    parser.epilog = "example: goldenpath eval shadow shadow.jsonl"


def run(args: argparse.Namespace) -> int:
    """Raises FailedError for data of persons in a recording."""
    from goldenpath_gates import config, report
    from goldenpath_gates.evals.embedders import embedder
    from goldenpath_gates.evals.gates.objectives import resolved
    from goldenpath_gates.evals.report.write import write
    from goldenpath_gates.evals.scorers.registry import Context
    from goldenpath_gates.evals.shadow.record import FOLDER
    from goldenpath_gates.evals.shadow.rules import gates
    from goldenpath_gates.evals.shadow.run import result

    root = Path.cwd()
    loaded = config.load(root)
    settings = loaded.eval
    context = Context(settings, embedder(settings.embedder, os.environ))
    prefer = _prefer(settings, root) if args.judge else None
    demands = resolved(gates(settings, args.allow_errors), root)
    found = result(args.files, root, loaded.service.name, demands, context, prefer)
    _say(found, write(root, found, FOLDER))
    return report.EXIT_CODES[found.verdict]


def _prefer(settings: Eval, root: Path) -> Prefer:
    from goldenpath_gates.evals.commands.judge import asked
    from goldenpath_gates.evals.judge import grade

    judge = grade.configured(settings, root, os.environ)
    if judge is None or settings.judge is None:
        raise UsageError("--judge: goldenpath.toml has no [eval.judge]")
    # A judge that people do not agree with prefers nothing that counts.
    asked(judge, settings, root).require(settings.judge.agreement)
    return judge.preference


def _say(found: Result, written: Sequence[str]) -> None:
    from goldenpath_gates import console

    for problem in found.problems:
        console.say(console.plain(str(problem)))
    for ruling in found.rulings:
        console.say(console.plain(f"{ruling.outcome} ({ruling.tier}): {ruling.sentence}"))
    console.say(f"shadow: {console.plain(found.summary)}; {written[0]}")


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share < 1:
        raise argparse.ArgumentTypeError("a share is at least 0 and less than 1, such as 0.02")
    return share
