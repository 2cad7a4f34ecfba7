"""End environments, and prove that nothing is left of them."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from goldenpath_gates.environments import asked


def add_arguments(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("name", nargs="?", metavar="NAME", help="as `env list` shows it")
    which.add_argument("--change", type=asked.number, metavar="N", help="that of a change")
    which.add_argument("--branch", help="that of a branch")
    which.add_argument(
        "--expired", action="store_true", help="whose time is up, and what is half gone"
    )
    which.add_argument("--all", action="store_true", help="every one of this service")
    parser.add_argument("--cloud", action="store_true", help=asked.CLOUD)


def run(args: argparse.Namespace) -> int:
    """1 where something is left; one that is not there is nothing to do."""
    from goldenpath_gates import config
    from goldenpath_gates.delivery.pace import Progress
    from goldenpath_gates.environments import ended, names
    from goldenpath_gates.environments.engines import engine

    root, progress = Path.cwd(), Progress("env")
    settings = config.load(root)
    service = names.service_of(settings)
    there = engine(root, settings, os.environ, cloud=args.cloud)
    if args.expired:
        return ended.said(there.reap(datetime.now(UTC), progress))
    if args.all:
        wanted = [one.name for one in there.standing()]
    elif args.change is not None:
        wanted = [names.of_change(service, args.change)]
    elif args.branch is not None:
        wanted = [names.of_branch(service, args.branch)]
    else:
        wanted = [names.require(args.name)]
    return ended.said({name: there.down(name, progress) for name in wanted})
