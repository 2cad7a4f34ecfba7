"""Bring data into a database, once: whole, or not at all."""

from __future__ import annotations

import argparse

from goldenpath_gates.seed.commands.source import add_arguments as add_source


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    where = "postgresql://USER@HOST:PORT/DATABASE, the password in PGPASSWORD; or sqlite:///FILE"
    parser.add_argument("--to", required=True, metavar="URL", help=where)
    parser.epilog = "example: goldenpath seed load --to sqlite:///preview.db"


def run(args: argparse.Namespace) -> int:
    from urllib.parse import urlsplit

    from goldenpath_gates.delivery.pace import Progress
    from goldenpath_gates.errors import UsageError
    from goldenpath_gates.seed.commands import source
    from goldenpath_gates.seed.load import load

    if "@" in args.to and ":" in urlsplit(args.to).netloc.rpartition("@")[0]:
        raise UsageError("a password in an argument is seen by everybody: put it into PGPASSWORD")
    load(source.data(args), args.to, Progress("seed"))
    return 0
