from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Library, commit, fresh_copy, git, tree
from tests.upgrade.next_release import BUMP, NEW_SEEDED, NEXT, managed_templates, marker
from tests.upgrade.support import (
    FORGES,
    REMOVED,
    SOME,
    TREE,
    Upgrades,
    answers_of,
    conflicts,
    journeys,
    seeded_since,
    steps,
)

STEPS = steps()
BOOKKEEPING = {"_commit", "goldenpath_version"}
each_journey = pytest.mark.parametrize(("forge", "step"), journeys())
some_forges = pytest.mark.parametrize("forge", SOME)
with_cloud = pytest.mark.parametrize("forge", [*SOME, "cloud-referenced"])


def untouched(upgrades: Upgrades, forge: str, step: str) -> tuple[Path, Path, Path]:
    """The old service, what its update made of it, and a new one."""
    old, new = STEPS[step]
    updated = upgrades.updated(forge, old, new, "untouched", lambda _: None)
    return upgrades.fresh(forge, old), updated, upgrades.fresh(forge, new, old)


@each_journey
def test_update_equals_copy(upgrades: Upgrades, forge: str, step: str) -> None:
    """Byte for byte and with its modes: the team's paths as they were, the rest as in a copy."""
    old, updated, new = untouched(upgrades, forge, step)
    version = answers_of(old)["goldenpath_version"]
    was, expected = tree(old), tree(new)
    for path in {*was, *expected}:
        if seeded_since(path, upgrades.library.checkout, version):
            expected.pop(path, None)
            if path in was:
                expected[path] = was[path]
    assert tree(updated) == expected
    assert conflicts(updated) == []


@each_journey
def test_nothing_disappears(upgrades: Upgrades, forge: str, step: str) -> None:
    old, updated, _ = untouched(upgrades, forge, step)
    assert set(tree(old)) - set(tree(updated)) == REMOVED.get(step, set()), (
        "an update deletes paths: that is a breaking change, to be listed in REMOVED"
    )


@each_journey
def test_answers_stay(upgrades: Upgrades, forge: str, step: str) -> None:
    old, updated, _ = untouched(upgrades, forge, step)
    before, after = answers_of(old), answers_of(updated)
    assert {key: after.get(key) for key in before if key not in BOOKKEEPING} == {
        key: value for key, value in before.items() if key not in BOOKKEEPING
    }
    assert after["_commit"] == STEPS[step][1]


@with_cloud
def test_every_managed_file_follows(upgrades: Upgrades, forge: str) -> None:
    """Without this, the equality above could hold because nothing had changed at all."""
    _, updated, new = untouched(upgrades, forge, "next")
    paths = [path for path in managed_templates(upgrades.library.checkout) if (new / path).exists()]
    assert len(paths) >= 6
    for path in paths:
        assert marker(path) in (updated / path).read_text(encoding="utf-8"), path


@some_forges
def test_seeded_of_a_later_release_arrives_once(
    upgrades: Upgrades, library: Library, forge: str, tmp_path: Path
) -> None:
    _, updated, _ = untouched(upgrades, forge, "next")
    assert (updated / NEW_SEEDED).is_file()
    service = fresh_copy(updated, tmp_path)
    (service / NEW_SEEDED).unlink()
    commit(service)
    library.update(service, BUMP)
    assert not (service / NEW_SEEDED).exists()


@some_forges
def test_second_update_changes_nothing(
    upgrades: Upgrades, library: Library, forge: str, tmp_path: Path
) -> None:
    _, updated, _ = untouched(upgrades, forge, "next")
    service = fresh_copy(updated, tmp_path)
    commit(service)
    library.update(service, NEXT)
    assert git(service, "status", "--porcelain") == ""


@with_cloud
def test_the_pin_is_all_that_changes(
    upgrades: Upgrades, library: Library, forge: str, tmp_path: Path
) -> None:
    """Of a release that changes nothing else: in `ci`, the hooks, a caller, uses of modules."""
    service = fresh_copy(upgrades.fresh(forge, NEXT), tmp_path)
    library.update(service, BUMP)
    before, after = (git(library.checkout, "rev-list", "-1", tag).strip() for tag in (NEXT, BUMP))
    caller = [FORGES[forge].caller] if forge.endswith("referenced") else []
    modules = [str(path.relative_to(service)) for path in service.glob("infra/*/goldenpath.tf")]
    pinned = ("ci", ".pre-commit-config.yaml", *caller, *modules)
    for path in pinned:
        removed, added = changed_lines(service, path)
        moved = [line.replace(before, after).replace(NEXT, BUMP) for line in removed]
        assert removed
        assert moved == added, path
    changed = git(service, "diff", "--name-only").split()
    assert set(changed) == {*pinned, ".copier-answers.yml"}


def changed_lines(service: Path, path: str) -> tuple[list[str], list[str]]:
    lines = git(service, "diff", "-U0", "--", path).splitlines()
    body = [line for line in lines if not line.startswith(("---", "+++"))]
    return (
        [line[1:] for line in body if line.startswith("-")],
        [line[1:] for line in body if line.startswith("+")],
    )


@pytest.mark.parametrize(
    ("forge", "path"),
    [
        ("github-vendored", "README.md"),
        ("github-vendored", "docs/runbook.md"),
        ("gitlab-referenced", ".gitlab/extra.yml"),
        ("github-vendored", "renovate.json"),
        ("gitlab-referenced", ".gitlab-ci.yml"),
        ("github-referenced", ".editorconfig"),
    ],
)
def test_deleted_stays_deleted(upgrades: Upgrades, forge: str, path: str) -> None:
    name = f"without-{path.replace('/', '-')}"
    updated = upgrades.updated(forge, TREE, NEXT, name, lambda folder: (folder / path).unlink())
    assert not (updated / path).exists()
    assert conflicts(updated) == []
