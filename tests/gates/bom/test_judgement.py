from __future__ import annotations

import re
from typing import Any

import pytest
from goldenpath_gates.bom import document, judgement
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.waivers import Waived
from goldenpath_gates.report import Judgement

NONE = Waived((), (), (), ())


def verdict(*listed: tuple[str, str], installed: list[tuple[str, str]]) -> Judgement:
    components = [
        {"bom-ref": name, "name": name, "version": version, "purl": f"pkg:pypi/{name}@{version}"}
        for name, version in listed
    ]
    rows = [{"name": name, "version": version} for name, version in installed]
    return judgement.verdict({"components": components}, rows, NONE)


def test_an_installed_package_that_is_not_listed_fails() -> None:
    done = verdict(("idna", "3.10"), installed=[("idna", "3.10"), ("six", "1.17.0")])
    assert done.verdict == "failed"
    (finding,) = done.findings
    assert str(finding) == (
        "reports/sbom/bom.cdx.json: sbom-complete six 1.17.0 is installed, not listed"
    )


def test_another_version_of_it_is_not_listed_either() -> None:
    assert verdict(("idna", "3.9"), installed=[("idna", "3.10")]).verdict == "failed"


def test_an_empty_bill_fails() -> None:
    assert verdict(installed=[]).verdict == "failed"


def test_data_does_not_make_a_bill() -> None:
    data = {"bom-ref": "data:a", "name": "a", "type": "data"}
    assert judgement.verdict({"components": [data]}, [], NONE).verdict == "failed"


@pytest.mark.parametrize(
    ("listed", "installed"),
    [
        ("idna", "idna"),
        ("typing_extensions", "typing-extensions"),
        ("ruamel.yaml", "ruamel-yaml"),
        ("PyYAML", "pyyaml"),
        ("a._-b", "a-b"),
    ],
)
def test_noop_one_package_in_two_spellings(listed: str, installed: str) -> None:
    assert verdict((listed, "1.0"), installed=[(installed, "1.0")]).verdict == "passed"


BOM: dict[str, Any] = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"specVersion": 1.6}, "specVersion"),
        ({"components": [{"type": "wheel", "name": "a"}]}, "components[0].type"),
        ({"components": [{"type": "library"}]}, "components[0]"),
        ({"components": [{"type": "library", "name": "a", "licenses": 1}]}, "licenses"),
    ],
)
def test_invalid_bill_is_incomplete(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(IncompleteError, match=re.escape(said)):
        document.require_valid({**BOM, **wrong}, "bom.cdx.json")


def test_valid_bill() -> None:
    document.require_valid({**BOM, "components": [{"type": "library", "name": "a"}]}, "a")
