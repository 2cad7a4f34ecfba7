"""Ask a running Prometheus whether the service keeps its promises."""

from __future__ import annotations

import argparse
import os
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    summary = "every objective of slo.yaml, its error budget, and the alerts that freeze releases"
    slo = commands.add_parser("slo", help=summary, description=summary)
    slo.add_argument("--prometheus", required=True, metavar="URL", help="https://HOST[/PATH]")
    slo.add_argument("--namespace", metavar="NS", help="default: SERVICE-production")
    slo.add_argument(
        "--window", metavar="DURATION", help="to look back on, such as 30m; default: slo.yaml's"
    )


def run(args: argparse.Namespace) -> int:
    """0 where all promises are kept, 1 where one is broken, 3 where that cannot be said."""
    from goldenpath_gates.console import columns, say
    from goldenpath_gates.report import EXIT_CODES
    from goldenpath_gates.slo import gate, read

    root = Path.cwd()
    namespace = args.namespace or f"{read.promises(root).service}-production"
    found = gate.observe(args.prometheus, root, namespace, os.environ, args.window)
    verdicts = {True: "passed", False: "failed", None: ""}
    rows = [
        (one.name, f"{one.value:g}", one.unit or "", one.threshold or "", verdicts[one.passed])
        for one in found.figures
    ]
    if rows:
        say(columns([("figure", "value", "unit", "target", "verdict"), *rows]))
    for note in (*found.findings, *found.notes):
        say(str(note))
    say(f"{found.verdict}: {found.summary}")
    return EXIT_CODES[found.verdict]
