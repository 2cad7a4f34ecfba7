from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.contracts import document
from goldenpath_gates.contracts.document import Document, DocumentError, load, parse

DEEP = 10_000
MAX_SECONDS = 30
"""A hang is more than that, on the slowest machine."""


def refused(text: bytes) -> str:
    with pytest.raises(DocumentError) as error:
        parse(text, "a")
    return str(error.value)


def test_an_error_names_document_place_rule_and_remedy() -> None:
    expected = "a: /b: duplicate-key the key c is there twice, keep one"
    assert refused(b'{"b": {"c": 1, "c": 2}}') == expected


READ = [
    (b'{"a": [1, 2.5, null, "x"]}', {"a": [1, 2.5, None, "x"]}),
    (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
    (b'{"a": "\\ud83d\\ude00"}', {"a": "\N{GRINNING FACE}"}),
    (b"a: 1\nb: [yes, no, on]", {"a": 1, "b": ["yes", "no", "on"]}),
    (b"200: {x: true}", {"200": {"x": True}}),
    (b"a: 2030-01-31", {"a": "2030-01-31"}),
    (b"a: [0x10, 0o10, 010, 1e3, .5, ~]", {"a": [16, 8, 10, 1e3, 0.5, None]}),
    (b"a: ['1', 1.2.3]", {"a": ["1", "1.2.3"]}),
    (b"a: !!int '3'\nb: !!str 3\nc: !!python/none x", {"a": 3, "b": "3", "c": "x"}),
    (b"a: &x {b: 1}\nc: *x", {"a": {"b": 1}, "c": {"b": 1}}),
    (b"&k a: *k", {"a": "a"}),
    (b"a: &x {b: 1, c: 2}\nd: {c: 3, <<: *x}", {"a": {"b": 1, "c": 2}, "d": {"c": 3, "b": 1}}),
    (b"a: &x {b: 1}\nd: {<<: [*x, {e: 2}]}", {"a": {"b": 1}, "d": {"b": 1, "e": 2}}),
    (b"a: " + b"9" * 500, {"a": "9" * 500}),
]


@pytest.mark.parametrize(("text", "root"), READ)
def test_read(text: bytes, root: dict[str, Any]) -> None:
    assert parse(text, "a").root == root


BOMB = b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 20)
)
LADDER = b"a: &a " + b"[" * 150 + b"]" * 150 + b"\nb: " + b"[" * 60 + b"*a" + b"]" * 60
REFUSED = [
    pytest.param(b"", "/: not-an-object", id="empty"),
    pytest.param(b"[]", "/: not-an-object", id="a list"),
    pytest.param(b"1", "/: not-an-object", id="a number"),
    pytest.param(b"- a", "/: not-an-object", id="a YAML list"),
    pytest.param(b"\xff", "/: not-readable", id="no UTF-8"),
    pytest.param(b'{"a":', "/: not-readable line 1", id="broken JSON"),
    pytest.param(b"a: b: c", "/: not-readable line 1", id="broken YAML"),
    pytest.param(b"a: \x00", "/: not-readable", id="a control character"),
    pytest.param(b'{"a": "\\ud800"}', "/: not-readable", id="half a surrogate pair"),
    pytest.param(b'{"a": ' + b"9" * 5000 + b"}", "/: not-readable", id="an endless number"),
    pytest.param(b"a: 1\n---\nb: 1", "/: not-readable", id="two YAML documents"),
    pytest.param(b"? [a]\n: 1", "/: not-readable a key is no text", id="a list as key"),
    pytest.param(b"a: &x [1]\nb: {*x : 1}", "/b: not-readable a key", id="an alias as key"),
    pytest.param(b'{"a": [NaN]}', "/a/0: not-a-number", id="NaN"),
    pytest.param(b'{"a": -Infinity}', "/a: not-a-number", id="infinity"),
    pytest.param(b'{"a": 1e999}', "/a: not-a-number", id="more than a float holds"),
    pytest.param(b"a: {b: .nan}", "/a/b: not-a-number", id="NaN of YAML"),
    pytest.param(b"a: 1e999", "/a: not-a-number", id="more than a float holds, in YAML"),
    pytest.param(b'{"a": 1, "a": 1}', "/: duplicate-key the key a", id="a key twice"),
    pytest.param(b"a: {b: 1, b: 2}", "/a: duplicate-key the key b", id="a key twice in YAML"),
    pytest.param(b'{"x/y": [{"b": 1, "b": 2}]}', "/x~1y/0: duplicate-key", id="a key twice, below"),
    pytest.param(b"a: &x [*x]", "/a/0: alias-unknown", id="an alias within itself"),
    pytest.param(b"a: *x", "/a: alias-unknown", id="an alias without an anchor"),
    pytest.param(BOMB, "too-large", id="aliases of aliases"),
    pytest.param(b'{"a": [' + b"1," * 1_000_000 + b"1]}", "/: too-large", id="a million values"),
    pytest.param(LADDER, "too-deep", id="aliases below each other"),
    pytest.param(b'{"a":' * DEEP + b"1" + b"}" * DEEP, "/: too-deep", id="deep JSON"),
    pytest.param(b"[" * DEEP + b"]" * DEEP, "/: too-deep", id="deep JSON lists"),
    pytest.param(b'{"a":' * 201 + b"1" + b"}" * 201, "/a/a/", id="a little too deep"),
    pytest.param(b"a: " + b"[ " * DEEP, "too-deep", id="deep YAML"),
    pytest.param(b"- " * DEEP, "too-deep", id="deep YAML lists"),
    pytest.param(b'{"a": "' + b"x" * document.MAX_BYTES + b'"}', "/: too-large", id="large"),
]


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_refused(text: bytes, said: str) -> None:
    start = time.perf_counter()
    message = refused(text)
    assert said in message
    assert len(message) < 1000
    assert message.isprintable()
    assert time.perf_counter() - start < MAX_SECONDS


def test_as_deep_as_allowed() -> None:
    assert parse(b'{"a":' * 200 + b"1" + b"}" * 200, "a").root
    assert parse(b"a: " + b"[" * 199 + b"]" * 199, "a").root


def test_load(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"a": 1}', "utf-8")
    assert load(path) == Document(str(path), {"a": 1})
    assert load(path, "b").name == "b"


@pytest.mark.parametrize("kind", ["nothing", "folder", "pipe"])
def test_load_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    with pytest.raises(DocumentError) as error:
        load(path, "a")
    assert error.value.rule == ("not-there" if kind == "nothing" else "not-readable")


@pytest.mark.parametrize(
    ("root", "dialect"),
    [
        ({}, "3.1"),
        ({"$schema": "x"}, "3.1"),
        ({"openapi": "3.0.3"}, "3.0"),
        ({"openapi": "3.1.1"}, "3.1"),
        ({"openapi": 3.1}, "3.1"),
    ],
)
def test_dialect(root: dict[str, Any], dialect: str) -> None:
    assert Document("a", root).dialect == dialect


@pytest.mark.parametrize("version", ["2.0", "3.2.0", "3.10.0", "", None, []])
def test_unknown_version(version: Any) -> None:
    with pytest.raises(DocumentError, match="/openapi: unknown-version"):
        _ = Document("a", {"openapi": version}).dialect


TREE = Document(
    "a",
    {
        "a/b": {"~": [10, 20]},
        "one": {"$ref": "#/two"},
        "two": {"$ref": "#/a~1b"},
        "whole": {"$ref": "#"},
        "escaped": {"$ref": "#/a~1b/~0/1"},
        "percent": {"$ref": "#/%61~1b"},
        "a property": {"$ref": {"type": "string"}},
        "self": {"$ref": "#/self"},
        "ping": {"$ref": "#/pong"},
        "pong": {"$ref": "#/ping"},
        "web": {"$ref": "https://example.com/a.json#/b"},
        "file": {"$ref": "file:///etc/passwd"},
        "other": {"$ref": "other.yaml#/b"},
        "empty": {"$ref": ""},
        "anchor": {"$ref": "#b"},
        "gone": {"$ref": "#/nowhere"},
        "beyond": {"$ref": "#/a~1b/~0/2"},
        "negative": {"$ref": "#/a~1b/~0/-1"},
        "odd": {"$ref": "#/a~1b/~0/²"},
    },
)


def test_children() -> None:
    node = TREE.node("/a~1b")
    inner = node.get("~")
    assert inner is not None
    assert inner.pointer == "/a~1b/~0"
    assert [(name, child.pointer, child.value) for name, child in inner.items()] == [
        ("0", "/a~1b/~0/0", 10),
        ("1", "/a~1b/~0/1", 20),
    ]
    assert node.get("nothing") is None
    assert inner.get(2) is inner.get(-1) is inner.get("0") is None
    last = inner.get(1)
    assert last is not None
    assert last.get("x") is None
    assert list(last.items()) == []


@pytest.mark.parametrize(
    ("key", "pointer"),
    [
        ("one", "/a~1b"),
        ("whole", ""),
        ("escaped", "/a~1b/~0/1"),
        ("percent", "/a~1b"),
        ("a property", "/a property"),
    ],
)
def test_resolved(key: str, pointer: str) -> None:
    for _ in range(2):
        assert TREE.node(f"/{key}").resolved().pointer == pointer


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ("self", "ref-cycle"),
        ("ping", "ref-cycle"),
        ("web", "remote-ref"),
        ("file", "remote-ref"),
        ("other", "remote-ref"),
        ("empty", "remote-ref"),
        ("anchor", "missing-ref"),
        ("gone", "missing-ref"),
        ("beyond", "missing-ref"),
        ("negative", "missing-ref"),
        ("odd", "missing-ref"),
    ],
)
def test_not_resolved(key: str, rule: str) -> None:
    with pytest.raises(DocumentError) as error:
        TREE.node(f"/{key}").resolved()
    assert error.value.rule == rule
    assert str(error.value).startswith(f"a: /{key}: {rule} ")
