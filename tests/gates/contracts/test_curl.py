from __future__ import annotations

import subprocess

import pytest
from goldenpath_gates.contracts import curl

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "padding"),
    [
        (b'{"name": "it\'s"}', 0),
        (b'{"name": "tea"}', 10),
        (b"\xff\x00", 0),
        (b"@file", 0),
        (b"[" * 20_000, 0),
    ],
    ids=["quotes", "padded", "bytes", "at", "long"],
)
def test_a_pasted_line_sends_the_body(body: bytes, padding: int) -> None:
    line = curl.line("POST", "/items", JSON, body, padding)
    said = 'curl() { printf \'%s\\0\' "$@"; [ "$*" = "${*%@-*}" ] || cat; }; '
    done = subprocess.run(("bash", "-c", said + line), capture_output=True, check=True)
    *words, read = done.stdout.split(b"\0", 8)
    assert words[:6] == [b"-sS", b"-X", b"POST", b"-H", b"Content-Type: application/json"] + [
        b"--data-binary"
    ]
    assert words[7:] == [b"http://127.0.0.1:8000/items"]
    assert (read if words[6] == b"@-" else words[6]) == body + b" " * padding


def test_without_a_body_none_is_sent() -> None:
    assert curl.line("GET", "/a?b=1", {}) == "curl -sS -X GET 'http://127.0.0.1:8000/a?b=1'"


@pytest.mark.parametrize("name", ["Authorization", "X-Api-Key", "Cookie", "webhook-signature"])
def test_keys_are_masked(name: str) -> None:
    assert "abc" not in curl.line("GET", "/", {name: "abc"})


def test_other_headers_are_shown() -> None:
    assert "X-Tenant: abc" in curl.line("GET", "/", {"X-Tenant": "abc"})
