from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from goldenpath_hooks import files
from goldenpath_hooks.format_json import formatted, main
from goldenpath_hooks.formats.formatter import Refused
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hooks.case_folders import cases, relative

Render = Callable[[str], Path]
BAD = cases("format-json", "bad")
REWRITTEN = [path for path in BAD if Path(f"{path}.expected").exists()]
LONG = '"' + "a" * 96 + '"'


@pytest.mark.parametrize("path", cases("format-json", "good"), ids=relative)
def test_good(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(path)]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("path", REWRITTEN, ids=relative)
def test_rewritten(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / path.name
    shutil.copy(path, copy)
    assert main(["--check", str(copy)]) == 1
    assert "format-json not in order" in capsys.readouterr().out
    assert copy.read_bytes() == path.read_bytes()
    assert main([str(copy)]) == 1
    assert capsys.readouterr() == ("", f"Rewriting {copy}\n")
    assert copy.read_bytes() == Path(f"{path}.expected").read_bytes()
    assert main([str(copy)]) == 0


@pytest.mark.parametrize("path", sorted({*BAD} - {*REWRITTEN}), ids=relative)
def test_refused(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / path.name
    shutil.copy(path, copy)
    assert main([str(copy)]) == 1
    assert f"{copy}:" in capsys.readouterr().out
    assert copy.read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[]", "[]\n"),
        ("{\n}", "{}\n"),
        ("[\n1]", "[\n  1\n]\n"),
        ("[[\n1]]", "[\n  [\n    1\n  ]\n]\n"),
        ('{"a":{"b":[]}}', '{ "a": { "b": [] } }\n'),
        ("[1,\n[2,3]]", "[\n  1,\n  [2, 3]\n]\n"),
        (f"[{LONG}]", f"[{LONG}]\n"),
        (f"[{LONG},1]", f"[\n  {LONG},\n  1\n]\n"),
        ('"a"\n\n', '"a"\n'),
        ("[1,\r\n2]", "[\n  1,\n  2\n]\n"),
    ],
)
def test_formatted(text: str, expected: str) -> None:
    assert formatted("a.json", text.replace("\r\n", "\n")) == expected
    assert formatted("a.json", expected) == expected


@pytest.mark.parametrize("indent", ["0", "4"])
def test_indent(tmp_path: Path, indent: str) -> None:
    (tmp_path / "a.json").write_text("[\n1]")
    assert main(["--indent", indent, str(tmp_path / "a.json")]) == 1
    assert (tmp_path / "a.json").read_text() == f"[\n{' ' * int(indent)}1\n]\n"


NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=30,
)


@settings(deadline=None, derandomize=True)
@given(VALUES, st.sampled_from([None, 0, 1, 4, "\t"]), st.booleans())
def test_data_stay(value: Any, indent: int | str | None, escaped: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=escaped)
    after = formatted("a.json", text)
    assert after is not None
    assert json.loads(after) == value
    assert formatted("a.json", after) == after
    assert "".join(after.split()) == "".join(text.split())


def test_what_python_indents_by_two_stays() -> None:
    text = json.dumps({"a": [1, {"b": [], "c": {}}], "é": None}, indent=2) + "\n"
    assert formatted("a.json", text) == text


def attempt(text: str) -> Any:
    """The formatted text, None where it is left alone, or why it is refused."""
    try:
        return formatted("a.json", text)
    except Refused as refused:
        return refused.findings


@settings(deadline=None, derandomize=True)
@given(st.text(alphabet='{}[]:,"\\ \n1etrufalsn/*', max_size=60))
def test_any_text(text: str) -> None:
    """What Python reads is formatted, what it does not is refused or left alone."""
    try:
        json.loads(text, parse_constant=lambda name: 1 / 0)
    except (ValueError, ZeroDivisionError):
        assert not isinstance(attempt(text), str)
    else:
        after = attempt(text)
        assert isinstance(after, str) or "already" in after[0].message


def test_a_service_stays(render: Render, capsys: pytest.CaptureFixture[str]) -> None:
    paths = sorted(render("defaults").rglob("*.json"))
    assert len(paths) > 2
    assert main(["--check", *map(str, paths)]) == 0
    assert capsys.readouterr().out == ""


def test_windows_line_ends_stay_and_a_byte_order_mark_goes(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'\xef\xbb\xbf[\r\n1,\r\n"\\r"]\r\n')
    assert main([str(tmp_path / "a.json")]) == 1
    assert (tmp_path / "a.json").read_bytes() == b'[\r\n  1,\r\n  "\\r"\r\n]\r\n'
    assert main([str(tmp_path / "a.json")]) == 0


def test_odd_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a\nb c.json").write_bytes(b"[1,\n2]")
    (tmp_path / "latin.json").write_bytes(b'"\xe9"')
    (tmp_path / "loop.json").symlink_to("loop.json")
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "outside.json").symlink_to("/etc/hostname")
    assert main([str(path) for path in sorted(tmp_path.iterdir())]) == 1
    out, error = capsys.readouterr()
    assert "latin.json:1:1: file-unreadable byte 2 is not UTF-8" in out
    assert "pipe.json:1:1: file-unreadable this is no plain file" in out
    assert error == f"Rewriting {tmp_path}/a\\nb c.json\n"
    assert main([str(tmp_path / "missing.json")]) == 1


def test_a_huge_file_is_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (tmp_path / "a.json").open("wb") as file:
        file.truncate(50_000_000)
    assert main([str(tmp_path / "a.json")]) == 0
    assert "format-json (warning) 50000000 bytes are more" in capsys.readouterr().out


def test_one_long_line(tmp_path: Path) -> None:
    text = json.dumps([{"a": [n, "x" * 9], "b": {}} for n in range(20_000)])
    (tmp_path / "a.json").write_text(text)
    assert len(text) < files.LARGEST
    assert main([str(tmp_path / "a.json")]) == 1
    assert json.loads((tmp_path / "a.json").read_text()) == json.loads(text)


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, '"' + "\\" * 1_000_000, "1" * 9]
)
def test_hostile(text: str) -> None:
    assert attempt(text) != []
