"""Make up, mask and load the data of an environment."""

from __future__ import annotations

import argparse

from goldenpath_gates.commands import group

COMMANDS = ("generate", "load", "pack", "mask", "verify")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    group.add(parser, "seed", "goldenpath_gates.seed.commands", COMMANDS)


run = group.run
