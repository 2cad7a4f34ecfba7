"""Two versions of an OpenAPI 3.1 document, with what its writer meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from goldenpath_gates.contracts import document
from goldenpath_gates.contracts.differ import openapi

from tests.gates.support import ROOT

PAIRS = sorted((ROOT / "tests" / "cases" / "contract-pairs-31").iterdir())


def test_there_are_pairs_of_both_kinds() -> None:
    assert len(PAIRS) >= 20
    assert {verdict(folder) for folder in PAIRS} == {"breaking", "compatible"}


@pytest.mark.parametrize("folder", PAIRS, ids=lambda folder: folder.name)
def test_verdict(folder: Path) -> None:
    base, revision = (document.load(folder / f"{name}.yaml") for name in ("base", "revision"))
    breaking = [each for each in openapi.compare(base, revision) if each.level == "breaking"]
    assert bool(breaking) == (verdict(folder) == "breaking"), breaking


def verdict(folder: Path) -> str:
    return (folder / "verdict").read_text("utf-8").strip()
