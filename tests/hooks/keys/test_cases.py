"""Case folders: a file in `bad` is refused for its format, a file in `good` is not refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from goldenpath_hooks.keys.files import Part
from goldenpath_hooks.keys.formats import FORMATS
from goldenpath_hooks.keys.scan import Found, scan

from tests.hooks.keys.samples import fill
from tests.support import ROOT

CASES = ROOT / "tests" / "cases" / "no-hardcoded-keys"


def cases(kind: str) -> list[Path]:
    return sorted(CASES.glob(f"*/{kind}/*"))


def name(path: Path) -> str:
    return str(path.relative_to(CASES))


def formats(path: Path) -> set[str]:
    """Under the name that the file would have in a repository, not in the folder of our tests."""
    text = fill(path.read_text(encoding="utf-8"))
    found = scan(path.name, [Part(text.encode())], date.min)
    return {each.format for each in found if isinstance(each, Found)}


@pytest.mark.parametrize("path", cases("bad"), ids=name)
def test_bad(path: Path) -> None:
    assert path.parts[-3] in formats(path)


@pytest.mark.parametrize("path", cases("good"), ids=name)
def test_good(path: Path) -> None:
    assert formats(path) == set()


@pytest.mark.parametrize("format", [format.id for format in FORMATS])
def test_every_format_has_both(format: str) -> None:
    for kind in ("good", "bad"):
        assert [*(CASES / format / kind).iterdir()]


def test_every_folder_is_a_format() -> None:
    assert {path.name for path in CASES.iterdir()} == {format.id for format in FORMATS}
