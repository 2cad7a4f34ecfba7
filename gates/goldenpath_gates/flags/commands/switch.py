"""Write a ramp: traffic moves to a variant by the clock, a tenth every 10 minutes."""

from __future__ import annotations

import argparse
import re
import time
from datetime import datetime
from pathlib import Path

UNITS = {"m": 60, "h": 3600, "d": 86400}
LONGEST = 366 * UNITS["d"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("flag", help="the flag to turn")
    parser.add_argument("variant", help="the variant that everybody shall get in the end")
    step, every = "percent that move at a time (10)", "pause between, such as 10m or 1h (10m)"
    parser.add_argument("--step", type=int, default=10, metavar="PERCENT", help=step)
    parser.add_argument("--every", type=seconds, default=600, metavar="TIME", help=every)
    start = "when the first move, such as 2026-11-22T15:00:00Z (now)"
    parser.add_argument("--start", type=moment, metavar="TIME", help=start)
    parser.epilog = "example: goldenpath flags switch prompt green --start 2026-11-22T15:00:00Z"


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import console
    from goldenpath_gates.flags import document
    from goldenpath_gates.flags.turn import switch, time_of

    root = Path.cwd()
    body = document.read(root)
    start = int(time.time()) if args.start is None else args.start
    ramp = switch(body, args.flag, args.variant, start=start, every=args.every, step=args.step)
    document.write(root, body)
    for at, share in ramp.steps:
        console.say(f"{time_of(at)}  {share:3} % {ramp.new}")
    console.say(
        f"{document.PATH}: written. Traffic follows the clock: if this is released later than "
        f"{time_of(ramp.start)}, it begins with the share of that moment. `goldenpath flags "
        f"rollback {args.flag}`, or reverting the commit, gives everybody {ramp.old} again"
    )
    return 0


def seconds(text: str) -> int:
    """Of 10m, 1h or 2d."""
    match = re.fullmatch(r"([0-9]{1,6})([mhd])", text, re.ASCII)
    if not match or not 0 < (found := int(match[1]) * UNITS[match[2]]) <= LONGEST:
        raise argparse.ArgumentTypeError(f"{text!r} is not like 10m, 1h or 2d")
    return found


def moment(text: str) -> int:
    """Unix seconds of an ISO 8601 time that says its zone."""
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            raise ValueError
        return int(found.timestamp())
    except (ValueError, OverflowError):
        shown = "2026-11-22T15:00:00Z"
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time with a zone, as {shown} is"
        ) from None
