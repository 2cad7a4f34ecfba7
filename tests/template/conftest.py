from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support import Library, Workshop


@pytest.fixture(scope="session")
def plain(workshop: Workshop, library: Library) -> Library:
    """The template as a folder without git: Copier renders it without a clone of its own."""

    def make(folder: Path) -> None:
        ignore = shutil.ignore_patterns(".git")
        shutil.copytree(library.checkout, folder / "goldenpath", ignore=ignore)

    return Library(workshop.once("plain", make))
