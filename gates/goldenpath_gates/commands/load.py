"""Send traffic outside of the stage, and make recordings for it."""

from __future__ import annotations

import argparse

from goldenpath_gates.commands import group

COMMANDS = ("probe", "record")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    group.add(parser, "load", "goldenpath_gates.load.commands", COMMANDS)


run = group.run
