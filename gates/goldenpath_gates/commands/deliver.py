"""What belongs to a delivery besides its stages: take the version of an environment back."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    summary = "commit what an environment had before its last deployment"
    revert = commands.add_parser("revert", help=summary, description=summary)
    revert.add_argument("environment", help="as goldenpath.toml names it")


def run(args: argparse.Namespace) -> int:
    """Raises FailedError where nothing was there before, IncompleteError where nothing is."""
    import os

    from goldenpath_gates import config
    from goldenpath_gates.console import say
    from goldenpath_gates.delivery import branches, order
    from goldenpath_gates.delivery.remote import remote

    root = Path.cwd()
    settings = config.load(root).delivery
    place = order.environment(settings, args.environment)
    with branches.opened(remote(settings, root, os.environ), root, os.environ) as repository:
        deployed = repository.current(place.name)
        commit = repository.revert(deployed)
    say(f"{deployed.branch} {commit[:12]}: as before {deployed.commit[:12]}")
    return 0
