"""The providers that the tests' Terraform finds: ours, with schemas out of published packages.

What a run needs is made once per machine and kept by content, for the packages have a hundred
megabytes. Neither they nor the schemas come into the repository.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from tests.support import ROOT, Workshop, require
from tests.terraform.typescript import Schema, Source

HERE = Path(__file__).parent
GO = HERE / "provider"
ADDRESS = "registry.terraform.io/hashicorp"
WRITTEN = ("terraform/**/*.tf", "template/infra/**/*.tf*", "tests/terraform/**/*.tf")
TYPE = re.compile(r'^\s*(resource|data)\s+"((\w+?)_\w+)"', re.M)
KINDS = {"resource": "resource_schemas", "data": "data_source_schemas"}
SOURCE_MAP = "sourceMappingURL=data:application/json;base64,"


@dataclass(frozen=True)
class Package:
    """`integrity` is npm's, of the archive."""

    provider: str
    package: str
    integrity: str

    def derive(self, folder: Path) -> None:
        """Every schema that the package has, as `schemas.json`."""
        derived: dict[str, Any] = {kind: {} for kind in KINDS.values()}
        with self._archive() as files:
            sources = [Source.read(text) for text in _typescript(files)]
        for source in sources:
            if source.kind == "provider":
                derived |= {"provider": source.schema(), "version": source.version}
            else:
                derived[KINDS[source.kind]][source.name] = source.schema()
        (folder / "schemas.json").write_text(json.dumps(derived), "utf-8")

    @contextmanager
    def _archive(self) -> Iterator[tarfile.TarFile]:
        """Raises AssertionError for other bytes than the pinned ones."""
        require(shutil.which("npm"), "npm, which fetches the packages with the schemas,")
        with TemporaryDirectory() as folder:
            options = ("--silent", "--prefer-offline", "--ignore-scripts")
            command = ("npm", "pack", *options, f"--pack-destination={folder}", self.package)
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{self.package}: {done.stderr}"
            (path,) = Path(folder).iterdir()
            digest = base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
            assert f"sha512-{digest}" == self.integrity, f"{self.package} has other bytes: {digest}"
            with tarfile.open(path, "r|gz") as files:
                yield files


@cache
def packages() -> Mapping[str, Package]:
    rows = yaml.safe_load((HERE / "packages.yaml").read_text("utf-8"))
    return {name: Package(name, **row) for name, row in rows.items()}


@cache
def derived(provider: str) -> Mapping[str, Any]:
    """The schemas of all its types, once per machine."""
    package = packages()[provider]
    reading = (path.read_text("utf-8") for path in (Path(__file__), HERE / "typescript.py"))
    name = f"{provider}-{_digest([package.integrity, *reading])}"
    path = _workshop().once(name, package.derive) / "schemas.json"
    schemas: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return schemas


def used() -> Iterator[tuple[str, str, str, Path]]:
    """Provider, `resource` or `data`, type and file of all that our Terraform makes and reads."""
    for pattern in WRITTEN:
        for path in sorted(ROOT.glob(pattern)):
            for kind, name, provider in TYPE.findall(path.read_text("utf-8")):
                if provider in packages():
                    yield provider, kind, name, path


@cache
def mirror() -> Path:
    """A folder with a provider for each package, and `terraform.rc` that leads Terraform there."""
    binary = _workshop().once(f"provider-{_digest(_sources())}", _build) / "provider"
    with ThreadPoolExecutor() as pool:
        list(pool.map(derived, packages()))
    documents = {name: json.dumps(_document(name)) for name in packages()}

    def make(folder: Path) -> None:
        for name, document in documents.items():
            version = derived(name)["version"]
            place = folder / ADDRESS / name / version / _platform()
            place.mkdir(parents=True)
            os.link(binary, place / f"terraform-provider-{name}_v{version}")
            (place / "schema.json").write_text(document, "utf-8")
        installed = (
            f'provider_installation {{\n  filesystem_mirror {{\n    path = "{folder}"\n  }}\n}}\n'
        )
        (folder / "terraform.rc").write_text(installed, "utf-8")

    return _workshop().once(f"mirror-{_digest([str(binary), *documents.values()])}", make)


def _document(provider: str) -> Mapping[str, Any]:
    """As `terraform providers schema -json` has it, of the types in use: Terraform reads all that
    there is at every start."""
    schemas = derived(provider)
    wanted: dict[str, dict[str, Schema]] = {kind: {} for kind in KINDS.values()}
    for owner, kind, name, _ in used():
        if owner == provider and name in schemas[KINDS[kind]]:
            wanted[KINDS[kind]][name] = schemas[KINDS[kind]][name]
    one = {"provider": schemas["provider"], **wanted}
    return {"provider_schemas": {f"{ADDRESS}/{provider}": one}}


def _typescript(files: tarfile.TarFile) -> Iterator[str]:
    """Of each folder, what its JavaScript was made from: only there it says what is computed."""
    found: dict[str, list[str]] = defaultdict(list)
    for member in files:
        parts = member.name.split("/")
        if member.name.endswith(".js") and parts[:2] == ["package", "lib"] and len(parts) > 3:
            content = files.extractfile(member)
            assert content
            encoded = content.read().decode().rpartition(SOURCE_MAP)[2]
            found[parts[2]] += json.loads(base64.b64decode(encoded))["sourcesContent"]
    return ("\n".join(texts) for texts in found.values())


def _build(folder: Path) -> None:
    command = ("go", "build", "-trimpath", "-ldflags=-s -w", "-o", str(folder / "provider"), ".")
    env = {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly", "GOWORK": "off"}
    done = subprocess.run(command, cwd=GO, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _sources() -> list[str]:
    require(shutil.which("go"), "go, which builds the provider of the tests,")
    paths = sorted([*GO.glob("*.go"), *GO.glob("go.*")])
    return [_platform(), *(path.read_text("utf-8") for path in paths)]


@cache
def _platform() -> str:
    command = ("go", "env", "GOOS", "GOARCH")
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return "_".join(done.stdout.split())


def _workshop() -> Workshop:
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Workshop(base / "goldenpath" / "tests" / "terraform")


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
