from __future__ import annotations

import pytest
from goldenpath_hooks.prompts.read import read
from goldenpath_hooks.prompts.rules.trailing_whitespace import fix

from tests.hooks.prompts.rules.asking import ask, prompty

TABLE = (
    ("user:\n{{question}}   \n", "user:\n{{question}}\n"),
    ("user:\n{{question}}  \n", "user:\n{{question}}\n"),
    ("user:\n{% if question %} \na\n{% endif %}\t\n", "user:\n{% if question %}\na\n{% endif %}\n"),
    ("user:\na \nb\n", "user:\na\nb\n"),
    ("user:\na\n  \nb\n", "user:\na\n\nb\n"),
    ("user:\na   ", "user:\na"),
    ("user:\na \t \nb\n", "user:\na\nb\n"),
    ("user:\na: \nb\n", "user:\na:\nb\n"),
    ("user:\na:   \n", "user:\na:\n"),
)
NOOP = (
    pytest.param("user:\na  \nb\n", id="a line break of Markdown"),
    pytest.param("user:\n  a b\n", id="blanks elsewhere"),
    pytest.param("user:\na\n\n\nb\n", id="empty lines"),
    pytest.param("user:\nDefine {{question}}\nDefinition: ", id="a completion goes on"),
    pytest.param("user:\nDefinition: \n", id="a completion goes on, the file ends with a line"),
)


@pytest.mark.parametrize(("body", "expected"), TABLE)
def test_fixed(body: str, expected: str) -> None:
    text = prompty("description: a   \n", body)
    (prompt,) = read("prompts/a.prompty", text.encode()).prompts
    assert ask("trailing-whitespace", text)
    mended = fix(prompt, text)
    assert mended == prompty("description: a   \n", expected)
    assert fix(prompt, mended) == mended
    assert ask("trailing-whitespace", mended) == []


@pytest.mark.parametrize("body", NOOP)
def test_noop(body: str) -> None:
    text = prompty(body=body)
    (prompt,) = read("prompts/a.prompty", text.encode()).prompts
    assert ask("trailing-whitespace", text) == []
    assert fix(prompt, text) == text


def test_nobody_knows_what_reads_the_file() -> None:
    assert ask("trailing-whitespace", "prompt: |+ \n  Say <word> \n", "prompts/a.prompt") == []


def test_line_ends_are_kept() -> None:
    text = prompty(body="user:\na \nb\n").replace("\n", "\r\n")
    (prompt,) = read("prompts/a.prompty", text.encode()).prompts
    assert fix(prompt, text) == text.replace("a \r\n", "a\r\n")


def test_counts() -> None:
    (said,) = ask("trailing-whitespace", prompty(body="user:\na \nb \n"))
    assert said.endswith("2 lines end with blanks")


def test_long_lines_take_no_time() -> None:
    text = prompty(body="user:\n" + " a" * 100_000 + " " * 100_000 + "b \n")
    assert len(ask("trailing-whitespace", text)) == 1
