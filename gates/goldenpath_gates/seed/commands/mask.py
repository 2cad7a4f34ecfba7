"""Mask an extract of production: what no rule names stops it."""

from __future__ import annotations

import argparse
import os
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from goldenpath_gates.seed.defaults import RULES
    from goldenpath_gates.seed.masking.key import VARIABLE

    parser.add_argument("--rules", type=Path, default=RULES, help=f"the rules ({RULES})")
    parser.add_argument("source", type=Path, metavar="IN", help="a folder, a file for each table")
    parser.add_argument("target", type=Path, metavar="OUT", help="a new folder")
    parser.epilog = f"{VARIABLE} holds the key: 32 random bytes or more, as hex or base64"


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import console
    from goldenpath_gates.seed.masking import key, rules
    from goldenpath_gates.seed.masking.mask import mask

    masked = mask(args.source, args.target, rules.read(args.rules), key.of(os.environ))
    for table, rows in masked.items():
        console.say(console.plain(f"{table}: {rows} rows masked"))
    console.say(f"next: goldenpath seed verify --original {args.source} --masked {args.target}")
    return 0
