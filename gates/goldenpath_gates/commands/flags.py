"""List, check and turn the flags of this service."""

from __future__ import annotations

import argparse

from goldenpath_gates.commands import group

COMMANDS = ("list", "check", "switch", "finish", "rollback")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    group.add(parser, "flags", "goldenpath_gates.flags.commands", COMMANDS)


run = group.run
