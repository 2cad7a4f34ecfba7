"""Compare a masked extract with the original: nobody is left in it, and joins hold."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from goldenpath_gates.seed.defaults import RULES

    parser.add_argument("--rules", type=Path, default=RULES, help=f"the rules ({RULES})")
    parser.add_argument("--original", type=Path, required=True, metavar="IN", help="what was")
    parser.add_argument("--masked", type=Path, required=True, metavar="OUT", help="what is")
    parser.epilog = "where nothing is wrong, OUT/masked.json says so: `seed load` asks for it"


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import console
    from goldenpath_gates.seed.masking import rules
    from goldenpath_gates.seed.masking.manifest import NAME
    from goldenpath_gates.seed.masking.verify import verify

    found = verify(args.original, args.masked, rules.read(args.rules))
    for finding in found.findings:
        console.say(console.plain(str(finding)))
    if found.findings:
        return 1
    console.say(
        f"{found.rows} rows, none of {found.originals} originals survived: "
        f"{args.masked / NAME} written"
    )
    return 0
