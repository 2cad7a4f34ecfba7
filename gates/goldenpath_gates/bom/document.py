"""A CycloneDX document: extended, held to its schema, and written in one form."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.schema import first_violation

SPEC_VERSION = "1.6"
Component = Mapping[str, Any]


def canonical(name: str) -> str:
    """The one spelling of a package name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def label(component: Component) -> str:
    """`name@version`, as findings and waivers call it."""
    version = component.get("version")
    return f"{component['name']}@{version}" if version else str(component["name"])


def is_package(component: Component) -> bool:
    """Whether it is a Python package; one of this repository has no package URL."""
    if "purl" in component:
        return str(component["purl"]).startswith("pkg:pypi/")
    return component.get("type") == "library"


def extended(
    bom: Mapping[str, Any],
    components: list[dict[str, Any]],
    edges: Mapping[str, list[str]],
) -> dict[str, Any]:
    """With further components, and with further edges (from a bom-ref to those it needs)."""
    depends = {row["ref"]: set(row.get("dependsOn", ())) for row in bom.get("dependencies", ())}
    for ref in (component["bom-ref"] for component in components):
        depends.setdefault(ref, set())
    for ref, needs in edges.items():
        depends.setdefault(ref, set()).update(needs)
    return {
        **bom,
        "components": sorted(
            (*bom.get("components", ()), *components), key=lambda one: str(one["bom-ref"])
        ),
        "dependencies": [
            {"ref": ref, **({"dependsOn": sorted(needs)} if needs else {})}
            for ref, needs in sorted(depends.items())
        ],
    }


def require_valid(bom: Mapping[str, Any], path: Path | str) -> None:
    """Checks a bill of materials against the schema that CycloneDX publishes."""
    violation = first_violation(
        bom, _published(f"bom-{SPEC_VERSION}"), lambda uri: _published(uri.rpartition("/")[2])
    )
    if violation:
        raise IncompleteError(f"{path} is not valid CycloneDX {SPEC_VERSION}: {violation}")


def write(bom: Mapping[str, Any], path: Path) -> None:
    path.write_text(text(bom), encoding="utf-8")


def text(bom: Mapping[str, Any]) -> str:
    return json.dumps(bom, indent=2, sort_keys=True) + "\n"


def _published(name: str) -> dict[str, Any]:
    file = f"{name.removesuffix('.SNAPSHOT.schema.json')}.SNAPSHOT.schema.json"
    found = files("cyclonedx").joinpath("schema", "_res", file).read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(found)
    return schema
