"""Golden datasets: check them, count them, import cases, make variations."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goldenpath_gates.evals.dataset.read import Reading
    from goldenpath_gates.report import Finding

FORMATS = ("promptfoo", "openai-evals", "csv")
MOST_ROWS = 20
"""Of one count: a dataset may have a tag per case."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    named = {}
    for name, action in ACTIONS.items():
        summary = (action.__doc__ or "").splitlines()[0]
        named[name] = actions.add_parser(name, help=summary, description=summary)
    for name in ("check", "stats"):
        named[name].add_argument(
            "files", nargs="*", metavar="FILE", help="datasets (default: those of goldenpath.toml)"
        )
    for name in ("import", "generate"):
        named[name].add_argument(
            "--out", type=Path, required=True, metavar="FILE", help="dataset to write"
        )
        named[name].add_argument("--force", action="store_true", help="replace it if it is there")
    _import_arguments(named["import"])
    _generate_arguments(named["generate"])
    parser.epilog = "example: goldenpath eval dataset check evals/golden.jsonl"


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("format", choices=FORMATS, help="whose cases they are")
    parser.add_argument("file", metavar="FILE", help="what to import")
    parser.add_argument(
        "--input",
        metavar="NAME",
        help="variable or column that is the input (default: input, else the only one, else all)",
    )
    parser.epilog = (
        "example: goldenpath eval dataset import promptfoo promptfooconfig.yaml --out "
        "evals/more.jsonl --input question"
    )


def _generate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="datasets to vary")
    parser.add_argument(
        "--count", type=int, default=1000, metavar="N", help="cases to make (default: 1000)"
    )
    parser.add_argument(
        "--seed", type=int, default=7, metavar="N", help="another seed, other cases (default: 7)"
    )
    parser.epilog = (
        "example: goldenpath eval dataset generate --count 1000 --out evals/more.jsonl "
        "evals/golden.jsonl"
    )


def run(args: argparse.Namespace) -> int:
    code: int = ACTIONS[args.action](args)
    return code


def check(args: argparse.Namespace) -> int:
    """Check datasets: schema, ids, patterns; and advise on what they lack."""
    from goldenpath_gates import console
    from goldenpath_gates.evals.dataset.advice import PERSONAL, advice
    from goldenpath_gates.evals.dataset.read import MISSING, DatasetError

    reading = _reading(args.files)
    broken = False
    try:
        for finding in advice(reading):
            warns = finding.rule != PERSONAL
            broken |= not warns
            _say([replace(finding, rule=f"{finding.rule} (warning)") if warns else finding])
    except DatasetError as error:
        _say(error.findings)
        return 3 if any(one.rule == MISSING for one in error.findings) else 1
    for name, fact in reading.facts.items():
        console.say(console.plain(f"{name}: {fact['cases']} cases, SHA-256 {fact['hash']}"))
    return int(broken)


def stats(args: argparse.Namespace) -> int:
    """Count the cases of datasets: tags, tenants, labels, expected parts, lengths."""
    from goldenpath_gates import console
    from goldenpath_gates.evals.dataset.stats import Stats

    found = Stats.of(_reading(args.files))
    rows = [("", "", "cases", "share")]
    rows += [("all", "", str(found.cases), "")]
    for kind in ("datasets", "tags", "tenants", "labels", "parts"):
        rows += _counted(kind, getattr(found, kind), found.cases)
    rows += [("input", f"{name}, characters", str(n), "") for name, n in found.quantiles().items()]
    rows += [("input", "as another but for its form", str(found.duplicates), "")]
    console.say(console.columns(rows))
    return 0


def import_(args: argparse.Namespace) -> int:
    """Import cases of promptfoo, OpenAI evals or a table; what is lost is said, exit code 1."""
    from goldenpath_gates import console
    from goldenpath_gates.errors import IncompleteError
    from goldenpath_gates.evals.dataset import imports, write

    bodies, lost = imports.collect(args.format, args.file, args.input)
    _say(lost)
    if not bodies:
        raise IncompleteError(f"{args.file}: there is no case in it that could be taken")
    write.save(args.out, bodies, args.force)
    console.say(f"{args.out}: {len(bodies)} cases; {len(lost)} things could not be taken")
    return int(bool(lost))


def generate(args: argparse.Namespace) -> int:
    """Make variations of datasets, such as the nightly set."""
    from goldenpath_gates import console
    from goldenpath_gates.evals.dataset import write
    from goldenpath_gates.evals.dataset.generate import generate as varied

    cases = list(_reading(args.files))
    made = varied(cases, args.count, args.seed)
    count = write.save(args.out, map(write.body_of, made), args.force)
    console.say(f"{args.out}: {count} variations of {len(cases)} cases, seed {args.seed}")
    return 0


ACTIONS = {"check": check, "stats": stats, "import": import_, "generate": generate}


def _reading(given: Sequence[str]) -> Reading:
    """What somebody names may lie anywhere; what the settings name lies in the tree."""
    from goldenpath_gates import config
    from goldenpath_gates.evals.dataset.read import Reading

    if given:
        return Reading(given, None)
    root = Path.cwd()
    return Reading(config.load(root).eval.datasets, root)


def _counted(kind: str, counter: Counter[str], whole: int) -> Iterator[tuple[str, str, str, str]]:
    """The most frequent first; of equal ones, in alphabetical order."""
    rows = sorted(counter.items(), key=lambda row: (-row[1], row[0]))
    for name, count in rows[:MOST_ROWS]:
        yield kind, name, str(count), f"{count / whole:.0%}"
    if more := rows[MOST_ROWS:]:
        yield kind, f"(and {len(more)} more)", str(sum(count for _, count in more)), ""


def _say(findings: Iterable[Finding]) -> None:
    from goldenpath_gates import console

    for finding in findings:
        console.say(console.plain(str(finding)))
