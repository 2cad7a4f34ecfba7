"""Merge the reports into reports/evidence.json and reports/evidence.md."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from goldenpath_gates.commands import group
from goldenpath_gates.errors import UsageError

COMMANDS = ("show", "diff")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--gate", action="store_true", help="exit 0 only if every stage that had to run passed"
    )
    group.add(parser, "evidence", __name__, COMMANDS)
    parser.set_defaults(of_group=collect)


def run(args: argparse.Namespace) -> int:
    if args.gate and args.of_group is not collect:
        raise UsageError("--gate judges what was collected: leave it out, or show and diff")
    return group.run(args)


def collect(args: argparse.Namespace) -> int:
    from goldenpath_gates import console, evidence, git, library, train

    if args.gate:
        git.require_commit(Path.cwd())
    whole = train.load(library.data("workflows") / "stages.yml")
    event = evidence.event_of(os.environ)
    results = evidence.job_results(os.environ)
    record = evidence.collect(Path.cwd(), whole, event, results)
    evidence.write(record, Path.cwd())
    rows = [("stage", "outcome", "")]
    rows += [(row.stage.id, row.outcome, row.summary) for row in record.rows]
    console.say(console.columns(rows))
    console.say(f"\n{record.verdict}; the record is reports/evidence.md")
    return record.exit_code if args.gate else 0
