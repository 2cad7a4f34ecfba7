"""A command that has commands of its own, one module each."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from importlib import import_module

from goldenpath_gates.errors import UsageError


def add(parser: argparse.ArgumentParser, name: str, package: str, commands: Sequence[str]) -> None:
    """Adds the modules of `package`; their first line is the help."""

    def nothing(args: argparse.Namespace) -> int:
        known = ", ".join(commands)
        raise UsageError(f"{name} needs a command: {known}; `goldenpath {name} --help`")

    parser.set_defaults(of_group=nothing)
    subparsers = parser.add_subparsers(metavar="COMMAND")
    for command in commands:
        module = import_module(f"{package}.{command}")
        summary = (module.__doc__ or "").strip().splitlines()[0]
        sub = subparsers.add_parser(command, help=summary, description=summary)
        module.add_arguments(sub)
        sub.set_defaults(of_group=module.run)


def run(args: argparse.Namespace) -> int:
    command: Callable[[argparse.Namespace], int] = args.of_group
    return command(args)
