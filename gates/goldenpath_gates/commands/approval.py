"""Stop unless somebody has to approve, or record what was approved."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    one = parser.add_mutually_exclusive_group(required=True)
    one.add_argument(
        "environment", nargs="?", help="environment of the forge whose reviewers must be asked"
    )
    one.add_argument(
        "--for", dest="stage", metavar="STAGE", help="record that this stage's report is approved"
    )


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import approval, console, signoff

    if args.stage:
        console.say(signoff.record(Path.cwd(), args.stage))
    else:
        console.say(approval.require_reviewers(args.environment))
    return 0
