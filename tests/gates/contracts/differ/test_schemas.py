"""Every rule of the table of schemas is met by a case of its own, and no other is ever named."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from goldenpath_gates.contracts import document, rules
from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.differ.schemas import compare_schemas

from tests.gates.support import ROOT

CASES = ROOT / "tests" / "cases" / "contract-schemas"
TABLE = yaml.safe_load(files(rules).joinpath("schemas.yaml").read_text("utf-8"))
FOLDERS = sorted(CASES.iterdir())


def changes(folder: Path) -> list[Change]:
    base, revision = (document.load(folder / f"{name}.yaml") for name in ("base", "revision"))
    direction = folder.parent.name.partition("-")[0]
    assert direction in ("request", "response")
    return compare_schemas(base, revision, "request" if direction == "request" else "response")


def test_each_rule_has_its_cases() -> None:
    assert [folder.name for folder in FOLDERS] == sorted(TABLE)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_bad(folder: Path) -> None:
    found = changes(folder / "bad")
    assert folder.name in {change.rule for change in found}
    assert {change.rule for change in found} <= TABLE.keys()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_good(folder: Path) -> None:
    assert folder.name not in {change.rule for change in changes(folder / "good")}
