from __future__ import annotations

from typing import Any

import pytest
from goldenpath_gates.contracts.document import Document
from goldenpath_gates.contracts.operations import Operation, operations


def the(paths: Any, **more: Any) -> Operation:
    (operation,) = operations(Document("a.json", {"paths": paths, **more}))
    return operation


def test_a_path_may_be_a_reference() -> None:
    item = {"get": {"responses": {}}, "summary": "An item", "parameters": []}
    operation = the({"/a": {"$ref": "#/shared/a"}}, shared={"a": item})
    assert operation.label == "GET /a"


@pytest.mark.parametrize("root", [{}, {"paths": {}}, {"paths": 1}, {"paths": {"/a": 1}}])
def test_without_paths_there_are_none(root: Any) -> None:
    assert not list(operations(Document("a.json", root)))


@pytest.mark.parametrize(
    ("responses", "known"),
    [
        ({"404": {}}, True),
        ({404: {}}, True),
        ({"4XX": {}}, True),
        ({"4xx": {}}, True),
        ({"default": {}}, True),
        ({"200": {}, "5XX": {}}, False),
        (None, False),
    ],
)
def test_statuses(responses: Any, known: bool) -> None:
    assert the({"/a": {"get": {"responses": responses}}}).documents(404) is known


@pytest.mark.parametrize(
    ("parameter", "target"),
    [
        ({}, "/a/1"),
        ({"example": "x/y"}, "/a/x%2Fy"),
        ({"schema": {"enum": ["knowledge"]}}, "/a/knowledge"),
        ({"schema": {"default": 0}}, "/a/0"),
        ({"in": "query"}, "/a/{b}"),
    ],
)
def test_targets(parameter: Any, target: str) -> None:
    listed = [{"name": "b", "in": "path", **parameter}]
    assert the({"/a/{b}": {"get": {"parameters": listed}}}).target() == target
    assert the({"/a/{b}": {"parameters": listed, "get": {}}}).target() == target


def test_media_types() -> None:
    content: Any = {"application/json": {}, "text/plain": {}}
    body = {"$ref": "#/components/requestBodies/A"}
    components = {"requestBodies": {"A": {"content": content}}}
    operation = the({"/a": {"post": {"requestBody": body}}}, components=components)
    assert operation.media_types() == list(content)
    assert the({"/a": {"get": {}}}).media_types() == []
