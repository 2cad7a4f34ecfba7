"""Explain, list and test the rules of the policy stage."""

from __future__ import annotations

import argparse

from goldenpath_gates.commands import group

COMMANDS = ("rules", "explain", "test", "input", "admission")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    group.add(parser, "policy", "goldenpath_gates.policy.commands", COMMANDS)


run = group.run
