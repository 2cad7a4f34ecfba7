from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import lab as labs
from benchmarks.cases import copy, update


@pytest.fixture
def lab(tmp_path: Path) -> labs.Lab:
    here = labs.Lab(tmp_path)
    labs._snapshot(here.library)
    return here


def test_the_folder_is_removed() -> None:
    with labs.lab() as here:
        assert (here.library / "copier.yml").is_file()
    assert not here.folder.exists()


def test_copy_measures(lab: labs.Lab) -> None:
    found = {series.name: series for series in copy.run(lab, runs=1)}
    assert all(len(series.samples) == 1 for series in found.values())
    assert found["copy / --version, clock"].aim == copy.AIM_RATIO
    assert not (lab.folder / "copied").exists()


def test_the_next_release_changes_managed_files(lab: labs.Lab) -> None:
    lab.release(labs.version())
    update.release_next(lab)
    changed = labs.git(lab.library, "diff", "--name-only", "HEAD~1").split()
    assert changed == sorted(["copier.yml", *(f"template/{name}" for name in update.CHANGED)])
    assert len(labs.git(lab.library, "tag").split()) == 2


def test_a_service_is_rendered_with_answers(tmp_path: Path) -> None:
    command = labs.copy_command(tmp_path, tmp_path / "service", "1.0.0", auth="full")
    assert "--data=auth=full" in command
