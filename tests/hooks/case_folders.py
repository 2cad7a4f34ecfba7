"""Cases are files: what is dropped into `tests/cases/<hook>/{good,bad}/` is a test."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases"
Main = Callable[[list[str]], int]


def cases(hook: str, kind: str) -> list[Path]:
    """Without what another case expects; a folder without a case would pass for ever."""
    folder = CASES / hook / kind
    found = sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".expected")
    assert found, f"{folder} holds no case"
    return found


def both(hook: str) -> list[Path]:
    return cases(hook, "good") + cases(hook, "bad")


def relative(path: Path) -> str:
    return path.relative_to(CASES).as_posix()


def load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def lay_out(files: dict[str, str], root: Path) -> None:
    """Writes the files; `{{soon}}` is a day that a waiver may name."""
    soon = (date.today() + timedelta(days=90)).isoformat()
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text.replace("{{soon}}", soon), encoding="utf-8")


def judge(path: Path, main: Main, args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The whole output of a hook, and its exit code, are what the case says."""
    case = load(path)
    code = main(args)
    out, error = capsys.readouterr()
    assert out == case.get("expected", "")
    assert error == case.get("error", "")
    assert code == case.get("code", int(path.parent.name == "bad"))
