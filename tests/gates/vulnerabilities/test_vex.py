"""Which statement counts for a finding, and which file is none."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.errors import UsageError
from goldenpath_gates.vulnerabilities import vex
from goldenpath_gates.vulnerabilities.inventory import Product
from goldenpath_gates.vulnerabilities.model import Vulnerability
from goldenpath_gates.vulnerabilities.package import Package, package

from tests.gates.vulnerabilities.support import CASES, DIGESTS, TODAY

PURL = "pkg:pypi/starlette@0.40.0?x=y"
FOUND = Vulnerability("CVE-2026-1001", package(PURL), "high", ("GHSA-aaaa-bbbb-cccc",))
OURS = Product("answers", "1.4.0", frozenset(DIGESTS))
DOCUMENT = json.loads(
    (CASES / "vex-not-affected" / "vex" / "starlette.openvex.json").read_text("utf-8")
)
STATEMENT = DOCUMENT["statements"][0]


def statement(*products: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**STATEMENT, **({"products": list(products)} if products else {}), **more}


def counts(root: Path, *statements: dict[str, Any], found: Vulnerability = FOUND) -> str | None:
    write(root, {**DOCUMENT, "statements": list(statements)})
    said = vex.newest(vex.read(root, ["vex/*.json"], TODAY), found, OURS)
    return said.status if said else None


def write(root: Path, document: Any) -> None:
    (root / "vex").mkdir(exist_ok=True)
    text = document if isinstance(document, str) else json.dumps(document)
    (root / "vex" / "a.json").write_text(text, "utf-8")


@pytest.mark.parametrize(
    "product",
    [
        {"@id": "pkg:pypi/starlette@0.40.0"},
        {"@id": "pkg:pypi/starlette"},
        {"@id": "pkg:pypi/Starlette?x=y"},
        {"identifiers": {"purl": "pkg:pypi/starlette@0.40.0"}},
        {"@id": "https://acme.example/a", "identifiers": {"purl": "pkg:pypi/starlette"}},
        {"@id": "pkg:oci/answers", "subcomponents": [{"@id": "pkg:pypi/starlette"}]},
        {"@id": "pkg:oci/answers@" + DIGESTS[0].replace(":", "%3A")},
        {"@id": "pkg:pypi/answers@1.4.0", "subcomponents": [{"@id": "pkg:pypi/starlette@0.40.0"}]},
    ],
)
def test_covers(tmp_path: Path, product: dict[str, Any]) -> None:
    assert counts(tmp_path, statement(product)) == "not_affected"


@pytest.mark.parametrize(
    "product",
    [
        pytest.param({"@id": "pkg:pypi/starlette@0.40.1"}, id="another version"),
        pytest.param({"@id": "pkg:npm/starlette"}, id="another ecosystem"),
        pytest.param({"@id": "pkg:pypi/starlette?x=z"}, id="another qualifier"),
        pytest.param({"@id": "starlette"}, id="no package URL"),
        pytest.param({"@id": "pkg:oci/other"}, id="another product"),
        pytest.param({"@id": "pkg:oci/answers@sha256%3A999"}, id="another image"),
        pytest.param(
            {"@id": "pkg:oci/other", "subcomponents": [{"@id": "pkg:pypi/starlette"}]},
            id="the package as a part of another product",
        ),
        pytest.param(
            {"@id": "pkg:oci/answers", "subcomponents": [{"@id": "pkg:pypi/jinja2"}]},
            id="another part",
        ),
    ],
)
def test_noop(tmp_path: Path, product: dict[str, Any]) -> None:
    assert counts(tmp_path, statement(product)) is None


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ({"name": "CVE-2026-1001"}, "not_affected"),
        ({"name": "GHSA-aaaa-bbbb-cccc"}, "not_affected"),
        ({"name": "x", "aliases": ["CVE-2026-1001"]}, "not_affected"),
        ({"name": "CVE-2026-1002"}, None),
    ],
)
def test_names(tmp_path: Path, name: dict[str, Any], status: str | None) -> None:
    assert counts(tmp_path, statement(vulnerability=name)) == status


def test_a_report_without_a_type_is_still_of_the_package(tmp_path: Path) -> None:
    plain = replace(FOUND, package=Package("starlette", "0.40.0"))
    assert counts(tmp_path, STATEMENT, found=plain) == "not_affected"


AFFECTED = {"status": "affected", "action_statement": "Raise it."}


@pytest.mark.parametrize(
    ("statements", "status"),
    [
        ([statement(), statement(**AFFECTED, timestamp="2026-11-20T00:00:00Z")], "affected"),
        ([statement(), statement(**AFFECTED, timestamp="2026-11-18T00:00:00Z")], "not_affected"),
        ([statement(**AFFECTED), statement()], "affected"),
        (
            [statement(status="under_investigation"), statement(status="fixed")],
            "under_investigation",
        ),
        ([statement(timestamp="2026-11-19T11:30:00+02:00"), statement(status="fixed")], "fixed"),
    ],
    ids=["newer", "older", "the same moment", "the graver", "of another time zone"],
)
def test_the_newest_counts(tmp_path: Path, statements: list[Any], status: str) -> None:
    assert counts(tmp_path, *statements) == status
    assert counts(tmp_path, *statements[::-1]) == status


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in STATEMENT.items() if name != key}


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ("", "the file is empty"),
        ("{", "this is no complete JSON"),
        ("[]", "is not of type"),
        ({**DOCUMENT, "@context": "https://openvex.dev/ns"}, "@context"),
        ({**DOCUMENT, "statements": []}, "statements"),
        (
            {**DOCUMENT, "statements": [without("justification")]},
            "statements[0]: not_affected needs justification or impact_statement",
        ),
        ({**DOCUMENT, "statements": [without("products")]}, '"products" is a required'),
        (
            {**DOCUMENT, "statements": [statement({"@id": "pkg:oci/answers", "parts": []})]},
            "'parts' was unexpected",
        ),
        ({**DOCUMENT, "statements": [statement(justification="we think so")]}, "we think so"),
        (
            {**DOCUMENT, "statements": [statement(status="affected")]},
            "statements[0]: affected needs action_statement",
        ),
        ({**DOCUMENT, "timestamp": "yesterday"}, "timestamp"),
        ({**DOCUMENT, "timestamp": "2026-02-30T00:00:00Z"}, "is no time in the past"),
        ({**DOCUMENT, "timestamp": "2026-12-24T00:00:00Z"}, "is no time in the past"),
    ],
)
def test_a_wrong_file_is_told(tmp_path: Path, document: Any, says: str) -> None:
    write(tmp_path, document)
    with pytest.raises(UsageError, match=r"^vex/a\.json: ") as error:
        vex.read(tmp_path, ["vex/*.json"], TODAY)
    assert says in str(error.value)


def test_no_file_is_no_statement(tmp_path: Path) -> None:
    assert vex.read(tmp_path, ["vex/*.json"], TODAY) == ()
