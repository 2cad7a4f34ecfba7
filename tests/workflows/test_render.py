from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from documents import DOCS, HEADER, outputs
from render import load, main

from tests.workflows.support import FULL, ROOT

TRAIN = "workflows/github/train.yml"
Edit = Callable[[Path], object]


def remove(path: Path) -> None:
    path.unlink()


def append(path: Path) -> None:
    path.write_text(path.read_text("utf-8") + "# edited\n", "utf-8")


def orphan(path: Path) -> None:
    path.with_name("old.yml").write_text(f"# {HEADER}\n", "utf-8")


def table(**stage: Any) -> dict[str, Any]:
    """A table of two stages, the second of which has these keys."""
    first = {"id": "lint", "asks": "Is it well formed?"}
    second = {"id": "unit", "asks": "Does the glue work?", **stage}
    defaults = {"timeout": 15, "keep": 7, "required_timeout": 5}
    return {"version": 1, "defaults": defaults, "stages": [first, second]}


def test_repository_is_fresh() -> None:
    assert main(["--check"]) == 0


def test_render_is_stable(tmp_path: Path) -> None:
    assert main(["--out", str(tmp_path)]) == 0
    assert main(["--check", "--out", str(tmp_path)]) == 0


@pytest.mark.parametrize("name", outputs(load(FULL)))
@pytest.mark.parametrize(("edit", "word"), [(remove, "is missing"), (append, "differs")])
def test_check_names_drift(
    name: str, edit: Edit, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--stages", str(FULL), "--out", str(tmp_path)]
    main(options)
    edit(tmp_path / name)
    assert main([*options, "--check"]) == 1
    assert capsys.readouterr().out.startswith(f"{name}: {word}")
    assert main(options) == main([*options, "--check"]) == 0


def test_orphans_are_named_and_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--out", str(tmp_path)]
    main(options)
    orphan(tmp_path / TRAIN)
    assert main([*options, "--check"]) == 1
    assert "old.yml: is rendered from nothing any more" in capsys.readouterr().out
    main(options)
    assert not (tmp_path / TRAIN).with_name("old.yml").exists()


def test_files_of_others_stay(tmp_path: Path) -> None:
    options = ["--out", str(tmp_path)]
    main(options)
    (tmp_path / ".github/workflows/nightly.yml").write_text("name: nightly\n", "utf-8")
    assert main([*options, "--check"]) == main(options) == 0
    assert (tmp_path / ".github/workflows/nightly.yml").is_file()


@pytest.mark.parametrize("name", [name for name in outputs(load(FULL)) if name != DOCS])
def test_header_says_where_it_comes_from(name: str) -> None:
    assert HEADER in (ROOT / name).read_text("utf-8")[:250]


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        (table(colour="red"), "stages[1]: "),
        (table(needs=["lintt"]), "stages[1].needs: unknown stage 'lintt'"),
        (table(takes=["lint"]), "stages[1].takes: 'lint' must also be listed under needs"),
        (table(id="lint"), "stages[1].id: 'lint' is listed twice"),
        (table(needs=["unit"]), "unit -> unit"),
        (table(id="Unit"), "stages[1].id: "),
        (table(id="required"), "stages[1].id: "),
        (table(timeout=0), "stages[1].timeout: "),
        (table(asks="Two: questions?"), "stages[1].asks: "),
        (table(hands=["../up/"]), "stages[1].hands[0]: "),
        (table(hands=["dist/.hidden"]), "stages[1].hands[0]: "),
        (table(hands=["dist/*.whl"]), "stages[1].hands[0]: "),
        (table(approval=True, when="main"), "stages[1]: "),
        (table(environment="staging"), "stages[1]: "),
        (table(environment="staging", when="change"), "stages[1].when: "),
        (table(identity="cloud", when="change"), "stages[1].when: "),
        (table(writes=["packages"], when="change"), "stages[1].when: "),
        (table(writes=["actions"], when="main"), "stages[1].writes[0]: "),
        (table(registry=True, when="preview"), "stages[1].when: "),
        (table(environment="a", approval=True, when="preview"), "stages[1].when: "),
        (table(cloud=True, when="preview"), "stages[1]: "),
        (table(ends=[], when="preview"), "stages[1]: "),
        (table(ends=[], when="main", environment="a", identity="b"), "stages[1].when: "),
        (table() | {"version": 2}, "version: "),
        (table() | {"stages": []}, "stages: "),
    ],
)
def test_bad_table_is_refused(
    broken: dict[str, Any], where: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "stages.yml"
    file.write_text(yaml.safe_dump(broken), "utf-8")
    assert main(["--stages", str(file), "--out", str(tmp_path / "out")]) == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert "stages.yml: " + where in message or where in message.partition("circle")[2]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "word"), [("stages: [", "not valid YAML"), (None, "name a stage table")]
)
def test_unreadable_table_is_refused(
    text: str | None, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "stages.yml"
    if text is not None:
        file.write_text(text, "utf-8")
    assert main(["--stages", str(file), "--out", str(tmp_path)]) == 2
    assert word in capsys.readouterr().err
