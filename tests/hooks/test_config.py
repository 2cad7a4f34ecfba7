from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from goldenpath_hooks import config
from goldenpath_hooks.findings import USAGE, HookError


@dataclass(frozen=True)
class Table:
    globs: tuple[str, ...] = ("a/**",)
    budget: int | None = None


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "goldenpath.toml"


def test_without_a_file_the_defaults_hold(path: Path) -> None:
    assert config.load(Table, "table", path) == Table()


def test_without_the_table_the_defaults_hold(path: Path) -> None:
    path.write_text("[service]\nname = 'a'\n")
    assert config.load(Table, "table", path) == Table()


def test_lists_arrive_as_tuples(path: Path) -> None:
    path.write_text("[table]\nglobs = ['b', 'c']\nbudget = 4000\n")
    assert config.load(Table, "table", path) == Table(("b", "c"), 4000)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[table]\nglob = []\n", "config-schema [table] knows no key glob"),
        ("table = 1\n", "config-schema table must be a table"),
        ("[table]\nglobs = 'a'\n", "config-schema [table] globs must be a list"),
        ("[table\n", "toml-syntax"),
        ("[table]\na = 1\na = 2\n", "toml-syntax"),
    ],
)
def test_a_broken_file_is_a_usage_error(path: Path, text: str, said: str) -> None:
    path.write_text(text)
    with pytest.raises(HookError) as raised:
        config.load(Table, "table", path)
    assert raised.value.code == USAGE
    assert str(raised.value).startswith(f"{path}: {said}")


def test_a_file_that_is_no_utf_8_is_a_usage_error(path: Path) -> None:
    path.write_bytes(b"\xff")
    with pytest.raises(HookError, match="toml-syntax"):
        config.load(Table, "table", path)
