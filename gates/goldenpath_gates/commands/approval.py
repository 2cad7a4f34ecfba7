"""Stop unless somebody has to approve a deployment to an environment."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("environment", help="environment of the forge, such as production")


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import approval, console

    console.say(approval.require_reviewers(args.environment))
    return 0
