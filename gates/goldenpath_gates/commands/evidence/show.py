"""Show a record: verdicts, waivers, approvals, figures, versions, files."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        default=Path("reports/evidence.json"),
        help="a record, or a Sigstore bundle that holds one (default: reports/evidence.json)",
    )
    parser.add_argument(
        "--format", choices=("text", "markdown", "json"), default="text", help="default: text"
    )


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import console
    from goldenpath_gates.evidence import page, reading

    opened = reading.read(args.file)
    if args.format == "json":
        print(*opened.said, sep="\n", file=sys.stderr)
        console.say(json.dumps(opened.document, indent=2))
        return 0
    render = page.markdown if args.format == "markdown" else page.text
    console.say(render(opened.record, opened.said).rstrip("\n"))
    return 0
