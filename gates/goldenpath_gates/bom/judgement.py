"""What is in it, may it be, and what changed: the verdict of the stage `sbom`."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from goldenpath_gates import uv
from goldenpath_gates.bom import (
    changes,
    document,
    environment,
    image,
    index_rules,
    licences,
    lock_file,
    lock_rules,
    ml,
    release,
    toml_files,
    uv_settings,
)
from goldenpath_gates.bom.document import SPEC_VERSION, canonical, is_package
from goldenpath_gates.bom.lock_file import Lock
from goldenpath_gates.config import Config
from goldenpath_gates.config import parse as parse_config
from goldenpath_gates.errors import GoldenpathError
from goldenpath_gates.policy import team
from goldenpath_gates.policy.findings import Found
from goldenpath_gates.policy.waivers import Waived, apply
from goldenpath_gates.report import Figure, Finding, Judgement, judge

FOLDER = Path("reports/sbom")
BOM = FOLDER / "bom.cdx.json"
LICENCES = FOLDER / "licences.json"
CHANGES = FOLDER / "changes.md"
ARTIFACTS = (BOM, LICENCES, CHANGES)
# Beside the developer's own environment, because that one also holds the development tools.
ENVIRONMENT = Path(".goldenpath/production")


@dataclass(frozen=True)
class Made:
    """A bill of materials, and what was found and noted on the way."""

    bom: Mapping[str, Any]
    found: Sequence[Found]
    notes: Sequence[Finding]


def judged(root: Path, config: Config, env: Mapping[str, str] = os.environ) -> Judgement:
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    for path in ARTIFACTS:
        (root / path).unlink(missing_ok=True)
    uv.require_lock(root)
    licences.require_known(config.sbom)
    waivers = [one for one in team.read(root).waivers_of("sbom-") if one.rule != image.RULE]
    lock = lock_file.read(root)
    environment.install(root, root / ENVIRONMENT)
    made = _made(root, root / ENVIRONMENT, config, lock)
    document.require_valid(made.bom, BOM)
    document.write(made.bom, root / BOM)
    by_package = licences_of(made.bom)
    _write(root / LICENCES, json.dumps(by_package, indent=2, ensure_ascii=False))
    summary, notes = _compared(root, made.bom, lock, env)
    found = [*made.found, *dependencies(root, config, lock)]
    waived = apply(found, waivers, datetime.now(UTC).date())
    installed = environment.listed(root, root / ENVIRONMENT)
    artifacts = [str(path) for path in ARTIFACTS if (root / path).is_file()]
    return verdict(made.bom, installed, waived, [*notes, *made.notes], summary, artifacts)


def dependencies(root: Path, config: Config, lock: Lock) -> Iterator[Found]:
    """What lock and settings of uv let in, without installing anything."""
    accepted = config.sbom.sources
    yield from lock_rules.hashes(lock)
    yield from lock_rules.sources(lock, accepted)
    yield from index_rules.indexes(uv_settings.read(root, lock), lock, accepted)


def _made(root: Path, folder: Path, config: Config, lock: Lock) -> Made:
    bom, notes = licences.stated(environment.made(root, folder, lock), config.sbom)
    return _with_parts(root, bom, notes, config, lock)


def _with_parts(
    root: Path, bom: Mapping[str, Any], notes: Sequence[Finding], config: Config, lock: Lock
) -> Made:
    parts = ml.parts(root, config, bom["metadata"]["component"]["bom-ref"])
    found = [*parts.found, *licences.judged(bom, config.sbom, lock)]
    return Made(document.extended(bom, parts.components, parts.edges), found, notes)


def _compared(
    root: Path, bom: Mapping[str, Any], lock: Lock, env: Mapping[str, str]
) -> tuple[str, list[Finding]]:
    """A sentence and notes. A comparison that cannot be made is said, and stops nothing: the
    verdict is about what is there, whatever was there before."""
    name = "what was before"
    try:
        base = release.base(root, env)
        if base is None:
            return "nothing to compare with yet", []
        name = base.name
        before, old_lock = _before(root, base, bom, lock)
    except GoldenpathError as error:
        said = f"not compared with {name}"
        return said, [Finding("sbom-not-compared", f"{said}: {error}")]
    difference = changes.between(base.name, before, bom)
    _write(root / CHANGES, difference.markdown())
    return difference.summary(), [*difference.notes(), *changes.young(old_lock, lock)]


def _before(
    root: Path, base: release.Base, bom: Mapping[str, Any], lock: Lock
) -> tuple[Mapping[str, Any], Lock]:
    """The bill of materials of the base. The same lock needs no second environment."""
    first = release.lay_out(root, base, lambda path: path == "goldenpath.toml")
    config = parse_config(toml_files.read(first / "goldenpath.toml") or "")
    folder = release.lay_out(root, base, release.wanted(config))
    old_lock = lock_file.read(folder)
    if old_lock == lock:
        packages = [one for one in bom["components"] if is_package(one)]
        old: Mapping[str, Any] = {**bom, "components": packages, "dependencies": []}
        return _with_parts(folder, old, (), config, lock).bom, lock
    environment.install_released(folder, root / release.ENVIRONMENT)
    return _made(folder, root / release.ENVIRONMENT, config, old_lock).bom, old_lock


def verdict(
    bom: Mapping[str, Any],
    installed: Iterable[Mapping[str, str]],
    waived: Waived,
    notes: Iterable[Finding] = (),
    compared: str = "",
    artifacts: Sequence[str] = (),
) -> Judgement:
    """Failed by what is installed and not listed, by what is not waived, by an ended waiver."""
    packages = {
        (canonical(one["name"]), one.get("version"))
        for one in bom.get("components", ())
        if is_package(one)
    }
    missing = [p for p in installed if (canonical(p["name"]), p["version"]) not in packages]
    findings = [
        *(_unlisted(package) for package in missing),
        *map(_finding, waived.open),
        *waived.expired,
    ]
    figures = (
        Figure("components", len(packages), None, ">= 1", bool(packages)),
        Figure("installed packages not listed", len(missing), None, "= 0", not missing),
        *_counted(bom),
        Figure("findings waived", len(waived.waived)),
    )
    judgement = judge(_summary(bom, len(packages), compared), figures, findings, artifacts)
    return replace(judgement, notes=(*waived.notes, *notes, *waived.excused))


def licences_of(bom: Mapping[str, Any]) -> dict[str, str]:
    """`name version` to the licences that the package declares."""
    return {
        f"{component['name']} {component.get('version', '')}".strip(): licences.declared(component)
        for component in bom.get("components", ())
        if is_package(component)
    }


def _summary(bom: Mapping[str, Any], packages: int, compared: str) -> str:
    common = Counter(licences_of(bom).values()).most_common(3)
    kinds = ", ".join(f"{name} {count}" for name, count in common)
    summary = f"{packages} components, CycloneDX {SPEC_VERSION}; licences: {kinds}"
    return f"{summary}; {compared}" if compared else summary


def _counted(bom: Mapping[str, Any]) -> Iterator[Figure]:
    undeclared = sum(one == licences.NO_LICENCE for one in licences_of(bom).values())
    yield Figure("components without a declared licence", undeclared)
    kinds = Counter(str(one["bom-ref"]).partition(":")[0] for one in bom.get("components", ()))
    for scheme, name in (("model", "models"), ("prompt", "prompts"), ("data", "data files")):
        yield Figure(name, kinds[scheme])


def _unlisted(package: Mapping[str, str]) -> Finding:
    text = f"{package['name']} {package['version']} is installed, not listed"
    return Finding("sbom-complete", text, str(BOM))


def _finding(found: Found) -> Finding:
    return Finding(found.rule, found.text, found.path, found.line, found.column)


def _write(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
