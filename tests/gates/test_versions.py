from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates import versions

from tests.gates.support import write

NOTHING: dict[str, Any] = {"template": None, "template_commit": None, "prompts": {}, "models": []}
ANSWERS = "_commit: v0.1.0\ngoldenpath_version: 0.1.0\n"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://github.com/acme/goldenpath", "acme/goldenpath"),
        ("https://github.com/acme/goldenpath.git/", "acme/goldenpath"),
        ("https://user@gitlab.example.com/acme/ai/goldenpath.git", "acme/ai/goldenpath"),
        ("git+https://ghe.example.com/acme/goldenpath", "acme/goldenpath"),
        ("git@github.com:acme/goldenpath.git", "acme/goldenpath"),
        ("ssh://git@github.com/acme/goldenpath", "acme/goldenpath"),
        ("gh:acme/goldenpath", "acme/goldenpath"),
        ("gl:acme/ai/goldenpath", "acme/ai/goldenpath"),
    ],
)
def test_library_path(tmp_path: Path, address: str, expected: str) -> None:
    write(tmp_path, {".copier-answers.yml": f"_src_path: {address}\n"})
    assert versions.library_path(tmp_path) == expected


@pytest.mark.parametrize("address", ["/srv/goldenpath", "../goldenpath", "C:/goldenpath", "~", ""])
def test_a_folder_has_no_library_path(tmp_path: Path, address: str) -> None:
    write(tmp_path, {".copier-answers.yml": f"_src_path: {address}\n"})
    assert versions.library_path(tmp_path) == ""
    assert versions.library_path(tmp_path / "none") == ""


def prompt(header: str) -> str:
    return f"---\n{header}\n---\nsystem:\nhello\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({}, {}, id="no file at all"),
        pytest.param(
            {".copier-answers.yml": ANSWERS},
            {"template": "0.1.0", "template_commit": "v0.1.0"},
            id="answers",
        ),
        pytest.param(
            {".copier-answers.yml": "goldenpath_version: 1.0\n_commit: 1234567\n"},
            {"template": "1.0", "template_commit": "1234567"},
            id="numbers are text",
        ),
        pytest.param({".copier-answers.yml": "<<<<<<< ours: [\n"}, {}, id="answers in conflict"),
        pytest.param({".copier-answers.yml": "- a\n"}, {}, id="answers are a list"),
        pytest.param(
            {
                "prompts/b.prompty": prompt("model: {id: m-2}\nmetadata: {version: 1.2.0}"),
                "prompts/a.prompty": prompt("model: m-1\nmetadata: {version: 1.0}"),
                "prompts/c.prompty": prompt("model: m-1\nmetadata: {version: 2024-01-02}"),
            },
            {
                "prompts": {"a": "1.0", "b": "1.2.0", "c": "2024-01-02"},
                "models": ["m-1", "m-2"],
            },
            id="prompts and models",
        ),
        pytest.param(
            {"prompts/a.prompty": "hello\n"}, {"prompts": {"a": None}}, id="no front matter"
        ),
        pytest.param(
            {"prompts/a.prompty": prompt("a: [")}, {"prompts": {"a": None}}, id="broken header"
        ),
        pytest.param(
            {"prompts/a.prompty": prompt("metadata: 3\nmodel: {name: x}")},
            {"prompts": {"a": None}},
            id="keys of another kind",
        ),
        pytest.param({"prompts/a.md": prompt("model: m")}, {}, id="not a prompt"),
    ],
)
def test_of_service(files: dict[str, str], expected: dict[str, Any], tmp_path: Path) -> None:
    assert versions.of_service(write(tmp_path, files)) == {**NOTHING, **expected}


def test_flat_is_one_row_per_version() -> None:
    rows = versions.flat(
        {
            "library": "0.1.0",
            "template_commit": None,
            "prompts": {"a": "1.0.0", "b": None},
            "models": ["m-1", "m-2"],
            "tools": [],
        }
    )
    assert list(rows) == [
        ("library", "0.1.0"),
        ("template commit", "unknown"),
        ("prompts: a", "1.0.0"),
        ("prompts: b", "unknown"),
        ("models", "m-1, m-2"),
        ("tools", "none"),
    ]
