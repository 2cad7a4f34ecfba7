"""Environments of changes: plan, make, list and end them."""

from __future__ import annotations

import argparse

from goldenpath_gates.commands import group

COMMANDS = ("plan", "up", "list", "down")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    group.add(parser, "env", "goldenpath_gates.environments.commands", COMMANDS)


run = group.run
