from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from goldenpath_hooks import (
    check_conflicts,
    check_schemas,
    format_json,
    format_yaml,
    prompt_lint,
)
from goldenpath_hooks.findings import INCOMPLETE, USAGE, Finding, HookError, Place, Severity
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


KEY = "AKIA" + "Q7ZD3WXKPL2MN4RT"


def test_a_key_is_masked(capsys: pytest.CaptureFixture[str]) -> None:
    found = Finding("a.txt", Place(), "some-rule", f"'{KEY}' is no note", f"delete {KEY}")
    assert run("some-hook", lambda: [found]) == 1
    assert capsys.readouterr().out == (
        "a.txt:1:1: some-rule 'AKIA...' is no note, delete AKIA...\n"
    )


def test_a_key_is_masked_where_there_is_no_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse() -> int:
        raise HookError(f"there is no base {KEY}")

    assert concluded("some-hook", refuse) == USAGE
    assert capsys.readouterr().err == "some-hook: there is no base AKIA...\n"


@pytest.mark.parametrize(
    "main",
    [
        prompt_lint.main,
        check_schemas.main,
        check_conflicts.main,
        format_json.main,
        format_yaml.main,
    ],
)
@pytest.mark.parametrize(
    ("arguments", "why"), [([], "no file was named; "), (["prompts"], "prompts is a folder; ")]
)
def test_what_would_look_at_nothing_is_a_usage_error(
    main: Callable[[Sequence[str]], int],
    arguments: list[str],
    why: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "prompts").mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == USAGE
    out, error = capsys.readouterr()
    hook, _, said = error.partition(": ")
    assert out == ""
    assert said == f"{why}name files, or run it on all with `pre-commit run {hook} --all-files`\n"


def test_each_file_is_judged_and_no_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("link").symlink_to("a.txt")
    code = run_on_files("some-hook", "About it.", lambda path: [HERE], ["a.txt", "link", "b.txt"])
    assert (code, capsys.readouterr().out) == (1, f"{HERE}\n{HERE}\n")
