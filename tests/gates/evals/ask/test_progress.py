from __future__ import annotations

import io
import re
import sys

import pytest
from goldenpath_gates.evals.ask import progress
from goldenpath_gates.evals.record import Record


def records(count: int, errors: int = 0) -> list[Record]:
    return [
        Record(f"c-{number}", "", "q", error="answered 500" if number < errors else None)
        for number in range(count)
    ]


@pytest.mark.parametrize(("total", "numbers"), [
    (100, list(range(10, 101, 10))), (25, [3, 6, 9, 12, 15, 18, 21, 24, 25]), (2, [1, 2]), (0, []),
])  # fmt: skip
def test_a_line_after_each_tenth(
    total: int, numbers: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    given = records(total, errors=1)
    assert list(progress.shown(given, total)) == given
    said = capsys.readouterr().out.splitlines()
    form = rf"(\d+) of {total} cases asked, \d+ a second, 1 without an answer"
    assert [int(found[1]) for line in said if (found := re.fullmatch(form, line))] == numbers
    assert len(said) == len(numbers)


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    given = records(30, errors=2)
    assert list(progress.shown(given, 30)) == given
    assert "30/30" in terminal.getvalue()
    assert "2 without an answer" in terminal.getvalue()
