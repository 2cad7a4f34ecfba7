from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import commit, fresh_copy, git, owner, ownership, rows_of
from tests.upgrade.edits import EDITS, apply
from tests.upgrade.support import SOME, Upgrades, conflicts, journeys, steps

STEPS = steps()
each_journey = pytest.mark.parametrize(("forge", "step"), journeys())


def edited(upgrades: Upgrades, forge: str, step: str) -> Path:
    old, new = STEPS[step]
    return upgrades.updated(forge, old, new, "edited", lambda folder: apply(EDITS[forge], folder))


@each_journey
def test_no_conflict(upgrades: Upgrades, forge: str, step: str) -> None:
    assert conflicts(edited(upgrades, forge, step)) == []


@each_journey
def test_no_edit_and_no_change_of_ours_is_lost(
    upgrades: Upgrades, forge: str, step: str, tmp_path: Path
) -> None:
    """Each edited file is what the same edit makes of a new copy, or of the old file if seeded."""
    updated = edited(upgrades, forge, step)
    was, is_now = STEPS[step]
    old = fresh_copy(upgrades.fresh(forge, was), tmp_path)
    new = fresh_copy(upgrades.fresh(forge, is_now, was), tmp_path)
    rows = ownership(upgrades.library.checkout)
    for source in (old, new):
        apply(EDITS[forge], source)
    for path in EDITS[forge]:
        managed = bool(rows_of(path, rows)) and owner(path, rows) == "managed"
        expected = (new if managed else old) / path
        assert (updated / path).read_text(encoding="utf-8") == expected.read_text("utf-8"), path


@each_journey
def test_unedited_managed_files_follow(upgrades: Upgrades, forge: str, step: str) -> None:
    was, is_now = STEPS[step]
    updated, new = edited(upgrades, forge, step), upgrades.fresh(forge, is_now, was)
    rows = ownership(upgrades.library.checkout)
    for path in git(new, "ls-files").split():
        if owner(path, rows) == "managed" and path not in EDITS[forge]:
            assert (updated / path).read_bytes() == (new / path).read_bytes(), path


@pytest.mark.parametrize("forge", SOME)
def test_second_update_changes_nothing(upgrades: Upgrades, forge: str, tmp_path: Path) -> None:
    service = fresh_copy(edited(upgrades, forge, "next"), tmp_path)
    commit(service)
    upgrades.library.update(service, STEPS["next"][1])
    assert git(service, "status", "--porcelain") == ""
