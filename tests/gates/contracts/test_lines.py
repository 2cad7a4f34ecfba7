from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.contracts.document import Document, Node
from goldenpath_gates.contracts.lines import Lines
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TEXT = """\
{
  "info": { "version": "1.0.0" },
  "paths": {
    "/v1/a~b": {
      "get": {},
      "tags": [
        "one",
        "two"
      ]
    }
  }
}
"""


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("/info/version", 2),
        ("/paths/~1v1~1a~0b/get", 5),
        ("/paths/~1v1~1a~0b/tags/1", 8),
        ("/paths/~1v1~1a~0b/post/responses", 4),
        ("/gone/with/all", None),
        ("", None),
    ],
)
def test_line(pointer: str, line: int | None, tmp_path: Path) -> None:
    file = tmp_path / "openapi.json"
    file.write_text(TEXT, encoding="utf-8")
    assert Lines(file).of(pointer) == line


JSON = st.recursive(
    st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def keys(node: Node) -> Iterator[tuple[str, str]]:
    """Each key of an object, and its pointer."""
    for key, child in node.items():
        if isinstance(node.value, dict):
            yield key, child.pointer
        yield from keys(child)


@settings(
    derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(document=st.dictionaries(st.text(), JSON))
def test_the_line_of_a_key_holds_the_key(document: dict[str, Any], tmp_path: Path) -> None:
    text = json.dumps(document, indent=2)
    (tmp_path / "any.json").write_text(text, encoding="utf-8")
    found, lines = Lines(tmp_path / "any.json"), text.split("\n")
    for key, pointer in keys(Document("any.json", document).node()):
        line = found.of(pointer)
        assert line is not None
        assert lines[line - 1].lstrip().startswith(f"{json.dumps(key)}: ")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("openapi.yaml", "info: {}\n", id="YAML"),
        pytest.param("openapi.json", "info: {}\n", id="YAML under the name of JSON"),
        pytest.param("openapi.json", "a: ]\n", id="neither"),
        pytest.param("openapi.json", "", id="empty"),
    ],
)
def test_noop_no_json(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert Lines(tmp_path / name).of("/info") is None


def test_noop_no_file(tmp_path: Path) -> None:
    assert Lines(tmp_path / "gone.json").of("/info") is None
