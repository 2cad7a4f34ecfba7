"""What the service reaches, by the dependencies of its bill of materials."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.vulnerabilities import inventory
from goldenpath_gates.vulnerabilities.package import Package, package

from tests.gates.vulnerabilities.support import BOM, judged

STARLETTE = package("pkg:pypi/starlette@0.40.0")
PIP = package("pkg:pypi/pip@24.0")


def bom(**more: Any) -> dict[str, Any]:
    return {**copy.deepcopy(BOM), **more}


def test_a_path() -> None:
    assert inventory.of(BOM).path(STARLETTE) == ("answers", "fastapi", "starlette")


def test_the_shortest_path() -> None:
    edges = [
        {"ref": "root", "dependsOn": ["fastapi==0.115.0", "starlette==0.40.0"]},
        {"ref": "fastapi==0.115.0", "dependsOn": ["starlette==0.40.0"]},
    ]
    assert inventory.of(bom(dependencies=edges)).path(STARLETTE) == ("answers", "starlette")


def test_what_lies_in_the_image_is_listed_and_not_reached() -> None:
    listed = inventory.of(BOM)
    assert (listed.lists(PIP), listed.path(PIP)) == (True, None)


def test_a_ring_has_an_end() -> None:
    ring = [
        {"ref": "root", "dependsOn": ["a"]},
        {"ref": "a", "dependsOn": ["b"]},
        {"ref": "b", "dependsOn": ["a", "root"]},
    ]
    assert inventory.of(bom(dependencies=ring)).paths["b"] == ("answers", "a", "b")


@pytest.mark.parametrize(
    "one",
    [
        Package("starlette", "0.40.0"),
        package("pkg:pypi/Starlette@0.40.0"),
        package("pkg:deb/ubuntu/openssl@3.0.15-1~deb12u1"),
    ],
)
def test_listed(one: Package) -> None:
    assert inventory.of(BOM).lists(one)


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(package("pkg:npm/starlette@0.40.0"), id="another ecosystem"),
        pytest.param(package("pkg:pypi/starlette@0.40.1"), id="another version"),
        pytest.param(Package("starlette", ""), id="no version"),
    ],
)
def test_not_listed(one: Package) -> None:
    assert not inventory.of(BOM).lists(one)


def test_a_report_that_tells_no_type_takes_that_of_the_component() -> None:
    assert inventory.of(BOM).known(Package("pip", "24.0")) == PIP


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({}, id="empty"),
        pytest.param(bom(metadata={}), id="no root"),
        pytest.param(bom(dependencies=[]), id="no dependencies"),
        pytest.param(bom(dependencies=None), id="null"),
        pytest.param(bom(dependencies=[{"ref": "a", "dependsOn": ["b"]}]), id="not the root's"),
    ],
)
def test_without_dependencies_nobody_knows(document: dict[str, Any]) -> None:
    with pytest.raises(IncompleteError, match="does not tell what the service depends on"):
        inventory.of(document)


def test_that_is_incomplete_and_never_unreached(tmp_path: Any) -> None:
    outcome = judged(tmp_path, [], bom=bom(dependencies=[]))
    assert len(outcome.unjudged) == 1
    assert "does not tell" in outcome.unjudged[0]


def test_a_deep_document() -> None:
    row: dict[str, Any] = {"name": "end", "version": "1"}
    for number in range(5000):
        row = {"name": f"n{number}", "version": "1", "components": [row]}
    assert inventory.of(bom(components=[row])).lists(Package("end", "1"))
