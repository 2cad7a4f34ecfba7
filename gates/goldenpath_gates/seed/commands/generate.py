"""Make up data from the recipe of this service."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from goldenpath_gates.seed.defaults import RECIPE, SIZES

    forms = ("sql", "csv", "jsonl")
    parser.add_argument("--format", choices=forms, default="sql", help="sql is for psql (sql)")
    parser.add_argument("--size", choices=SIZES, default="small", help="how many rows (small)")
    parser.add_argument("--recipe", type=Path, default=RECIPE, help=f"the recipe ({RECIPE})")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where csv and jsonl go")
    parser.epilog = "example: goldenpath seed generate --size medium | psql"


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import console
    from goldenpath_gates.errors import UsageError
    from goldenpath_gates.seed import sql, written
    from goldenpath_gates.seed.recipe import read
    from goldenpath_gates.seed.synthetic import dataset

    data = dataset(read(args.recipe, Path.cwd()), args.size)
    if args.format == "sql" and args.out is None:
        sql.write(data, sys.stdout.buffer)
        return 0
    if args.format == "sql" or args.out is None:
        raise UsageError("csv and jsonl are written into --out FOLDER, sql to standard output")
    for path in written.write(data, args.format, args.out):
        console.say(f"{path}: written")
    return 0
