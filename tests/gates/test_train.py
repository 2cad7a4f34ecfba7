from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates import library, train
from goldenpath_gates.errors import UsageError
from goldenpath_gates.train import Train

from tests.gates.support import ROOT

TABLE = ROOT / "workflows" / "stages.yml"
SCHEMA = json.loads((ROOT / "workflows" / "stages.schema.json").read_text(encoding="utf-8"))
DEFAULTS = {"timeout": 15, "keep": 7, "required_timeout": 5}


def row(stage: str, **values: Any) -> dict[str, Any]:
    return {"id": stage, "asks": "Does it run?", **values}


def parsed(*rows: dict[str, Any], **top: Any) -> Train:
    table = {"version": 1, "defaults": DEFAULTS, "stages": list(rows), **top}
    return train.parse(table, SCHEMA, "stages.yml")


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "stages: "),
        ([{"id": "a"}], 'stages[0]: "asks" is a required property'),
        ([row("A")], "stages[0].id: "),
        ([row("required")], "stages[0].id: "),
        ([row("a", asks="No question")], "stages[0].asks: "),
        ([row("a", timeout=0)], "stages[0].timeout: "),
        ([row("a", when="never")], "stages[0].when: "),
        ([row("a", laptop=False)], "stages[0].laptop: "),
        ([row("a", hands=["../secrets"])], "stages[0].hands[0]: "),
        ([row("a", run="echo hello")], "'run' was unexpected"),
        ([row("a", identity="aud")], "stages[0]: "),
        ([row("a", when="change", environment="prod")], "stages[0].when: "),
        ([row("a"), row("a")], "stages[1].id: 'a' is listed twice, give it another id"),
        ([row("a", needs=["b"])], "stages[0].needs: unknown stage 'b', add its row or remove it"),
        ([row("a"), row("b", takes=["a"])], "stages[1].takes: 'a' must also be listed under needs"),
        ([row("a", needs=["a"])], "needs form a circle: a -> a"),
        ([row("a", needs=["b"]), row("b", needs=["a"])], "needs form a circle: "),
        (
            [row("a", when="main"), row("b", needs=["a"])],
            "stages[1].needs: 'a' runs on the default branch only, 'b' on every change",
        ),
        ([row("a", registry=True)], "stages[0]: "),
        ([row("a", writes=["contents"])], "stages[0]: "),
        ([row("a", writes=["contents"], when="change")], "stages[0].when: "),
        ([row("a", writes=["actions"], when="main")], "stages[0].writes[0]: "),
        ([row("a", environment="a", approval=True, when="nightly")], "stages[0].when: "),
        ([row("a", registry=True, when="nightly")], "stages[0].when: "),
        ([row("a", registry=True, when="change")], "stages[0].when: "),
        ([row("a", evidence=True)], "stages[0]: "),
        ([row("a", packages=["a; b"])], "stages[0].packages[0]: "),
        (
            [
                row("push", registry=True, when="main"),
                row("deploy", environment="production", when="main", needs=["push"]),
            ],
            "stages[1].takes: a stage with an environment deploys the image that push hands on",
        ),
    ],
)
def test_a_bad_table_names_file_and_key(rows: list[dict[str, Any]], says: str) -> None:
    with pytest.raises(UsageError) as error:
        parsed(*rows)
    assert str(error.value).startswith("stages.yml: ")
    assert says in str(error.value)


@pytest.mark.parametrize(
    "top", [{"version": 2}, {"defaults": {}}, {"defaults": {**DEFAULTS, "keep": 91}}, {"more": 1}]
)
def test_a_bad_head_is_refused(top: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"^stages.yml: "):
        parsed(row("a"), **top)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([row("a")], id="one stage"),
        pytest.param([row("b", needs=["a"]), row("a")], id="a need may stand below"),
        pytest.param([row("a"), row("b", needs=["a"], takes=["a"])], id="takes what it needs"),
        pytest.param(
            [
                row("push", registry=True, when="main"),
                row("deploy", environment="prod", when="main", needs=["push"], takes=["push"]),
            ],
            id="deploys what was pushed",
        ),
        pytest.param([row("a"), row("b", needs=["a"], when="main")], id="main after change"),
    ],
)
def test_noop(rows: list[dict[str, Any]]) -> None:
    assert [stage.id for stage in parsed(*rows)] == [values["id"] for values in rows]


def test_a_row_takes_the_default_and_its_own_values() -> None:
    first, second = parsed(row("a"), row("b", needs=["a"], timeout=3, laptop="a cluster"))
    assert (first.timeout, first.needs, first.on_laptop) == (15, (), True)
    assert (second.timeout, second.needs, second.on_laptop) == (3, ("a",), False)


def test_select_keeps_the_order_of_the_table() -> None:
    whole = parsed(row("a"), row("b"), row("c"))
    assert [stage.id for stage in whole.select(["c", "a", "c"])] == ["a", "c"]


def test_an_unknown_stage_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"^unknown stage 'units'; the train has: a, b$"):
        parsed(row("a"), row("b")).select(["a", "units"])


def test_yaml_that_does_not_parse_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "stages.yml").write_text("stages: [", encoding="utf-8")
    with pytest.raises(UsageError, match=r"stages.yml: not valid YAML"):
        train.load(tmp_path / "stages.yml")


def test_each_stage_of_the_table_has_its_module_and_each_module_its_row() -> None:
    """The table never lists a stage that does nothing."""
    modules = {path.stem for path in (library.PACKAGE / "stages").glob("[!_]*.py")}
    assert {stage.id.replace("-", "_") for stage in train.load(TABLE)} == modules
