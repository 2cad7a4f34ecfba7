"""What Prompty fills in at load: env-reference, file-reference and file-escape."""

from __future__ import annotations

import pytest

from tests.hooks.prompts.rules.asking import ask, prompty


@pytest.mark.parametrize(
    ("value", "allowed", "names"),
    [
        ("${env:CHAT_MODEL}", (), ["CHAT_MODEL"]),
        ("${env:CHAT_MODEL:gpt-4.1}", (), ["CHAT_MODEL"]),
        ("${env:A}-${env:B}", (), ["A", "B"]),
        ("${env:A}-${env:B}", ("A",), ["B"]),
        ("${env:CHAT_MODEL}", ("CHAT_*",), []),
        ("$CHAT_MODEL and {env:A}", (), []),
    ],
)
def test_environment(value: str, allowed: tuple[str, ...], names: list[str]) -> None:
    found = ask("env-reference", prompty(f"description: {value}\n"), env_allowed=allowed)
    assert [said.split()[4] for said in found] == names


@pytest.mark.parametrize(
    ("path", "allowed", "expected"),
    [
        ("samples/a.json", (), 1),
        ("samples/a.json", ("prompts/samples/*.json",), 0),
        ("samples/a.txt", ("prompts/samples/*.json",), 1),
        ("../data/a.json", ("data/**",), 0),
        ("../data/a.json", ("prompts/**",), 1),
    ],
)
def test_file(path: str, allowed: tuple[str, ...], expected: int) -> None:
    text = prompty(f"sample: ${{file:{path}}}\n")
    assert len(ask("file-reference", text, file_allowed=allowed)) == expected


@pytest.mark.parametrize(
    "path",
    [
        "/etc/hostname",
        "~/.netrc",
        "C:/notes.txt",
        "\\\\host\\notes",
        "../../a",
        "a/../../../b",
        "..\\..\\a",
    ],
)
def test_escape(path: str) -> None:
    assert len(ask("file-escape", prompty(f"sample: '${{file:{path}}}'\n"))) == 1


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("a.json", id="beside"),
        pytest.param("../data/a.json", id="still in the repository"),
        pytest.param("a/../b..json", id="dots of other kinds"),
    ],
)
def test_no_escape(path: str) -> None:
    assert ask("file-escape", prompty(f"sample: ${{file:{path}}}\n")) == []
