from __future__ import annotations

from typing import Any

import pytest
from goldenpath_gates.bom import document, image, lock_file

DIGEST = "sha256:" + "ab" * 32
PATH = "reports/image/bom.cdx.json"


def pypi(name: str, version: str, ref: str = "", *places: str) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": ref or f"{name}=={version}",
        "name": name,
        "version": version,
        "purl": f"pkg:pypi/{name.lower()}@{version}",
        **(
            {"properties": [{"name": image.PLACE, "value": place} for place in places]}
            if places
            else {}
        ),
    }


def deb(name: str, version: str = "1.0", ref: str = "") -> dict[str, Any]:
    purl = f"pkg:deb/debian/{name}@{version}?arch=amd64"
    return {
        "type": "library",
        "bom-ref": ref or purl,
        "name": name,
        "version": version,
        "purl": purl,
    }


ENVIRONMENT: dict[str, Any] = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "version": 1,
    "metadata": {
        "component": {
            "type": "application",
            "bom-ref": "root-component",
            "name": "Answer-Service",
            "version": "0.1.0",
        }
    },
    "components": [pypi("Jinja2", "3.1.6"), pypi("typing_extensions", "4.15.0")],
    "dependencies": [
        {"ref": "root-component", "dependsOn": ["Jinja2==3.1.6"]},
        {"ref": "Jinja2==3.1.6"},
        {"ref": "typing_extensions==4.15.0"},
    ],
}
LOCK = lock_file.parse("""
[[package]]
name = "answer-service"
version = "0.1.0"
source = { editable = "." }
dependencies = [
    { name = "jinja2" },
    { name = "tomli", marker = "python_full_version < '3.11'" },
]

[package.dev-dependencies]
dev = [{ name = "pytest" }]

[[package]]
name = "tomli"
version = "2.4.0"
source = { registry = "https://index.example" }
dependencies = [{ name = "Old_Thing" }]

[[package]]
name = "old-thing"
version = "1.0"
source = { registry = "https://index.example" }

[[package]]
name = "pytest"
version = "9.2.0"
source = { registry = "https://index.example" }
""")
SHIPPED = [
    pypi("jinja2", "3.1.6", "x1"),
    pypi("typing-extensions", "4.15.0", "x2"),
    pypi("answer-service", "0.1.0", "x3"),
]


def merge(*shipped: dict[str, Any]) -> image.Merged:
    return image.merge(ENVIRONMENT, shipped, LOCK, DIGEST, PATH)


def said(*shipped: dict[str, Any]) -> list[str]:
    return [one.text.partition(":")[0] for one in merge(*shipped).found]


def test_what_both_have_is_one_component_and_the_rest_hangs_from_the_image() -> None:
    merged = merge(*SHIPPED, deb("libc6"), deb("libc6"), deb("zlib1g"))
    document.require_valid(merged.document, PATH)
    refs = [one["bom-ref"] for one in merged.document["components"]]
    libc, zlib = deb("libc6")["bom-ref"], deb("zlib1g")["bom-ref"]
    assert refs == ["Jinja2==3.1.6", "image", libc, zlib, "typing_extensions==4.15.0"]
    edges = {row["ref"]: row.get("dependsOn") for row in merged.document["dependencies"]}
    assert edges["image"] == sorted([libc, zlib, "root-component"])
    assert edges["root-component"] == ["Jinja2==3.1.6"]
    assert edges[libc] is None
    (container,) = [one for one in merged.document["components"] if one["bom-ref"] == "image"]
    assert (container["type"], container["version"]) == ("container", DIGEST)
    assert container["hashes"] == [{"alg": "SHA-256", "content": "ab" * 32}]
    assert (merged.found, merged.count) == ((), 5)


def test_what_makes_two_components_one() -> None:
    arm = deb("libc6") | {"bom-ref": "arm", "purl": "pkg:deb/debian/libc6@1.0?arch=arm64"}
    system = {"type": "operating-system", "bom-ref": "os", "name": "debian", "version": "12"}
    again, older = system | {"bom-ref": "os2"}, system | {"bom-ref": "os3", "version": "11"}
    merged = merge(*SHIPPED, deb("libc6"), arm, system, again, older)
    refs = {one["bom-ref"] for one in merged.document["components"]}
    assert {deb("libc6")["bom-ref"], "arm", "os", "os3"} < refs
    assert "os2" not in refs


def test_the_same_input_gives_the_same_bytes_in_any_order() -> None:
    parts = [*SHIPPED, deb("libc6"), deb("zlib1g")]
    one, other = merge(*parts), merge(*parts[::-1])
    assert document.text(one.document) == document.text(other.document)


def test_references_stay_unique() -> None:
    merged = merge(*SHIPPED, deb("a", ref="image"), deb("b", ref="Jinja2==3.1.6"))
    refs = [one["bom-ref"] for one in merged.document["components"]]
    assert len(refs) == len(set(refs))
    assert "image#2" in refs
    assert "Jinja2==3.1.6#2" in refs
    document.require_valid(merged.document, PATH)


@pytest.mark.parametrize(
    ("shipped", "expected"),
    [
        (SHIPPED[1:], "Jinja2@3.1.6 is locked, and does not lie in the image"),
        (
            [pypi("jinja2", "3.1.5"), *SHIPPED[1:]],
            "jinja2@3.1.5 lies in the image, and 3.1.6 is locked",
        ),
        (
            [*SHIPPED, pypi("jinja2", "3.1.5")],
            "jinja2@3.1.5 lies in the image, and 3.1.6 is locked",
        ),
        ([*SHIPPED, pypi("requests", "2.0")], "requests@2.0 lies in the image, and is not locked"),
        ([*SHIPPED, pypi("pytest", "9.2.0")], "pytest@9.2.0 lies in the image, and is not locked"),
        ([*SHIPPED, pypi("tomli", "2.3.0")], "tomli@2.3.0 lies in the image, and is not locked"),
        (
            [*SHIPPED, pypi("evil", "1", "", "usr/lib/setuptools/_vendor", "service/.venv")],
            "evil@1 lies in the image, and is not locked",
        ),
    ],
)
def test_found(shipped: list[dict[str, Any]], expected: str) -> None:
    assert said(*shipped) == [expected]


def test_a_finding_can_be_waived_by_name_and_version() -> None:
    (found,) = merge(*SHIPPED, pypi("requests", "2.0")).found
    assert (found.rule, found.path, found.subject) == ("sbom-image", PATH, "requests@2.0")


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(pypi("pip", "25.0"), id="of the base image's Python"),
        pytest.param(pypi("packaging", "24", "", "usr/lib/setuptools/_vendor"), id="vendored"),
        pytest.param(pypi("jinja2", "2", "", "usr/lib/pip/_vendor"), id="another one vendored"),
        pytest.param(deb("python3"), id="of the system"),
        pytest.param(pypi("tomli", "2.4.0"), id="locked for the older Python of the image"),
        pytest.param(pypi("old_thing", "1.0"), id="needed by that"),
    ],
)
def test_noop(more: dict[str, Any]) -> None:
    assert said(*SHIPPED, more) == []
