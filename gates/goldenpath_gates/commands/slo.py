"""Write what is generated from slo.yaml, or check that it is current."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    summary = "write alerts, dashboard, canary analysis and load thresholds"
    render = commands.add_parser("render", help=summary, description=summary)
    render.add_argument("--check", action="store_true", help="write nothing, as `slo check`")
    summary = "exit 1, with the files that differ, unless all say what slo.yaml says"
    check = commands.add_parser("check", help=summary, description=summary)
    check.set_defaults(check=True)


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates.console import say
    from goldenpath_gates.slo import files

    root = Path.cwd()
    if args.check:
        found = files.drift(root)
        for one in found:
            say(str(one))
        return int(bool(found))
    for path in files.write(root):
        say(f"Rewriting {path}")
    return 0
