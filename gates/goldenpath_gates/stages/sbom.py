"""What is in it? A CycloneDX bill of materials of the locked production environment."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

from goldenpath_gates import process, uv
from goldenpath_gates.config import Config
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.report import Figure, Finding, Judgement, judge
from goldenpath_gates.schema import first_violation

FOLDER = Path("reports/sbom")
BOM = FOLDER / "bom.cdx.json"
LICENCES = FOLDER / "licences.json"
# Beside the developer's own environment, because that one also holds the development tools.
ENVIRONMENT = Path(".goldenpath/production")
SPEC_VERSION = "1.6"
NO_LICENCE = "not declared"


def run(root: Path, config: Config) -> Judgement:
    uv.require_lock(root)
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    (root / BOM).unlink(missing_ok=True)
    env = {"UV_PROJECT_ENVIRONMENT": str(root / ENVIRONMENT)}
    _must(root, uv.command("sync", "--locked", "--no-dev", "--no-install-project", "-q"), env)
    python = str(root / ENVIRONMENT / "bin" / "python")
    _must(
        root,
        (sys.executable, "-m", "cyclonedx_py", "environment", python)
        + ("--pyproject", "pyproject.toml", "--mc-type", "application", "--output-reproducible")
        # Validated below: its own validator takes ten times as long as everything else here.
        + ("--spec-version", SPEC_VERSION, "--no-validate", "--output-file", str(BOM)),
    )
    listed = _must(
        root, uv.command("pip", "list", "--python", python, "--format", "json", "--quiet")
    )
    bom = json.loads((root / BOM).read_text(encoding="utf-8"))
    require_valid(bom)
    licences = licences_of(bom)
    text = json.dumps(licences, indent=2, ensure_ascii=False) + "\n"
    (root / LICENCES).write_text(text, encoding="utf-8")
    return verdict(bom, json.loads(listed), licences)


def require_valid(bom: dict[str, Any]) -> None:
    """Checks a bill of materials against the schema that CycloneDX publishes."""
    violation = first_violation(
        bom, _published(f"bom-{SPEC_VERSION}"), lambda uri: _published(uri.rpartition("/")[2])
    )
    if violation:
        raise IncompleteError(f"{BOM} is not valid CycloneDX {SPEC_VERSION}: {violation}")


def _published(name: str) -> dict[str, Any]:
    file = f"{name.removesuffix('.SNAPSHOT.schema.json')}.SNAPSHOT.schema.json"
    text = files("cyclonedx").joinpath("schema", "_res", file).read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def verdict(
    bom: dict[str, Any], installed: Iterable[dict[str, str]], licences: dict[str, str]
) -> Judgement:
    """Failed when an installed package is not in the bill of materials."""
    listed = {(canonical(c["name"]), c.get("version")) for c in bom.get("components", ())}
    missing = [p for p in installed if (canonical(p["name"]), p["version"]) not in listed]
    findings = [
        Finding("sbom-complete", f"{p['name']} {p['version']} is installed, not listed", str(BOM))
        for p in missing
    ]
    undeclared = sum(licence == NO_LICENCE for licence in licences.values())
    figures = (
        Figure("components", len(listed), None, ">= 1", bool(listed)),
        Figure("installed packages not listed", len(missing), None, "= 0", not missing),
        Figure("components without a declared licence", undeclared),
    )
    common = Counter(licences.values()).most_common(3)
    kinds = ", ".join(f"{name} {count}" for name, count in common)
    summary = f"{len(listed)} components, CycloneDX {SPEC_VERSION}; licences: {kinds}"
    return judge(summary, figures, findings, [str(BOM), str(LICENCES)])


def licences_of(bom: dict[str, Any]) -> dict[str, str]:
    """`name version` to the licences that the component declares."""
    return {
        f"{component['name']} {component.get('version', '')}".strip(): _declared(component)
        for component in bom.get("components", ())
    }


def _declared(component: dict[str, Any]) -> str:
    names = []
    for entry in component.get("licenses", ()):
        licence = entry.get("license", {})
        name = entry.get("expression") or licence.get("id") or licence.get("name")
        if name and "\n" not in name and len(name) <= 80:
            names.append(name)
    return " AND ".join(sorted(set(names))) or NO_LICENCE


def canonical(name: str) -> str:
    """The one spelling of a package name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _must(root: Path, command: tuple[str, ...], env: dict[str, str] | None = None) -> str:
    result = process.run(command, root, env=env, echo=False)
    if result.code:
        said = result.output.strip()[-1500:]
        raise IncompleteError(f"`{' '.join(command[:4])} ...` failed, nothing was judged: {said}")
    return result.output
