"""Look at the image of this commit: build it again and compare."""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path

AGAIN = "dist/image-again"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    summary = "build the image twice; exit 1, with the files that differ, unless both are the same"
    commands.add_parser("reproduce", help=summary, description=summary)


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import config, git
    from goldenpath_gates.console import say
    from goldenpath_gates.image import building, comparison, engine
    from goldenpath_gates.image.settings import LAYOUT

    root = Path.cwd()
    settings = config.load(root).image
    git.require_unchanged(root)
    builder = engine.find(os.environ)
    recipe = building.plan(root, settings, os.environ).recipe
    try:
        first = building.built(builder, recipe, root / LAYOUT)
        again = building.built(builder, recipe, root / AGAIN)
        found = list(comparison.differences(first, again))
    finally:
        shutil.rmtree(root / AGAIN, ignore_errors=True)
    for difference in found:
        say(difference)
    say(f"{first.digest} twice" if not found else f"{first.digest}, then {again.digest}")
    return int(bool(found))
