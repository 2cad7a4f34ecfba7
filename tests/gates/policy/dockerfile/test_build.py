from __future__ import annotations

from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.dockerfile.build import MAX_CHARACTERS, MAX_STAGES, contents


def instructions(text: str, *keys: str) -> list[tuple[Any, ...]]:
    rows = contents(text, "Dockerfile")["instructions"]
    return [tuple(row[key] for key in keys) for row in rows]


def stages(text: str, *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(row[key] for key in keys) for row in contents(text, "Dockerfile")["stages"]]


def last(text: str) -> dict[str, Any]:
    found: dict[str, Any] = contents(f"FROM scratch\n{text}", "Dockerfile")["instructions"][-1]
    return found


def test_names_lines_and_stages() -> None:
    text = "\ufeff# Acme\r\nARG A\r\n\r\nfrom scratch\r\n  Run\tls\r\nFROM scratch\nUSER 1"
    assert instructions(text, "name", "line", "stage", "onbuild") == [
        ("ARG", 2, None, False),
        ("FROM", 4, 0, False),
        ("RUN", 5, 0, False),
        ("FROM", 6, 1, False),
        ("USER", 7, 1, False),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("RUN a \\\n  b \\  \n# no\n\n   # no\n c", "a   b  c"),
        ("RUN a # b", "a # b"),
        ("RUN a \\\\\nUSER 1", "1"),
        ("RUN a \\", "a"),
        ("RUN \\\n a", "a"),
        ("RUN cat <<A <<-'B' > c\n1\nA\n\t2 \\\n# 3\n\tB\n", "cat <<A <<-'B' > c\n1\n\t2 \\\n# 3"),
        ('COPY <<"END" a\n$b\nEND', '<<"END" a\n$b'),
        ("ONBUILD RUN <<A\nls\nA", "<<A\nls"),
        ("RUN echo $((1<<2)) <<<A", "echo $((1<<2)) <<<A"),
        ("CMD <<A", "<<A"),
    ],
)
def test_what_is_one_instruction(text: str, value: str) -> None:
    assert last(text)["value"] == value


@pytest.mark.parametrize(
    ("first", "path"),
    [("# escape=`", "C:\\a"), ("# syntax=x\n#ESCAPE = `", "C:\\a"), ("# no\n# escape=`", "C:a")],
)
def test_the_escape_directive(first: str, path: str) -> None:
    text = f"{first}\nFROM scratch\nWORKDIR C:\\a"
    assert instructions(text, "arguments")[-1] == ([path],)


def test_the_escape_directive_changes_continuations() -> None:
    text = "# escape=`\nFROM scratch\nRUN a `\n b \\\nUSER 1"
    assert instructions(text, "name", "value")[1:] == [("RUN", "a  b \\"), ("USER", "1")]


@pytest.mark.parametrize(
    ("text", "flags", "value"),
    [
        ("COPY --from=a --link b c", {"from": ["a"], "link": [""]}, "b c"),
        ("RUN --mount=type=cache --mount=from=a ls", {"mount": ["type=cache", "from=a"]}, "ls"),
        ('ADD --chown="a b" c d', {"chown": ['"a b"']}, "c d"),
        ("RUN ls --all", {}, "ls --all"),
        ("ENTRYPOINT --from=a", {}, "--from=a"),
    ],
)
def test_flags(text: str, flags: dict[str, list[str]], value: str) -> None:
    row = last(text)
    assert (row["flags"], row["value"]) == (flags, value)


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ('COPY ["a b", "c"]', ["a b", "c"]),
        ("COPY [a] c", ["[a]", "c"]),
        ("COPY [1] c", ["[1]", "c"]),
        ("COPY [1]", ["[1]"]),
        ("ADD a 'b c' \"d e\" f\\ g", ["a", "b c", "d e", "f g"]),
        ('ADD "a', ['"a']),
        ("ENV A=1 B='2 3' C=\"$A\"", ["A=1", "B=2 3", "C=$A"]),
        ("ENV A 1  2", ["A=1  2"]),
        ("LABEL a b", ["a=b"]),
        ("ARG A=1 B", ["A=1", "B"]),
        ("ARG A", ["A"]),
        ("ONBUILD ADD a b", ["a", "b"]),
        ("RUN ls $A 'b c'", ["ls $A 'b c'"]),
        ('RUN ["ls", "$A"]', ["ls", "$A"]),
        ("CMD", []),
        ("USER", []),
    ],
)
def test_arguments(text: str, arguments: list[str]) -> None:
    assert last(text)["arguments"] == arguments


@pytest.mark.parametrize(
    ("text", "user"),
    [
        ("ARG U=app\nUSER $U", "app"),
        ("ENV U=app G=2\nUSER ${U}:${G}", "app:2"),
        ("ARG U\nUSER $U", "$U"),
        ("ARG V\nUSER $V", "root"),
        ("ENV U=a\nENV U=b W=$U\nUSER $W", "a"),
        ("ENV U=root\nARG U=a\nUSER $U", "root"),
        ("ENV U=a\nARG U=root\nFROM one\nARG U\nUSER $U", "a"),
        ("ARG V=a\nARG V\nUSER $V", "root"),
        ("ENV U=a\nFROM scratch\nUSER $U", "$U"),
        ("ENV U=a\nFROM scratch\nFROM One\nUSER $U", "a"),
        ("ONBUILD ENV U=a\nUSER $U", "$U"),
        (f"ENV U=b\nENV U={'a' * 1001}\nUSER $U", "$U"),
    ],
)
def test_the_variables_of_a_stage(text: str, user: str) -> None:
    rows = instructions(f"ARG V=root\nFROM scratch AS one\n{text}", "name", "arguments")
    assert rows[-1] == ("USER", [user])


def test_where_stages_start() -> None:
    text = """\
ARG TAG=3.13
ARG BASE=python:${TAG}
FROM --platform=$BUILDPLATFORM $BASE AS Build
ARG TAG=3.14
FROM python:$TAG as other
FROM BUILD as build
FROM build
"""
    assert stages(text, "name", "image", "line", "chain") == [
        ("build", "python:3.13", 3, [0]),
        ("other", "python:3.13", 5, [1]),
        ("build", "BUILD", 6, [2, 0]),
        ("", "build", 7, [3, 2, 0]),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Dockerfile: it has no FROM"),
        ("ARG A", "Dockerfile: it has no FROM"),
        ("FROM", "Dockerfile:1:1: FROM takes"),
        ("FROM a b", "Dockerfile:1:1: FROM takes"),
        ("\nRUN a\nFROM b", "Dockerfile:2:1: RUN comes before FROM"),
        ("FROM a\n{% if b %}", "Dockerfile:2:1: {% is no instruction"),
        ("FROM a\nONBUILD", "Dockerfile:2:1:  is no instruction"),
        ("FROM a\nRUN <<A <<B\n1\nA\n2", "Dockerfile:2:1: B ends nowhere"),
        ("FROM a\n" * (MAX_STAGES + 1), f"Dockerfile:{MAX_STAGES + 1}:1: {MAX_STAGES} stages"),
        (f"FROM a\nENV A={'a' * 1000}\nENV B={'$A' * 2000}", "Dockerfile:3:1: its variables hold"),
        ("#" * (MAX_CHARACTERS + 1), f"Dockerfile: {MAX_CHARACTERS + 1} characters are too many"),
    ],
)
def test_what_cannot_be_judged(text: str, message: str) -> None:
    with pytest.raises(IncompleteError) as error:
        contents(text, "Dockerfile")
    assert str(error.value).startswith(message)
