"""Compare, publish and mock contracts; try the model provider's."""

from __future__ import annotations

import argparse

from goldenpath_gates.commands import group

COMMANDS = ("diff", "publish", "mock", "sample", "provider")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    group.add(parser, "contract", "goldenpath_gates.contracts.commands", COMMANDS)


run = group.run
