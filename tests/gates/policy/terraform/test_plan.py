from __future__ import annotations

import json
from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.terraform import plan

EMPTY = {"format_version": "1.2", "configuration": {"root_module": {}}}


def change(address: str, *actions: str, **more: Any) -> dict[str, Any]:
    *module, kind, name = address.split("[", maxsplit=1)[0].split(".")
    row = {"address": address, "mode": "managed", "type": kind, "name": name}
    if module:
        row["module_address"] = ".".join(module)
    return row | {"change": {"actions": list(actions), **more}}


def seen(*changes: Any, **configuration: Any) -> dict[str, Any]:
    whole = {"root_module": {}} | configuration
    body = EMPTY | {"resource_changes": list(changes), "configuration": whole}
    return plan.contents(plan.load(json.dumps(body).encode(), "plan.json"))


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        (["create"], {}),
        (["update"], {}),
        (["delete", "create"], {}),
        (["create", "delete"], {}),
        (["read"], {}),
        (["no-op"], {"unchanged": True}),
        (["delete"], None),
        (["forget"], None),
    ],
)
def test_what_a_plan_does(actions: list[str], expected: dict[str, Any] | None) -> None:
    contents = seen(change("a_b.c", *actions, after={"x": None}))
    row = {"address": "a_b.c", "type": "a_b", "values": {}}
    assert contents["resources"] == ([] if expected is None else [row | expected])


@pytest.mark.parametrize(
    ("after", "unknown", "sensitive", "expected"),
    [
        ({"x": 1}, {}, {}, {"x": 1}),
        ({"x": 1}, {}, {"x": True}, {"x": "${sensitive}"}),
        ({"x": 1}, {"y": True}, False, {"x": 1, "y": "${a_c.d}"}),
        ({}, {"z": True}, False, {"z": "${unknown}"}),
        (
            {"x": [{"p": 1}, {"p": 2}]},
            {"x": [{"q": True}, {}]},
            False,
            {"x": [{"p": 1, "q": "${unknown}"}, {"p": 2}]},
        ),
        ({}, {"x": {"q": True}}, False, {"x": {"q": "${unknown}"}}),
        ({"x": None}, {"x": {}}, False, {}),
        ({"x": '{"Statement": []}'}, {}, False, {"x": {"Statement": []}}),
        (None, {"x": True}, False, {"x": "${unknown}"}),
    ],
)
def test_values(after: object, unknown: object, sensitive: object, expected: object) -> None:
    expressions = {"y": {"references": ["a_c.d.id", "a_c.d"]}}
    [row] = seen(
        change("a_b.c", "create", after=after, after_unknown=unknown, after_sensitive=sensitive),
        root_module={"resources": [{"address": "a_b.c", "expressions": expressions}]},
    )["resources"]
    assert row["values"] == expected


def resource(address: str, **expressions: list[str]) -> dict[str, Any]:
    said = {name: {"references": found} for name, found in expressions.items()}
    return {"address": address, "expressions": said}


MODULES = {
    "resources": [resource("a_b.root", up=['module.m["k"].out', 'module.m["k"]'])],
    "module_calls": {
        "m": {
            "source": "./m",
            "expressions": {"id": {"references": ["a_b.root[0].id", "a_b.root"]}},
            "module": {
                "resources": [resource("a_b.in", down=["var.id"], same=["a_b.other"])],
                "outputs": {"out": {"expression": {"references": ["module.n.out"]}}},
                "module_calls": {
                    "n": {
                        "source": "../n",
                        "expressions": {"id": {"references": ["var.id"]}},
                        "module": {
                            "resources": [resource("a_b.deep", down=["var.id", "local.x"])],
                            "outputs": {"out": {"expression": {"references": ["a_b.deep.id"]}}},
                        },
                    }
                },
            },
        },
        "far": {"source": "acme/far/aws", "version_constraint": "1.2.3", "module": {}},
    },
}


@pytest.mark.parametrize(
    ("address", "declared", "expected"),
    [
        ("a_b.root", None, {"up": ["module.m.module.n.a_b.deep"]}),
        (
            'module.m["k.x"].a_b.in[0]',
            "module.m.a_b.in",
            {"down": ["a_b.root"], "same": ["module.m.a_b.other"]},
        ),
        (
            "module.m[0].module.n.a_b.deep",
            "module.m.module.n.a_b.deep",
            {"down": ["a_b.root"]},
        ),
    ],
)
def test_what_an_argument_refers_to_through_modules(
    address: str, declared: str | None, expected: dict[str, list[str]]
) -> None:
    whole = change("a_b." + address.partition("a_b.")[2], "create", after={})
    whole |= {"address": address, "module_address": address.partition(".a_b.")[0]}
    if declared is None:
        del whole["module_address"]
    [row] = seen(whole, root_module=MODULES)["resources"]
    assert (row.get("declared"), row["refers"]) == (declared, expected)


def test_arguments_that_refer_to_each_other_end() -> None:
    call = {"source": "./m", "expressions": {"id": {"references": ["module.m.out"]}}}
    inner = {"outputs": {"out": {"expression": {"references": ["var.id"]}}}}
    root = {
        "resources": [resource("a_b.c", x=["module.m.out"])],
        "module_calls": {"m": call | {"module": inner}},
    }
    [row] = seen(change("a_b.c", "create", after={}), root_module=root)["resources"]
    assert "refers" not in row


def test_modules_and_providers() -> None:
    contents = seen(
        root_module=MODULES,
        provider_config={
            "terraform": {"name": "terraform", "full_name": "terraform.io/builtin/terraform"},
            "aws": {"name": "aws", "full_name": "r/hashicorp/aws", "version_constraint": "~> 6"},
            "module.m:aws": {"name": "aws", "full_name": "r/hashicorp/aws"},
            "google": {"name": "google", "full_name": "r/hashicorp/google"},
        },
    )
    assert contents["modules"] == [
        {"name": "m", "source": "./m"},
        {"name": "far", "source": "acme/far/aws", "version": "1.2.3"},
        {"name": "m.n", "source": "../n"},
    ]
    assert contents["providers"] == [{"name": "aws", "version": "~> 6"}, {"name": "google"}]


def test_local_modules() -> None:
    whole = EMPTY | {"configuration": {"root_module": MODULES}}
    assert list(plan.local_modules(whole)) == [".", "././m", "././m/../n"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"format_version": "1.2", "configuration": {"root_mod',
        pytest.param('{"format_version": "1.0", "values": {}}', id="a state"),
        pytest.param(json.dumps(EMPTY | {"format_version": "2.0"}), id="of a later form"),
        pytest.param(json.dumps(EMPTY | {"errored": True}), id="stopped by an error"),
        pytest.param(json.dumps(EMPTY | {"complete": False}), id="of some targets only"),
        json.dumps(EMPTY | {"resource_changes": {}}),
        json.dumps(EMPTY | {"resource_changes": [None]}),
        json.dumps(EMPTY | {"resource_changes": [{"address": "a_b.c"}]}),
        json.dumps(EMPTY | {"resource_changes": [change("a_b.c") | {"change": {}}]}),
        json.dumps(EMPTY | {"configuration": {"root_module": []}}),
        pytest.param("[" * 100_000, id="deep"),
    ],
)
def test_what_is_no_plan_is_incomplete(text: str) -> None:
    with pytest.raises(IncompleteError, match=r"^plan\.json: "):
        plan.load(text.encode(), "plan.json")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_plan_that_powershell_wrote(encoding: str) -> None:
    assert plan.load(json.dumps(EMPTY).encode(encoding), "plan.json") == EMPTY
