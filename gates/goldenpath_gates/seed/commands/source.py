"""What `load` and `pack` take: the recipe at a size, or an extract that was masked and checked."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goldenpath_gates.seed.dataset import Dataset


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from goldenpath_gates.seed.defaults import RECIPE, SIZES

    parser.add_argument("--size", choices=SIZES, default="small", help="how many rows (small)")
    parser.add_argument("--recipe", type=Path, default=RECIPE, help=f"the recipe ({RECIPE})")
    masked = "a masked extract instead, that `seed verify` has passed"
    parser.add_argument("--masked", type=Path, metavar="FOLDER", help=masked)


def data(args: argparse.Namespace) -> Dataset:
    from goldenpath_gates.seed.extract import verified
    from goldenpath_gates.seed.recipe import read
    from goldenpath_gates.seed.synthetic import dataset

    if args.masked:
        return verified(args.masked)
    return dataset(read(args.recipe, Path.cwd()), args.size)
