from __future__ import annotations

import os
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from goldenpath_hooks.check_conflicts import main, markers

from tests.hooks.case_folders import cases, relative

ONE = "<" * 7 + " ours\na\n" + "=" * 7 + "\nb\n" + ">" * 7 + " theirs\n"


@pytest.mark.parametrize("path", cases("check-conflicts", "bad"), ids=relative)
def test_bad(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The lines of the markers stand in the file of the same name with `.expected` behind it."""
    assert main([str(path)]) == 1
    found = re.findall(r":(\d+):1: check-conflicts conflict marker `", capsys.readouterr().out)
    assert found == Path(f"{path}.expected").read_text(encoding="utf-8").split()


@pytest.mark.parametrize("path", cases("check-conflicts", "good"), ids=relative)
def test_good(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(path)]) == 0
    assert capsys.readouterr().out == ""


def test_what_an_update_leaves_is_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a").write_text("<" * 7 + " before updating\n")
    assert main([str(tmp_path / "a")]) == 1
    assert "after updating what the template has now" in capsys.readouterr().out


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("end", ["", "x"])
def test_line_ends(newline: str, end: str) -> None:
    data = (ONE + end).replace("\n", newline).encode()
    assert len(list(markers(data))) == 3


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"=" * 7, id="no line end"),
        pytest.param(b"\xff\n" + b"<" * 8 + b" a\n", id="eight"),
        pytest.param(b"x" + b"<" * 7 + b" a\n", id="not at the start of a line"),
        pytest.param(b"<" * 7 + b"a\n", id="no blank behind it"),
        pytest.param(b"> a\n" + b">" * 7 + b" b\n", id="quoted, line before"),
        pytest.param(b">" * 7 + b" b\n> a\n", id="quoted, line after"),
        pytest.param(b"<\0" * 7 + b"\n\0", id="UTF-16, which git merges as binary"),
    ],
)
def test_noop(data: bytes) -> None:
    assert list(markers(data)) == []


def test_a_waiver_of_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "manual.md"
    path.write_text(ONE)
    assert main([str(path)]) == 1
    until = date.today() + timedelta(days=90)
    waiver = f"goldenpath: allow-file check-conflicts until {until} by @acme/docs: an example\n"
    path.write_text(waiver + ONE)
    assert main([str(path)]) == 0


@pytest.mark.parametrize("sign", ["<", "=", "|", ">", "\n", "\n" + "=" * 7])
def test_a_huge_file(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "huge"
    path.write_text(sign * (4_000_000 // len(sign)))
    assert main([str(path)]) == 0
    with path.open("a") as file:
        file.write("\n" + ONE)
    assert main([str(path)]) == 1


def test_odd_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "a\nb").write_bytes(b"\xff\n" + ONE.encode())
    assert main([str(path) for path in sorted(tmp_path.iterdir())]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 3
    os.mkfifo(tmp_path / "pipe")
    for name, why in (("missing", "No such file"), ("pipe", "no plain")):
        assert main([str(tmp_path / name)]) == 1
        assert why in capsys.readouterr().out
