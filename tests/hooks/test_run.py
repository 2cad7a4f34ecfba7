from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from goldenpath_hooks.findings import INCOMPLETE, Finding, HookError, Place, Severity
from goldenpath_hooks.run import concluded, run, run_on_files

HERE = Finding("a.txt", Place(2, 1), "some-rule", "a note", "delete it")


def refused() -> Iterator[Finding]:
    yield HERE
    raise HookError("there is no base", INCOMPLETE)


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        ([], 0),
        ([HERE], 1),
        pytest.param(
            [Finding("a.txt", Place(), "some-rule", "a note", "", Severity.WARNING)], 0,
            id="a warning passes",
        ),
    ],
)  # fmt: skip
def test_findings_are_printed(
    findings: list[Finding], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("some-hook", lambda: findings) == code
    assert capsys.readouterr() == ("".join(f"{finding}\n" for finding in findings), "")


def test_without_a_verdict_nothing_is_printed_but_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("some-hook", refused) == INCOMPLETE
    assert capsys.readouterr() == ("", "some-hook: there is no base\n")


def test_what_fits_no_terminal_is_escaped(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert concluded("some-hook", lambda: print("\udcff") or 0) == 0
    assert capsysbinary.readouterr().out == b"\\udcff\n"


def test_each_file_is_judged_and_no_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("link").symlink_to("a.txt")
    code = run_on_files("some-hook", "About it.", lambda path: [HERE], ["a.txt", "link", "b.txt"])
    assert (code, capsys.readouterr().out) == (1, f"{HERE}\n{HERE}\n")
