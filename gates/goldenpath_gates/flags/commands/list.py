"""Show the flags: variants, default, owner, end, and how far a ramp is."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from goldenpath_gates.flags.document import Flag


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "example: goldenpath flags list"


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import console
    from goldenpath_gates.flags.document import read

    body = read(Path.cwd())
    now = time.time()
    for name, flag in body["flags"].items():
        for line in lines(name, flag, body.get("metadata", {}), now):
            console.say(console.plain(line))
    return 0


def lines(name: str, flag: Flag, shared: dict[str, Any], now: float) -> Iterator[str]:
    import json

    metadata = shared | flag.get("metadata", {})
    default = flag.get("defaultVariant", "none, the code decides")
    state = "" if flag["state"] == "ENABLED" else " (disabled)"
    yield f"{name}{state}: owner {metadata['owner']}, expires {metadata['expires']}"
    for variant, value in flag["variants"].items():
        mark = "*" if variant == default else " "
        yield f"  {mark} {variant} = {json.dumps(value, ensure_ascii=False)}"
    if flag.get("targeting"):
        yield f"    {_rules(flag, now)}"


def _rules(flag: Flag, now: float) -> str:
    from goldenpath_gates.flags.ramps import ramp_of
    from goldenpath_gates.flags.turn import time_of

    ramp = ramp_of(flag)
    if ramp is None:
        return "decided by rules of its own"
    way = f"ramp from {ramp.old} to {ramp.new}"
    if now < ramp.start:
        return f"{way}: begins {time_of(ramp.start)}, ends {time_of(ramp.end)}"
    if now < ramp.end:
        return f"{way}: {ramp.share(now)} % now, all at {time_of(ramp.end)}"
    return f"{way}: over since {time_of(ramp.end)}, `goldenpath flags finish` is due"
