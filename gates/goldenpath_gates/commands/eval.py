"""Datasets, baselines, comparisons and reviews of the evaluation."""

from __future__ import annotations

import argparse

from goldenpath_gates.commands import group

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
    group.add(parser, "eval", "goldenpath_gates.evals.commands", COMMANDS)


run = group.run
