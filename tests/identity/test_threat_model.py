"""Each control of the threat model names a test, and the test is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import ROOT

PAGE = ROOT / "docs" / "auth" / "threat-model.md"
SERVICE = ROOT / "template" / "tests" / "auth"
NAMED = re.compile(r"`(identity/)?([a-z_]+)::([^`]+)`")
STRIDE = (
    "Spoofing",
    "Tampering",
    "Repudiation",
    "Information disclosure",
    "Denial of service",
    "Elevation of privilege",
)


def rows() -> Iterator[tuple[str, str]]:
    """Threat and tests, of each row of the six tables."""
    part = ""
    for line in PAGE.read_text("utf-8").splitlines():
        if line.startswith("## "):
            part = line.removeprefix("## ").partition(":")[0]
        if part in STRIDE and line.startswith("| ") and not line.startswith(("| threat", "| ---")):
            threat, _, tests = line.strip("| ").split(" | ")
            yield threat, tests


def sources(identity: str, stem: str) -> list[Path]:
    folder = ROOT / "tests" / "identity" if identity else SERVICE
    paths = (*folder.rglob("*.py"), *folder.rglob("*.py.jinja"))
    return [path for path in paths if path.name.partition(".")[0] == stem]


@pytest.mark.parametrize("tests", [pytest.param(tests, id=threat) for threat, tests in rows()])
def test_its_tests_are_there(tests: str) -> None:
    named = NAMED.findall(tests)
    assert named, "names no test"
    for identity, stem, name in named:
        texts = [path.read_text("utf-8") for path in sources(identity, stem)]
        assert any(f"def {name}(" in text or f'"{name}"' in text for text in texts), (stem, name)


def test_all_six_kinds_of_threat_are_there() -> None:
    text = PAGE.read_text("utf-8")
    assert [kind for kind in STRIDE if f"\n## {kind}: " not in text] == []
    assert len(list(rows())) > 40
