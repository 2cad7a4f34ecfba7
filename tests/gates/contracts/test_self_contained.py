from __future__ import annotations

from typing import Any

import pytest
from goldenpath_gates.contracts import self_contained
from goldenpath_gates.contracts.document import Document, DocumentError


def copied(root: Any) -> Any:
    return self_contained.copy(Document("a.json", root))


@pytest.mark.parametrize(
    "root",
    [
        {"servers": [{"url": "http://elsewhere.test"}]},
        {"paths": {"/a": {"servers": []}}},
        {"paths": {"/a": {"get": {"servers": []}}}},
        {"paths": {"/a": {"get": {"examples": {"b": {"externalValue": "http://a.test"}}}}}},
    ],
)
def test_what_lies_elsewhere_is_left_out(root: Any) -> None:
    text = str(copied(root))
    assert "servers" not in text
    assert "externalValue" not in text


@pytest.mark.parametrize(
    "root",
    [
        {"components": {"schemas": {"A": {"properties": {"servers": {"type": "array"}}}}}},
        {"components": {"schemas": {"A": {"properties": {"externalValue": {}}}}}},
        {"components": {"schemas": {"A": {"items": {"$ref": "#/components/schemas/A"}}}}},
        {
            "paths": {
                "/a": {"get": {"responses": {"200": {"links": {"b": {"operationRef": "#/b"}}}}}}
            }
        },
        {"paths": 1},
    ],
    ids=["property servers", "property externalValue", "recursive", "local link", "no paths"],
)
def test_noop(root: Any) -> None:
    assert copied(root) == root


@pytest.mark.parametrize(
    ("root", "rule"),
    [
        ({"a": [{"$ref": "http://elsewhere.test/a.json"}]}, "remote-ref"),
        ({"a": {"$ref": "b.json#/c"}}, "remote-ref"),
        ({"a": {"$dynamicRef": "file:///etc/passwd"}}, "remote-ref"),
        ({"a": {"operationRef": "https://elsewhere.test#/b"}}, "remote-ref"),
        ({"a": {"$ref": "#/b"}}, "missing-ref"),
        ({"a": {"$ref": "#/a"}}, "ref-cycle"),
    ],
)
def test_what_cannot_be_followed_is_refused(root: Any, rule: str) -> None:
    with pytest.raises(DocumentError, match=rule):
        copied(root)
