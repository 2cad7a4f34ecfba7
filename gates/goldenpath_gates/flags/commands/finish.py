"""End a ramp that is over: its variant becomes the default, the rules go."""

from __future__ import annotations

import argparse
import time
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("flag", help="the flag whose ramp is over")
    parser.epilog = "example: goldenpath flags finish prompt"


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import console
    from goldenpath_gates.flags import document
    from goldenpath_gates.flags.turn import finish

    root = Path.cwd()
    body = document.read(root)
    ramp = finish(body, args.flag, time.time())
    document.write(root, body)
    console.say(f"{document.PATH}: written, {ramp.new} is the default of {args.flag}")
    return 0
