"""Measures, and prints a table; exits 0 whatever the figures are."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from goldenpath_gates.errors import GoldenpathError

from benchmarks import cases, table
from benchmarks.lab import lab
from benchmarks.series import Series

NOTE = "CPU times are of the command and its children; clock times need a machine at rest."


def main(argv: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(argv)
    before = os.getloadavg()[0]
    try:
        results = {name: measured(name, args.runs) for name in args.name or cases.names()}
    except GoldenpathError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("benchmarks: interrupted, everything it started was stopped", file=sys.stderr)
        return 130
    machine = about_machine(before)
    print(f"{table.render(results)}\n\n{', '.join(f'{k} {v}' for k, v in machine.items())}\n{NOTE}")
    if args.json:
        body = {name: [s.to_json() for s in found] for name, found in results.items()}
        document = {"machine": machine, "benchmarks": body}
        args.json.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    return 0


def measured(name: str, runs: int | None) -> Sequence[Series]:
    case = cases.load(name)
    with lab() as here:
        return case.run(here, runs or case.RUNS)


def about_machine(load_before: float) -> dict[str, object]:
    return {
        "Python": platform.python_version(),
        "system": platform.system(),
        "cores": os.cpu_count(),
        "load before": round(load_before, 1),
        "load after": round(os.getloadavg()[0], 1),
    }


def _parser() -> argparse.ArgumentParser:
    summaries = [(name, (cases.load(name).__doc__ or "").strip()) for name in cases.names()]
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"{name:12}{summary}" for name, summary in summaries),
    )
    parser.add_argument("name", nargs="*", type=_known, help="what to measure (default: all)")
    parser.add_argument("--runs", type=_positive, help="how often to measure (default: its own)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    return parser


def _known(text: str) -> str:
    if text not in cases.names():
        raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(cases.names())}")
    return text


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


if __name__ == "__main__":
    raise SystemExit(main())
