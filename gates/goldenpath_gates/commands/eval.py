"""Datasets, baselines, comparisons and reviews of the evaluation."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module

from goldenpath_gates.errors import UsageError

COMMANDS = (
    "dataset",
    "baseline",
    "compare",
    "trend",
    "shadow",
    "review",
    "promote",
    "judge",
    "record",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(eval_command=_nothing)
    subparsers = parser.add_subparsers(metavar="COMMAND")
    for name in COMMANDS:
        module = import_module(f"goldenpath_gates.evals.commands.{name}")
        summary = (module.__doc__ or "").strip().splitlines()[0]
        sub = subparsers.add_parser(name, help=summary, description=summary)
        module.add_arguments(sub)
        sub.set_defaults(eval_command=module.run)


def run(args: argparse.Namespace) -> int:
    command: Callable[[argparse.Namespace], int] = args.eval_command
    return command(args)


def _nothing(args: argparse.Namespace) -> int:
    raise UsageError(f"eval needs a command: {', '.join(COMMANDS)}; `goldenpath eval --help`")
