"""Show the environments of this service: state, address, age, end."""

from __future__ import annotations

import argparse
import json
import os
from datetime import UTC, datetime
from pathlib import Path

from goldenpath_gates.environments import asked


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for programs; without passwords")
    parser.add_argument("--cloud", action="store_true", help=asked.CLOUD)


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import config, console
    from goldenpath_gates.environments.engines import engine
    from goldenpath_gates.identity import curl

    root, now = Path.cwd(), datetime.now(UTC)
    found = engine(root, config.load(root), os.environ, cloud=args.cloud).standing()
    if args.json:
        rows = [
            {
                "name": one.name,
                "state": one.state,
                "url": one.url,
                "issuer": one.issuer,
                "change": one.change,
                "created_at": one.created_at.isoformat(),
                "expires_at": one.expires_at.isoformat(),
                "expired": one.expires_at <= now,
            }
            for one in found
        ]
        console.say(json.dumps(rows, indent=2))
        return 0
    table = [("name", "state", "address", "age", "expires")]
    for one in found:
        end = "expired" if one.expires_at <= now else f"{one.expires_at:%Y-%m-%d %H:%M} UTC"
        age = f"{(now - one.created_at).total_seconds() / 3600:.1f} h"
        table.append((one.name, one.state, one.url or "-", age, end))
    console.say(console.columns(table) if found else "no environment stands")
    for one in found:
        if one.issuer:
            console.say(f"{one.name}, a token: {curl.token(one.issuer)}")
    return 0
