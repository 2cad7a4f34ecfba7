"""What somebody asks for on the command line, as one description."""

from __future__ import annotations

import argparse
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from goldenpath_gates.environments.spec import Size, Spec
from goldenpath_gates.errors import UsageError

if TYPE_CHECKING:
    from goldenpath_gates.config import Config

LONGEST_H = 24 * 30
CLOUD = "in the cloud of [environments], not on this machine (default in a pipeline)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    one = parser.add_mutually_exclusive_group()
    one.add_argument(
        "--change", type=number, metavar="N", help="for what is checked out, as this change"
    )
    one.add_argument("--branch", help="for a branch (default: the one that is checked out)")
    parser.add_argument(
        "--ttl-hours", type=hours, metavar="H", help="hours until it ends (default: [environments])"
    )
    parser.add_argument("--size", choices=get_args(Size), help="(default: [environments])")
    parser.add_argument("--cloud", action="store_true", help=CLOUD)


def spec(args: argparse.Namespace, root: Path, config: Config, now: datetime) -> Spec:
    """Raises UsageError where nobody says what it is for."""
    from goldenpath_gates import git
    from goldenpath_gates.environments import names

    settings = config.environments
    service = names.service_of(config)
    branch = args.branch or ""
    if args.change is not None:
        name = names.of_change(service, args.change)
    else:
        branch = branch or git.branch(root) or ""
        name = names.of_branch(service, branch)
    if args.change is None and not branch:
        raise UsageError("no branch is checked out: say which with --branch, or --change N")
    return Spec(
        service=service,
        name=name,
        repository=git.remote(root) or "",
        team=settings.team,
        created_at=now.replace(microsecond=0),
        ttl_hours=args.ttl_hours or settings.ttl_hours,
        change=args.change,
        branch=branch,
        size=args.size or settings.size,
        budget_usd=settings.budget_usd,
    )


def number(text: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,8}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of a change")
    return int(text)


def hours(text: str) -> int:
    if not re.fullmatch("[0-9]{1,3}", text, re.ASCII) or not 1 <= int(text) <= LONGEST_H:
        raise argparse.ArgumentTypeError(f"hours are a number from 1 to {LONGEST_H}")
    return int(text)
