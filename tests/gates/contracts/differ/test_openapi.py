from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from goldenpath_gates.contracts import rules
from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.differ.openapi import compare
from goldenpath_gates.contracts.document import Document, DocumentError, load

from tests.support import ROOT

CASES = ROOT / "tests/cases/contract-openapi"
TABLE = yaml.safe_load(files(rules).joinpath("openapi.yaml").read_text("utf-8"))
OK = {"200": {"description": "ok"}}


def folders(kind: str) -> list[Path]:
    return sorted(CASES.glob(f"*/{kind}"))


def rule_of(folder: Path) -> str:
    return folder.parent.name


def compared(folder: Path) -> list[Change]:
    return compare(load(folder / "base.yaml"), load(folder / "revision.yaml"))


def found(base: dict[str, Any], revision: dict[str, Any]) -> list[str]:
    changes = compare(Document("base", base), Document("revision", revision))
    return [f"{change.rule} {change.pointer}" for change in changes]


def api(*, version: str = "3.1.0", get: dict[str, Any] | None = None, **top: Any) -> dict[str, Any]:
    paths = {"/a": {"get": {"responses": OK, **(get or {})}}}
    return {"openapi": version, "info": {}, "paths": paths, **top}


@pytest.mark.parametrize("kind", ["bad", "good"])
def test_every_rule_has_cases(kind: str) -> None:
    assert [rule_of(folder) for folder in folders(kind)] == sorted(TABLE)


@pytest.mark.parametrize("folder", folders("bad"), ids=rule_of)
def test_bad(folder: Path) -> None:
    mine = [change for change in compared(folder) if change.rule == rule_of(folder)]
    assert len(mine) == 1
    assert mine[0].level == TABLE[rule_of(folder)]["level"]
    assert mine[0].message.isprintable()
    assert not mine[0].message.endswith(".")


@pytest.mark.parametrize("what", ["added", "changed", "removed"])
def test_a_default_is_said_once(what: str) -> None:
    rule = f"request-parameter-default-{what}"
    assert [change.rule for change in compared(CASES / rule / "bad")] == [rule]


@pytest.mark.parametrize("folder", folders("bad"), ids=rule_of)
def test_the_pointer_leads_into_one_of_the_two(folder: Path) -> None:
    documents = [load(folder / f"{name}.yaml") for name in ("base", "revision")]
    for change in compared(folder):
        assert any(_leads(document, change.pointer) for document in documents)


def _leads(document: Document, pointer: str) -> bool:
    try:
        document.node(pointer)
    except DocumentError:
        return False
    return True


@pytest.mark.parametrize("folder", folders("good"), ids=rule_of)
def test_good(folder: Path) -> None:
    assert rule_of(folder) not in {change.rule for change in compared(folder)}


@pytest.mark.parametrize("folder", folders("bad") + folders("good"), ids=str)
def test_nothing_outside_the_table(folder: Path) -> None:
    assert {change.rule for change in compared(folder)} <= rules.rules().keys()


@pytest.mark.parametrize("folder", folders("bad") + folders("good"), ids=str)
def test_a_document_equals_itself(folder: Path) -> None:
    for name in ("base", "revision"):
        document = load(folder / f"{name}.yaml")
        assert compare(document, document) == []


def with_type(kind: str) -> dict[str, Any]:
    return {"parameters": [{"name": "q", "in": "query", "schema": {"type": kind}}]}


def secured(*security: dict[str, list[str]], **top: Any) -> dict[str, Any]:
    return api(security=list(security), **top)


BROKEN = [
    pytest.param(
        api(get={"parameters": [{"name": "q", "in": "query"}]}),
        api(get={"parameters": [{"name": "q", "in": "header"}]}),
        ["request-parameter-moved /paths/~1a/get/parameters/0"],
        id="a parameter that moved is not also removed and added",
    ),
    pytest.param(
        api(get={"parameters": [{"name": "q", "in": "query"}]}),
        api(get={"parameters": [{"name": "r", "in": "query", "required": True}]}),
        [
            "request-parameter-removed /paths/~1a/get/parameters/0",
            "request-parameter-required-added /paths/~1a/get/parameters/0",
        ],
        id="a parameter in another's place",
    ),
    pytest.param(
        api(version="3.0.3"),
        api(version="3.1.0", get={"responses": {}}),
        ["response-status-removed /paths/~1a/get/responses/200"],
        id="from 3.0 to 3.1",
    ),
    pytest.param(
        api(get={"responses": OK | {"404": {}}}),
        api(get={"responses": OK | {"410": {}}}),
        [
            "response-error-removed /paths/~1a/get/responses/404",
            "response-status-added /paths/~1a/get/responses/410",
        ],
        id="one error for another",
    ),
    pytest.param(
        api(get={"responses": OK}),
        api(get={"responses": {"default": {}}}),
        [
            "response-status-added /paths/~1a/get/responses/default",
            "response-status-removed /paths/~1a/get/responses/200",
        ],
        id="default promises no success",
    ),
    pytest.param(
        api(get={"responses": {"200": {"headers": {"x-cost": {}}}}}),
        api(get={"responses": {"200": {}}}),
        ["response-header-removed /paths/~1a/get/responses/200/headers/x-cost"],
        id="x-cost is a header, no extension",
    ),
    pytest.param(
        secured({"a": []}),
        secured(),
        ["security-lost /security"],
        id="lost for all: said once, where it is",
    ),
    pytest.param(
        secured({"a": []}, {}),
        secured({"a": []}),
        ["security-added /security"],
        id="what was optional is required",
    ),
    pytest.param(
        secured({"a": []}),
        secured({"a": [], "b": []}),
        ["security-alternative-removed /security"],
        id="two proofs for one",
    ),
    pytest.param(
        api(servers=[{"url": "https://a.example.com"}]),
        api(servers=[{"url": "https://a.example.com/v1"}]),
        ["server-added /servers/0", "server-removed /servers/0"],
        id="another base path",
    ),
]


@pytest.mark.parametrize(("base", "revision", "expected"), BROKEN)
def test_found(base: dict[str, Any], revision: dict[str, Any], expected: list[str]) -> None:
    assert found(base, revision) == expected


NOOP = [
    pytest.param(api(), api(), id="nothing changed"),
    pytest.param(api(version="3.0.3"), api(version="3.1.1"), id="only the version of OpenAPI"),
    pytest.param(api(), api(get={"parameters": None, "requestBody": None}), id="null is absent"),
    pytest.param(
        api(get={"responses": OK | {"4xx": {}}}),
        api(get={"responses": OK | {"404": {}}}),
        id="404 is one of 4xx",
    ),
    pytest.param(
        api(get={"responses": OK | {"404": {}, "default": {}}}),
        api(get={"responses": OK | {"default": {}}}),
        id="404 is covered by default",
    ),
    pytest.param(
        secured({"a": [], "b": []}),
        secured({"b": [], "a": []}),
        id="the order of schemes",
    ),
    pytest.param(
        secured({"a": []}, {"b": []}),
        secured({"b": []}, {"a": []}),
        id="the order of alternatives",
    ),
    pytest.param(
        secured({"a": []}, components={"securitySchemes": {"a": {"type": "mutualTLS"}}}),
        secured({"b": []}, components={"securitySchemes": {"b": {"type": "mutualTLS"}}}),
        id="a scheme by another name",
    ),
    pytest.param(
        api(security=[{"a": []}]),
        api(get={"security": [{"a": []}]}),
        id="security said by the operation",
    ),
    pytest.param(
        api(get={"x-a": 1, "responses": OK | {"x-a": 1}}) | {"x-b": {"c": 1}},
        api(),
        id="extensions",
    ),
    pytest.param(
        api(get={"parameters": [{"$ref": "#/components/parameters/q"}]})
        | {"components": {"parameters": {"q": {"name": "q", "in": "query"}}}},
        api(get={"parameters": [{"name": "q", "in": "query"}]}),
        id="a reference written out",
    ),
]


@pytest.mark.parametrize(("base", "revision"), NOOP)
def test_nothing_found(base: dict[str, Any], revision: dict[str, Any]) -> None:
    assert found(base, revision) == []


def test_a_shared_component_is_reported_once() -> None:
    def shared(required: bool) -> dict[str, Any]:
        operation = {"parameters": [{"$ref": "#/components/parameters/q"}], "responses": OK}
        parameter = {"name": "q", "in": "query", "required": required}
        paths = {f"/{name}": {"get": operation} for name in "abc"}
        components = {"parameters": {"q": parameter}}
        return {"openapi": "3.1.0", "paths": paths, "components": components}

    expected = ["request-parameter-became-required /components/parameters/q"]
    assert found(shared(False), shared(True)) == expected


def test_a_shared_component_is_removed_from_each() -> None:
    operation = {"parameters": [{"$ref": "#/components/parameters/q"}], "responses": OK}
    base = {
        "openapi": "3.1.0",
        "paths": {f"/{name}": {"get": operation} for name in "ab"},
        "components": {"parameters": {"q": {"name": "q", "in": "query"}}},
    }
    revision = base | {"paths": {f"/{name}": {"get": {"responses": OK}} for name in "ab"}}
    assert found(base, revision) == [
        "request-parameter-removed /paths/~1a/get/parameters/0",
        "request-parameter-removed /paths/~1b/get/parameters/0",
    ]


def test_a_parameter_of_a_path_is_removed_once() -> None:
    def item(**shared: Any) -> dict[str, Any]:
        path = {"get": {"responses": OK}, "put": {"responses": OK}, **shared}
        return {"openapi": "3.1.0", "paths": {"/a": path}}

    parameters = [{"name": "q", "in": "query"}]
    expected = ["request-parameter-removed /paths/~1a/parameters/0"]
    assert found(item(parameters=parameters), item()) == expected


@pytest.mark.parametrize(
    ("direction", "base", "revision", "breaks"),
    [
        ("paths", "integer", "number", False),
        ("paths", "number", "integer", True),
        ("webhooks", "integer", "number", True),
        ("webhooks", "number", "integer", False),
    ],
)
def test_a_webhook_is_received(direction: str, base: str, revision: str, breaks: bool) -> None:
    def sent(kind: str) -> Document:
        content = {"application/json": {"schema": {"type": kind}}}
        item = {"post": {"requestBody": {"content": content}, "responses": OK}}
        return Document(kind, {"openapi": "3.1.0", direction: {"/a": item}})

    levels = {change.level for change in compare(sent(base), sent(revision))}
    assert ("breaking" in levels) is breaks
