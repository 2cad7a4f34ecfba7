from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from goldenpath_hooks.check_schemas import FOLDER, SCHEMAS, main, schema_of

from tests.hooks.case_folders import both, judge, lay_out, load, relative
from tests.support import Workshop


@pytest.mark.parametrize("path", both("check-schemas"), ids=relative)
def test_case(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case = load(path)
    lay_out({case["path"]: case["text"]}, tmp_path)
    monkeypatch.chdir(tmp_path)
    judge(path, main, [case["path"]], capsys)


@pytest.mark.parametrize("path", SCHEMAS)
def test_a_schema_is_one(path: str) -> None:
    jsonschema_rs.validator_for(schema_of(path), validate_formats=True)
    assert jsonschema_rs.meta.is_valid(schema_of(path))


def test_a_schema_is_attached() -> None:
    names = {path.name.removesuffix(".schema.json") for path in FOLDER.glob("*.schema.json")}
    assert names <= set(SCHEMAS.values())


@pytest.mark.parametrize("path", SCHEMAS)
def test_what_is_said_belongs_to_a_keyword(path: str) -> None:
    """A text under `says` for a keyword that is not there would never be shown."""
    left: list[Any] = [schema_of(path)]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            assert set(node.get("says", ())) <= set(node), json.dumps(node)
        left += node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()


def test_a_service_passes(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workshop.render("hostile"))
    assert main([path for path in SCHEMAS if Path(path).exists()]) == 0


def test_another_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["package.json"]) == 2
    assert capsys.readouterr().err.startswith("check-schemas: no schema is for 'package.json'")


HOSTILE = {
    "not UTF-8": ("slo.yaml", b"a: \xff", "byte 4 is not UTF-8, save the file as UTF-8"),
    "deep lists": ("slo.yaml", b"- " * 50_000, "nested more than 100 deep"),
    "deep brackets": ("slo.yaml", b"[" * 50_000, "nested more than 100 deep"),
    "contains itself": ("slo.yaml", b"&a [*a]", "no anchor before it"),
    "deep TOML": ("goldenpath.toml", b"a = " + b"[" * 5000, "nested too deeply"),
    "deep JSON": ("flags/flags.json", b"[" * 50_000, "nested too deeply"),
    "long line": ("evals/a.jsonl", b'"' + b"a" * 1_000_001, "at most 1,000,000 bytes"),
    "deep line": ("evals/a.jsonl", b"[" * 50_000, "nested too deeply"),
    "no line": ("evals/a.jsonl", b'{"id":"\xff"}', "byte 8 is not UTF-8"),
    "a header that is none": ("evals/a.jsonl", b'["goldenpath_baseline"]', "not of type"),
    "long number": ("flags/flags.json", b'{"flags": ' + b"1" * 5000 + b"}", "limit"),
}


@pytest.mark.parametrize(("name", "data", "expected"), HOSTILE.values(), ids=HOSTILE)
def test_hostile(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes, expected: str
) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(data)
    assert main([str(tmp_path / name)]) == 1
    assert expected in capsys.readouterr().out


def test_fifty_findings_of_a_dataset_are_enough(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "evals").mkdir()
    (tmp_path / "evals" / "a.jsonl").write_text("[]\n" * 60, encoding="utf-8")
    assert main([str(tmp_path / "evals" / "a.jsonl")]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 50


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf[unit]\r\ncoverage_floor = 'x'\r\n"])
def test_places_behind_a_mark_and_windows_line_ends(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes
) -> None:
    (tmp_path / "goldenpath.toml").write_bytes(data)
    assert main([str(tmp_path / "goldenpath.toml")]) == 1
    assert "goldenpath.toml:2:1: check-schemas unit.coverage_floor:" in capsys.readouterr().out
