"""The bill of materials of a locked Python environment, made from what is really installed."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

from goldenpath_gates import process, uv
from goldenpath_gates.bom import licences
from goldenpath_gates.bom.document import SPEC_VERSION, canonical, is_package
from goldenpath_gates.bom.lock_file import File, Lock, Package, without_credentials
from goldenpath_gates.errors import IncompleteError


def install(project: Path, folder: Path) -> None:
    """The locked production dependencies of a project, into a folder of their own."""
    _sync(project, folder, "--locked", "--no-install-project")


def install_released(project: Path, folder: Path) -> None:
    """Those of a lock of the past, taken as it is; of the service only its packaging is there."""
    _sync(project, folder, "--frozen", "--no-install-local")


def _sync(project: Path, folder: Path, *how: str) -> None:
    env = {"UV_PROJECT_ENVIRONMENT": str(folder)}
    _must(project, uv.command("sync", *how[:1], "--no-dev", *how[1:], "-q"), env)


def made(project: Path, folder: Path, lock: Lock) -> dict[str, Any]:
    """A CycloneDX document of what lies in the folder; the same lock gives the same document."""
    written = _must(
        project,
        (sys.executable, "-m", "cyclonedx_py", "environment", str(folder / "bin" / "python"))
        + ("--pyproject", "pyproject.toml", "--mc-type", "application", "--output-reproducible")
        # Validated later: its own validator takes ten times as long as everything else here.
        + ("--spec-version", SPEC_VERSION, "--no-validate", "--output-file", str(folder / "bom")),
    )
    try:
        bom: dict[str, Any] = json.loads((folder / "bom").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IncompleteError(f"cyclonedx_py wrote no document: {error}: {written}") from None
    installed = {canonical(one.name): one for one in _distributions(folder)}
    components = [_with_facts(component, installed, lock) for component in bom["components"]]
    return {**bom, "components": components}


def listed(project: Path, folder: Path) -> list[dict[str, str]]:
    """What another program says is installed: `name` and `version` of each package."""
    python = str(folder / "bin" / "python")
    command = uv.command("pip", "list", "--python", python, "--format", "json", "--quiet")
    rows: list[dict[str, str]] = json.loads(_must(project, command))
    return rows


def _distributions(folder: Path) -> list[Distribution]:
    places = [str(path) for path in folder.glob("lib/python3*/site-packages")]
    return list(Distribution.discover(path=places))


def _with_facts(
    component: dict[str, Any], installed: Mapping[str, Distribution], lock: Lock
) -> dict[str, Any]:
    """With the licence that its metadata states in words, and the files that the lock allows."""
    distribution = installed.get(canonical(component["name"]))
    if not is_package(component) or distribution is None:
        return component
    # A package of this repository is said to come from a folder of this machine.
    told = component.get("externalReferences", ())
    references = [row for row in told if not row["url"].startswith("file:")]
    words = next(iter(distribution.metadata.get_all("License") or ()), "").strip()
    if not component.get("licenses") and words:
        first = words.splitlines()[0].strip()[: licences.LONGEST_NAME]
        component = {**component, "licenses": licences.entries(first)}
    package = lock.find(component["name"], component.get("version", ""))
    if package is not None:
        references += [_reference(file) for file in _installed_from(package, distribution)]
    return {**component, "externalReferences": references}


def _installed_from(package: Package, distribution: Distribution) -> list[File]:
    """The wheel whose tags were installed; without one the sdist; all where neither fits."""
    tags = _tags(distribution)
    wheels = [file for file in package.files if file.is_wheel]
    fitting = [file for file in wheels if _tags_of(file.name) == tags]
    sdists = [file for file in package.files if not file.is_wheel]
    return [file for file in fitting or sdists or wheels if _algorithm(file)]


def _tags(distribution: Distribution) -> set[str]:
    lines = (distribution.read_text("WHEEL") or "").splitlines()
    return {line.partition(":")[2].strip() for line in lines if line.startswith("Tag:")}


def _tags_of(name: str) -> set[str]:
    from packaging.utils import InvalidWheelFilename, parse_wheel_filename

    try:
        return {str(tag) for tag in parse_wheel_filename(name)[3]}
    except InvalidWheelFilename:
        return set()


def _reference(file: File) -> dict[str, Any]:
    return {
        "type": "distribution",
        "url": without_credentials(file.place),
        "comment": "from uv.lock",
        "hashes": [{"alg": _algorithm(file), "content": file.hash.partition(":")[2]}],
    }


def _algorithm(file: File) -> str | None:
    """As CycloneDX calls it; None where it has no name for it."""
    return ALGORITHMS.get(file.hash.partition(":")[0])


ALGORITHMS = {
    **{"md5": "MD5", "sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512"},
    **{"blake2b": "BLAKE2b-512", "blake2b-256": "BLAKE2b-256"},
}


def _must(root: Path, command: tuple[str, ...], env: Mapping[str, str] | None = None) -> str:
    result = process.run(command, root, env=env, echo=False)
    if result.code:
        said = result.output.strip()[-1500:]
        raise IncompleteError(f"`{' '.join(command[:4])} ...` failed, nothing was judged: {said}")
    return result.output
