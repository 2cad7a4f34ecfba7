"""The ML part of a bill of materials: models, prompts, datasets, and what the service answers from.

Files tell names, versions and hashes; who provides a model under which licence is declared."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from goldenpath_gates import versions
from goldenpath_gates.bom.licences import entries, spdx, verdict_of
from goldenpath_gates.bom.settings import Model, Sbom
from goldenpath_gates.config import FILENAME, Config
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.findings import Found

RULE = "sbom-model"
PROMPTS = "prompts/**/*.prompty"
PROMPTS_LOCK = Path("prompts/prompts.lock")
DATED = re.compile(r"(-(\d{3,4}|\d{8}|\d{4}-\d{2}-\d{2}|2[\d*-]*\*|\*))?")
"""What may follow a model's name: the same model on a day, or a pattern for such days."""


@dataclass
class Parts:
    """What was found; `edges` lead from one bom-ref to those it needs."""

    components: list[dict[str, Any]] = field(default_factory=list)
    edges: dict[str, list[str]] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)

    def add(self, component: dict[str, Any]) -> str:
        self.components.append({k: v for k, v in component.items() if v})
        return str(component["bom-ref"])


def parts(root: Path, config: Config, service: str) -> Parts:
    """`service` is the bom-ref of the service, which needs all of them."""
    all_ = Parts()
    models = _models(root, config, all_)
    for path in _files(root, (PROMPTS,)):
        ref = all_.add(_prompt(root, path))
        model = _model_of(versions.front_matter(root / path))
        all_.edges[ref] = [models[model]] if model in models else []
    for pattern in dict.fromkeys((*config.eval.datasets, *config.sbom.data)):
        for path in _files(root, (pattern,)):
            if f"data:{path}" not in all_.edges:
                all_.edges[all_.add(_data(root, path, config))] = []
    for origin in config.sbom.origins:
        all_.found += _denied("the data", origin.files, origin.licence, config.sbom)
    all_.edges[service] = [component["bom-ref"] for component in all_.components]
    return all_


def _models(root: Path, config: Config, all_: Parts) -> dict[str, str]:
    """Every used name of a model to the bom-ref of the model."""
    refs: dict[str, str] = {}
    by_declaration: dict[str, list[str]] = defaultdict(list)
    for name, where in sorted(_used(root, config).items()):
        declared = _declaration(name, config.sbom)
        if declared is None:
            all_.found.append(_undeclared(name, where))
            if not set("*?[") & set(name):
                refs[name] = all_.add(_bare(name, where))
            continue
        refs[name] = f"model:{declared.name}"
        by_declaration[declared.name] += where
    for model in config.sbom.models:
        all_.add(_component(model, sorted(set(by_declaration[model.name]))))
        all_.found += _denied("the model", model.name, model.licence, config.sbom)
    return refs


def _used(root: Path, config: Config) -> dict[str, list[str]]:
    """The names by which a model is asked for, and the files that do."""
    used: dict[str, list[str]] = defaultdict(list)
    for path in _files(root, (PROMPTS,)):
        if model := _model_of(versions.front_matter(root / path)):
            used[model].append(path)
    for name in config.eval.models:
        used[name].append(FILENAME)
    for name in _embedders(root / config.contract.embeddings):
        used[name].append(config.contract.embeddings)
    return used


def _embedders(path: Path) -> Iterator[str]:
    """The models of the indexes; what is wrong with the file, stage contract says."""
    try:
        indexes = json.loads(path.read_text("utf-8"))["indexes"]
        yield from (str(index["model"]) for index in indexes.values())
    except (OSError, ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return


def _declaration(name: str, settings: Sbom) -> Model | None:
    return next(
        (
            model
            for model in settings.models
            if name.startswith(model.name) and DATED.fullmatch(name[len(model.name) :])
        ),
        None,
    )


def _undeclared(name: str, where: list[str]) -> Found:
    text = (
        f"the model {name} is used, and nothing says who provides it under which licence: declare "
        f"it in {FILENAME} as [[sbom.models]] with name, provider and licence"
    )
    return Found(RULE, where[0], text, subject=name)


def _denied(what: str, name: str, licence: str, settings: Sbom) -> Iterator[Found]:
    """A team that declares a licence has read it: only what it denies is refused."""
    if denied := verdict_of(spdx(licence), settings).denied:
        text = f"{what} {name} is under {', '.join(denied)}, which is denied"
        yield Found("sbom-licence", FILENAME, text, subject=name)


def _component(model: Model, where: Iterable[str]) -> dict[str, Any]:
    algorithm, _, digest = (model.hash or "").partition(":")
    terms = [{"type": "license", "url": model.terms}] if model.terms else []
    return {
        **_bare(model.name, where),
        "version": model.version,
        "supplier": {"name": model.provider},
        "licenses": entries(spdx(model.licence)),
        "hashes": [{"alg": "SHA-256", "content": digest}] if algorithm == "sha256" else [],
        "externalReferences": terms,
    }


def _bare(name: str, where: Iterable[str]) -> dict[str, Any]:
    return {
        "type": "machine-learning-model",
        "bom-ref": f"model:{name}",
        "name": name,
        "properties": [_property("used-by", path) for path in where],
    }


def _prompt(root: Path, path: str) -> dict[str, Any]:
    header = versions.front_matter(root / path)
    about = header.get("metadata")
    about = about if isinstance(about, Mapping) else {}
    name = Path(path).stem
    locked = _locked(root, Path(path).name)
    return {
        "type": "data",
        "bom-ref": f"prompt:{path}",
        "name": name,
        "version": str(about.get("version") or ""),
        "description": str(header.get("description") or ""),
        "supplier": {"name": str(about["owner"])} if about.get("owner") else {},
        "hashes": _hashes(root / path),
        "data": [{"type": "configuration", "name": name, "contents": {"url": path}}],
        "properties": [_property("prompts.lock", locked)] if locked else [],
    }


def _locked(root: Path, file: str) -> str | None:
    """What `prompts.lock` says of the prompt: the hashes of what its version stands for."""
    try:
        lines = (root / PROMPTS_LOCK).read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return None
    rows = [line.split() for line in lines if not line.startswith("#")]
    return next((" ".join(row[2:-1]) for row in rows if len(row) > 3 and row[-1] == file), None)


def _data(root: Path, path: str, config: Config) -> dict[str, Any]:
    """Data without a declared origin is the team's own."""
    origin = next((one for one in config.sbom.origins if fnmatchcase(path, one.files)), None)
    hashes = _hashes(root / path)
    is_dataset = path in config.eval.datasets
    kind = "dataset" if is_dataset else "document"
    cases = [_property("cases", str(_lines(root / path)))] if is_dataset else []
    return {
        "type": "data",
        "bom-ref": f"data:{path}",
        "name": path,
        "version": (origin and origin.version) or f"sha256-{hashes[0]['content'][:12]}",
        "supplier": {"name": origin.provider if origin else config.service.name},
        "licenses": entries(spdx(origin.licence)) if origin else [],
        "hashes": hashes,
        "data": [{"type": "dataset", "name": path, "contents": {"url": path}}],
        "properties": [_property("kind", kind), *cases],
    }


def _hashes(path: Path) -> list[dict[str, str]]:
    try:
        with path.open("rb") as f:
            return [{"alg": "SHA-256", "content": hashlib.file_digest(f, "sha256").hexdigest()}]
    except OSError as error:
        raise IncompleteError(f"{path.name} cannot be read: {error.strerror}") from None


def _lines(path: Path) -> int:
    with path.open("rb") as f:
        return sum(1 for line in f if line.strip())


def _files(root: Path, patterns: Iterable[str]) -> list[str]:
    """Files of the service, links out of it left aside, in one order."""
    home = root.resolve()
    found = {path for pattern in patterns for path in root.glob(pattern) if path.is_file()}
    inside = (path for path in found if home in path.resolve().parents)
    return sorted(path.relative_to(root).as_posix() for path in inside)


def _model_of(header: Mapping[str, Any]) -> str | None:
    model = header.get("model")
    name = model.get("id") if isinstance(model, Mapping) else model
    return str(name) if name else None


def _property(name: str, value: str) -> dict[str, str]:
    return {"name": f"goldenpath:{name}", "value": value}
