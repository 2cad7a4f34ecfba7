"""Write data and its origin as the Terraform module `seed` takes them."""

from __future__ import annotations

import argparse
from pathlib import Path

from goldenpath_gates.seed.commands.source import add_arguments as add_source


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    parser.add_argument("file", type=Path, help="what to write, such as seed.sql.gz")
    parser.epilog = "FILE.json beside it is the module's variable `seed`"


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import console
    from goldenpath_gates.report import write_json
    from goldenpath_gates.seed.commands import source
    from goldenpath_gates.seed.pack import pack

    described = args.file.with_name(f"{args.file.name}.json")
    write_json(described, pack(source.data(args), args.file))
    console.say(f"{args.file}, {described}: written")
    return 0
