"""The rules on lock and settings of uv: a folder per case; `expected.txt` says what is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from goldenpath_gates import config
from goldenpath_gates.bom import judgement, lock_file, uv_settings

from tests.gates.support import CONFIG, ROOT

CASES = ROOT / "tests" / "cases" / "sbom"
RULES = sorted(path.name for path in CASES.iterdir())


PUBLIC = "https://public.example/simple"


@pytest.fixture(autouse=True)
def _public(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cases name the public index so; which one it is, is said elsewhere."""
    assert uv_settings.public_index().endswith("/simple")
    monkeypatch.setattr(uv_settings, "public_index", lambda: PUBLIC)


def cases(kind: str) -> list[Path]:
    return sorted(path for rule in RULES for path in (CASES / rule / kind).iterdir())


def found(folder: Path) -> list[str]:
    """`path:line text` of each finding of the case's own rule."""
    settings = folder / "goldenpath.toml"
    parsed = config.parse(settings.read_text("utf-8") if settings.exists() else CONFIG)
    lock = lock_file.parse((folder / "uv.lock").read_text("utf-8"))
    rule = folder.parents[1].name
    all_ = judgement.dependencies(folder, parsed, lock)
    return [f"{one.path}:{one.line} {one.text}" for one in all_ if one.rule == rule]


def label(path: Path) -> str:
    return "/".join(path.parts[-3::2])


def test_every_rule_has_both_kinds() -> None:
    assert RULES == ["sbom-index", "sbom-lock-hash", "sbom-lock-source"]
    assert all(list((CASES / rule / kind).iterdir()) for rule in RULES for kind in ("good", "bad"))


@pytest.mark.parametrize("folder", cases("good"), ids=label)
def test_noop(folder: Path) -> None:
    assert found(folder) == []


@pytest.mark.parametrize("folder", cases("bad"), ids=label)
def test_found(folder: Path) -> None:
    expected = (folder / "expected.txt").read_text("utf-8").splitlines()
    said = found(folder)
    assert len(said) == len(expected)
    for text, start in zip(said, expected, strict=True):
        assert text.startswith(start)
        assert "secret" not in text
