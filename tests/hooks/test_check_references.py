from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from goldenpath_hooks.check_references import main
from goldenpath_hooks.service.flagd import chosen, references

from tests.hooks.case_folders import both, judge, lay_out, load, relative

Render = Callable[[str], Path]


@pytest.mark.parametrize("path", both("check-references"), ids=relative)
def test_case(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lay_out(load(path)["files"], tmp_path)
    monkeypatch.chdir(tmp_path)
    judge(path, main, [], capsys)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"if": [{"==": [1, 1]}, "a"]}, {"a"}),
        ({"if": [{}, "a", {}, "b", "c"]}, {"a", "b", "c"}),
        ({"?:": [{"in": ["x", "y"]}, "a", "b"]}, {"a", "b"}),
        ({"fractional": [["a", 1], ["b"]]}, {"a", "b"}),
        ({"fractional": [{"cat": ["seed", "x"]}, ["a", 1]]}, {"a"}),
        ({"fractional": ["email", ["a", 1]]}, {"a"}),
        ({"if": [{}, {"fractional": [["a", 1], [{"if": [{}, "b", "c"]}, 1]]}]}, {"a", "b", "c"}),
        ({"if": [{}, True, False]}, {"true", "false"}),
        ({"$ref": "shared"}, {"s", "t"}),
        ({"$ref": "loop"}, {"l"}),
    ],
)
def test_chosen(rule: Any, expected: set[str]) -> None:
    shared = {
        "shared": {"if": [{}, "s", "t"]},
        "loop": {"if": [{}, {"$ref": "loop"}, "l"]},
    }
    assert {name for _, name in chosen(rule, (), shared)} == expected


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(None, id="no rule"),
        pytest.param({}, id="an empty rule: the default"),
        pytest.param({"if": [{}, None]}, id="null is the default"),
        pytest.param({"var": "variant"}, id="known at run time only"),
        pytest.param({"==": ["a", "b"]}, id="compares"),
        pytest.param({"$ref": "nowhere"}, id="found by references"),
        pytest.param({"if": "a"}, id="malformed"),
        pytest.param({"fractional": [[], [1, 2]]}, id="malformed shares"),
        pytest.param(["a"], id="a list is no rule"),
    ],
)
def test_chosen_noop(rule: Any) -> None:
    assert list(chosen(rule, (), {})) == []


def test_references_anywhere() -> None:
    rule = {"if": [{"and": [{"$ref": "a"}, {"!": {"$ref": "b"}}]}, "x", {"$ref": "c"}]}
    assert {name for _, name in references(rule, ())} == {"a", "b", "c"}


def test_rules_of_any_depth() -> None:
    rule: Any = "a"
    for _ in range(900):
        rule = {"if": [{}, rule]}
    assert [name for _, name in chosen(rule, (), {})] == ["a"]
    assert list(references(rule, ())) == []


def test_rules_that_multiply() -> None:
    shared = {
        f"r{i}": {"if": [{}, {"$ref": f"r{i + 1}"}, {"$ref": f"r{i + 1}"}]} for i in range(60)
    }
    assert list(chosen({"$ref": "r0"}, (), shared)) == []


def test_a_service_passes(render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(render("defaults"))
    assert main([]) == 0


def test_a_lock_that_is_not_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    flags = '{"flags": {"a": {"variants": {"x": "1"}, "metadata": {"prompt": "p"}}}}'
    lay_out({"flags/flags.json": flags, "prompts/prompts.lock": ""}, tmp_path)
    (tmp_path / "prompts/prompts.lock").write_bytes(b"\xff")
    monkeypatch.chdir(tmp_path)
    assert main([]) == 3
    assert "nothing was checked" in capsys.readouterr().err


def test_links_are_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(
        {"src/a/prices.yaml": "models: {}\n", "outside.prompty": "---\nmodel: gpt-9\n"}, tmp_path
    )
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "a.prompty").symlink_to(tmp_path / "outside.prompty")
    (tmp_path / "prompts" / "loop").symlink_to(tmp_path / "prompts")
    monkeypatch.chdir(tmp_path)
    assert main([]) == 0
