from __future__ import annotations

import json
import os
from dataclasses import dataclass, fields
from pathlib import Path

import pytest
from goldenpath_hooks import config
from goldenpath_hooks.check_schemas import schema_of
from goldenpath_hooks.findings import LONGEST, USAGE, HookError
from goldenpath_hooks.no_hardcoded_keys import KeySettings
from goldenpath_hooks.prompts.settings import LintSettings


@dataclass(frozen=True)
class Keys:
    exclude: tuple[str, ...] = ("a/**",)
    baseline: str | None = None


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "goldenpath.toml"


def refusal(path: Path, table: str = "keys") -> str:
    with pytest.raises(HookError) as raised:
        config.load(LintSettings if table == "prompts" else Keys, table, path)
    assert raised.value.code == USAGE
    said = str(raised.value)
    assert said.startswith(f"{path}: ")
    assert said.isprintable()
    assert len(said) < LONGEST + len(f"{path}") + 100
    return said.removeprefix(f"{path}: ")


def test_without_a_file_the_defaults_hold(path: Path) -> None:
    assert config.load(Keys, "keys", path) == Keys()


@pytest.mark.parametrize("text", ["", "[service]\nname = 1\n", "[prompts]\nhouse = 1\n"])
def test_without_the_table_the_defaults_hold(path: Path, text: str) -> None:
    path.write_text(text)
    assert config.load(Keys, "keys", path) == Keys()


def test_lists_arrive_as_tuples(path: Path) -> None:
    path.write_text("[keys]\nexclude = ['b', 'c']\nbaseline = 'd'\n")
    assert config.load(Keys, "keys", path) == Keys(("b", "c"), "d")


@pytest.mark.parametrize(("kind", "table"), [(LintSettings, "prompts"), (KeySettings, "keys")])
def test_the_schema_has_the_keys_and_the_defaults_of_the_dataclass(kind: type, table: str) -> None:
    known = schema_of(config.FILENAME)["properties"][table]["properties"]
    assert set(known) == {field.name for field in fields(kind)}
    for name, schema in known.items():
        assert json.loads(json.dumps(getattr(kind(), name))) == schema.get("default")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("keys = 1\n", "config-schema keys: 1 is not of type"),
        ("[[keys]]\n", "config-schema keys: [{}] is not of type"),
        ("[keys]\nexclud = []\n", "config-schema keys.exclud: unknown key, known here: baseline"),
        ("[keys]\nexclude = 'a'\n", "config-schema keys.exclude: "),
        ("[keys]\nexclude = [1]\n", "config-schema keys.exclude[0]: 1 is not of type"),
        ("[keys]\nbaseline = 5\n", "config-schema keys.baseline: 5 is not of type"),
        ("[keys]\nbaseline = 2027-01-31\n", "config-schema this is nothing that JSON could say"),
        ("[keys]\n'\\u001b[31m' = 1\n", "config-schema keys."),
        (f"[keys]\n{'a' * 9000} = 1\n", "config-schema ..., known here: "),
        (f"[keys.{'.'.join('a' * 500)}]\n", "config-schema "),
        (f"a = {'[' * 20_000}", "config-schema the values are nested too deeply"),
        ("[keys\n", "toml-syntax"),
        ("[keys]\na = 1\na = 2\n", "toml-syntax"),
        (f"[keys]\na = {'1' * 5000}\n", "toml-syntax"),
    ],
)
def test_a_broken_table_is_a_usage_error(path: Path, text: str, said: str) -> None:
    path.write_text(text)
    assert refusal(path).startswith(said)


@pytest.mark.parametrize(
    "text",
    [
        "[prompts]\nhouse = [1]\n",
        "[prompts]\nbudget_tokens = true\n",
        "[prompts.rules]\nleftover = 'info'\n",
        "[prompts.models]\nx = 5\n",
        "[prompts.models]\nx = {window = 'x'}\n",
        "[prompts.models]\nx = {}\n",
    ],
)
def test_a_value_of_another_type_is_a_usage_error(path: Path, text: str) -> None:
    path.write_text(text)
    assert refusal(path, "prompts").startswith("config-schema prompts.")


def test_bytes_that_are_no_utf_8(path: Path) -> None:
    path.write_bytes(b"\xff")
    assert refusal(path).startswith("config-schema byte 1 is not UTF-8")


def test_a_huge_file_is_not_read(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert refusal(path).startswith("config-schema 50000000 bytes are more")


def test_a_pipe_is_not_waited_for(path: Path) -> None:
    os.mkfifo(path)
    assert refusal(path).startswith("config-schema this is no plain file")


def test_a_folder(path: Path) -> None:
    path.mkdir()
    assert refusal(path).startswith("config-schema this file cannot be read")


@pytest.mark.parametrize("target", ["/dev/zero", "gone.toml", "goldenpath.toml"])
def test_a_link_is_not_followed(path: Path, target: str) -> None:
    path.symlink_to(target)
    assert refusal(path).startswith("config-schema this is a link")
