"""Take a ramp back: everybody gets the old variant again, at once."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("flag", help="the flag that is on a ramp")
    parser.epilog = "example: goldenpath flags rollback prompt"


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import console
    from goldenpath_gates.flags import document
    from goldenpath_gates.flags.turn import rollback

    root = Path.cwd()
    body = document.read(root)
    ramp = rollback(body, args.flag)
    document.write(root, body)
    console.say(f"{document.PATH}: written, everybody gets {ramp.old} of {args.flag} again")
    return 0
