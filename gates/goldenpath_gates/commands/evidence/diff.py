"""Show what changed between two records: verdicts, figures, limits, waivers, versions, files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", type=Path, metavar="OLD", help="a record, or a bundle with one")
    parser.add_argument("new", type=Path, metavar="NEW", help="the same, of the later change")
    parser.add_argument(
        "--format", choices=("text", "markdown", "json"), default="text", help="default: text"
    )


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import console
    from goldenpath_gates.evidence import difference_views, differences, reading

    old, new = reading.read(args.old), reading.read(args.new)
    for path, opened in ((args.old, old), (args.new, new)):
        if reading.UNVERIFIED in opened.said:
            print(f"{path}: {reading.UNVERIFIED}", file=sys.stderr)
    found = differences.changes(old.record, new.record)
    console.say(difference_views.FORMATS[args.format](old.record, new.record, found))
    return 0
