from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.contracts.settings import Contract
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.collect.openapi import documents
from goldenpath_gates.policy.document import Document

API: dict[str, Any] = {"openapi": "3.1.0", "paths": {"/a": {"get": {"responses": {}}}}}


def collected(root: Path, text: str, name: str = "openapi.json") -> Document:
    (root / name).write_text(text, "utf-8")
    [document] = documents(root, Contract(openapi=name))
    return document


def test_what_the_rules_see(tmp_path: Path) -> None:
    document = collected(tmp_path, json.dumps(API))
    assert document.to_input() == {"type": "openapi", "path": "openapi.json", "contents": API}


@pytest.mark.parametrize("indent", ["  ", "\t"])
def test_where_a_value_is(tmp_path: Path, indent: str) -> None:
    title = {"info": {"title": "\N{HAMMER}\N{GRINNING FACE}"}}
    text = json.dumps(API | title, indent=indent)
    document = collected(tmp_path, text)
    line = text[: text.index('"get"')].count("\n") + 1
    assert document.locate(["paths", "/a", "get"]) == (line, 3 * len(indent) + 1)


def test_yaml_whose_keys_are_numbers(tmp_path: Path) -> None:
    text = "openapi: 3.0.3\npaths:\n  /a:\n    get:\n      responses:\n        429: {}\n"
    document = collected(tmp_path, text, "openapi.yaml")
    assert document.contents["paths"]["/a"]["get"]["responses"] == {"429": {}}
    assert document.locate(["paths", "/a", "get", "responses", "429"]) == (6, 9)


def test_a_file_that_is_no_yaml_to_the_end_is_nowhere(tmp_path: Path) -> None:
    document = collected(tmp_path, json.dumps(API))
    (tmp_path / "openapi.json").write_text("{", "utf-8")
    assert document.locate(["paths"]) is None


def test_no_api(tmp_path: Path) -> None:
    assert list(documents(tmp_path, Contract(document=""))) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "not-there"),
        ("{", "not-readable"),
        ("[]", "not-an-object"),
        ('{"swagger": "2.0"}', "no key `openapi`"),
        ('{"openapi": "3.2.0"}', "unknown-version"),
        ('{"openapi": "3.1.0", "paths": {"/a": {"$ref": "a.json"}}}', "remote-ref"),
        ('{"openapi": "3.1.0", "paths": {"/a": {"$ref": "#/b"}}}', "missing-ref"),
        ('{"openapi": "3.1.0", "paths": {"/a": {"$ref": "#/paths/~1a"}}}', "ref-cycle"),
    ],
)
def test_what_cannot_be_judged(tmp_path: Path, text: str | None, message: str) -> None:
    if text is not None:
        (tmp_path / "openapi.json").write_text(text, "utf-8")
    with pytest.raises(IncompleteError, match=message):
        list(documents(tmp_path, Contract(openapi="openapi.json")))


@pytest.mark.parametrize("paths", ["null", "[]", '{"/a": null}', '{"/a": []}'])
def test_odd_paths_are_left_to_the_contract_stage(tmp_path: Path, paths: str) -> None:
    collected(tmp_path, f'{{"openapi": "3.1.0", "paths": {paths}}}')


def test_a_link_out_of_the_service(tmp_path: Path) -> None:
    root = tmp_path / "service"
    root.mkdir()
    (tmp_path / "other.json").write_text(json.dumps(API), "utf-8")
    (root / "openapi.json").symlink_to("../other.json")
    with pytest.raises(IncompleteError, match="a link leads out of the service"):
        list(documents(root, Contract(openapi="openapi.json")))
