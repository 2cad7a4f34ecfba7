from __future__ import annotations

import os
from pathlib import Path

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.collect.dockerfiles import documents
from goldenpath_gates.policy.settings import Policy


def written(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("FROM scratch\n", "utf-8")


def test_what_the_rules_see(tmp_path: Path) -> None:
    written(tmp_path, "Dockerfile")
    [document] = documents(tmp_path, Policy())
    assert (document.type, document.path) == ("dockerfile", "Dockerfile")
    assert [stage["image"] for stage in document.contents["stages"]] == ["scratch"]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (["instructions", 1, "value"], (4, 1)),
        (["stages", 0], (2, 1)),
        (["stages"], None),
        ([], None),
    ],
)
def test_where_a_value_is(
    tmp_path: Path, at: list[str | int], expected: tuple[int, int] | None
) -> None:
    (tmp_path / "Dockerfile").write_text("# Acme\nFROM scratch\n\nUSER 1\n", "utf-8")
    [document] = documents(tmp_path, Policy())
    assert document.locate(at) == expected


def test_which_files(tmp_path: Path) -> None:
    ours = ["Dockerfile", "Dockerfile.dev", "tools/a/Dockerfile"]
    others = ["Dockerfile.dockerignore", "docs/my-Dockerfile", "Dockerfiles/README.md"]
    tools = [".venv/Dockerfile", "node_modules/a/Dockerfile", ".git/Dockerfile"]
    written(tmp_path, *ours, *others, *tools)
    assert [document.path for document in documents(tmp_path, Policy())] == ours


def test_other_patterns(tmp_path: Path) -> None:
    written(tmp_path, "Dockerfile", "build/Containerfile.1", "build/x/Containerfile.2")
    patterns = ("build/Containerfile.?",)
    found = documents(tmp_path, Policy(dockerfiles=patterns))
    assert [document.path for document in found] == ["build/Containerfile.1"]
    assert list(documents(tmp_path, Policy(dockerfiles=()))) == []


def test_bytes_that_are_no_text_and_links_within_the_service(tmp_path: Path) -> None:
    (tmp_path / "base").write_bytes(b"# \xff\r\nFROM scratch\r\n")
    (tmp_path / "Dockerfile").symlink_to("base")
    [document] = documents(tmp_path, Policy())
    assert document.contents["stages"][0]["image"] == "scratch"


def test_a_link_out_of_the_service(tmp_path: Path) -> None:
    written(tmp_path, "other", "service/README.md")
    (tmp_path / "service" / "Dockerfile").symlink_to("../other")
    with pytest.raises(IncompleteError, match="Dockerfile: a link leads out of the service"):
        list(documents(tmp_path / "service", Policy()))


def test_a_link_to_nothing_and_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").symlink_to("nothing")
    with pytest.raises(IncompleteError, match="Dockerfile: it cannot be read"):
        list(documents(tmp_path, Policy()))
    (tmp_path / "Dockerfile").unlink()
    os.mkfifo(tmp_path / "Dockerfile")
    with pytest.raises(IncompleteError, match="it is no file"):
        list(documents(tmp_path, Policy()))
