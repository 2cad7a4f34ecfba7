from __future__ import annotations

from pathlib import Path

import pytest
from goldenpath_gates import config
from goldenpath_gates.bom import judgement, lock_file, uv_settings
from goldenpath_gates.errors import IncompleteError

from tests.gates.support import CONFIG, write


@pytest.mark.parametrize(
    "text",
    [
        "\x00",
        '[[package]]\nname = "a',
        "package = " + "[" * 5000,
        "package = 1",
        "[[package]]\n",
        '[[package]]\nname = "a"\nsource = "pypi"',
        '[[package]]\nname = "a"\nsource = {}',
        '[[package]]\nname = 1\nsource = { registry = "x" }',
        '[[package]]\nname = "a"\nsource = { registry = 1 }',
        '[[package]]\nname = "a"\nsource = { registry = "x" }\nwheels = [1]',
        '[[package]]\nname = "a"\nsource = { registry = "x" }\nsdist = { url = 2026-01-01 }',
        'a = "\\uD800"',
    ],
)
def test_what_uv_never_wrote_is_incomplete(text: str) -> None:
    with pytest.raises(IncompleteError, match=r"^uv.lock: not "):
        lock_file.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "[tool.uv.index]\nurl = 'a'",
        "[[tool.uv.index]]\nname = 'a'",
        "[tool.uv]\nextra-index-url = 'https://acme.example'",
        "[tool.uv.sources]\na = 1",
        "[tool.uv.sources]\na = [[]]",
        "tool = " + "[" * 5000,
    ],
)
def test_settings_that_uv_would_refuse_are_incomplete(text: str) -> None:
    with pytest.raises(IncompleteError, match=r"^pyproject.toml: not "):
        uv_settings.parse(text, "pyproject.toml")


@pytest.mark.parametrize("text", ["", "tool = 1", "[tool]\nuv = 1", "[tool.other]\nindex = 1"])
def test_noop_no_settings(text: str) -> None:
    assert uv_settings.parse(text, "pyproject.toml").indexes == ()


@pytest.mark.parametrize("place", ["https://[::1", "https://a]b", "//[x]y"])
def test_what_is_no_address_is_incomplete(place: str, tmp_path: Path) -> None:
    files = (lock_file.File(f"{place}/a-1.0.tar.gz", "sha256:00"),)
    lock = lock_file.Lock(
        (lock_file.Package("a", "1.0", "registry", uv_settings.public_index(), files),)
    )
    with pytest.raises(IncompleteError, match="is no address"):
        list(judgement.dependencies(tmp_path, config.parse(CONFIG), lock))
    write(tmp_path, {"pyproject.toml": f"[[tool.uv.index]]\nurl = '{place}'"})
    with pytest.raises(IncompleteError, match="is no address"):
        list(judgement.dependencies(tmp_path, config.parse(CONFIG), lock_file.Lock(())))


def test_an_empty_lock() -> None:
    assert list(lock_file.parse("version = 1")) == []


def test_lines_are_left_out_where_they_cannot_be_told() -> None:
    text = 'note = """\n[[package]]\n"""\n[[package]]\nname = "a"\nsource = { virtual = "." }\n'
    assert [one.line for one in lock_file.parse(text)] == [None]


def test_one_of_several_versions_is_found() -> None:
    rows = [("A.b", "1.0"), ("a-b", "2.0"), ("c", "")]
    lock = lock_file.Lock(
        tuple(lock_file.Package(name, version, "registry", "", ()) for name, version in rows)
    )
    assert (found := lock.find("a_B", "2.0"))
    assert found.label == "a-b@2.0"
    assert lock.find("a-b", "3.0") is None
