"""The data of an environment on this machine: the recipe of the commit, in its own database."""

from __future__ import annotations

from pathlib import Path

from goldenpath_gates.delivery.pace import Progress
from goldenpath_gates.environments.spec import Size
from goldenpath_gates.errors import IncompleteError


def described(recipe: str, size: Size) -> str:
    return f"{recipe}, {size}" if recipe else "none, [environments] seed is empty"


def seeded(home: Path, recipe: str, size: Size, target: str, progress: Progress) -> None:
    """Raises IncompleteError where the commit has no such recipe."""
    from goldenpath_gates.seed.load import load
    from goldenpath_gates.seed.recipe import read
    from goldenpath_gates.seed.synthetic import dataset

    if not recipe:
        return
    if not (home / recipe).is_file():
        raise IncompleteError(
            f"{recipe} is not in the commit, so there is no data: commit it, name another as "
            '[environments] seed, or say seed = "" for an empty database'
        )
    load(dataset(read(home / recipe, home), size), target, progress)
