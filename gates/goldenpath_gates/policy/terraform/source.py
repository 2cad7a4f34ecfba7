"""The sources of one module: what its files declare, as far as they say it themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy import yaml_files
from goldenpath_gates.policy.document import Document, Path, Place
from goldenpath_gates.policy.terraform import hcl
from goldenpath_gates.policy.terraform.values import plain, row

NAME = re.compile(r"\$\{\s*((?:var|local)\.[\w-]+)\s*\}")
REFERENCE = re.compile(r"(?<![\w.-])([a-z][a-z0-9]*_\w+\.[A-Za-z_][\w-]*)")
SUFFIXES = (".tf", ".tofu")
BUILT_IN = "terraform"
MAX_NAMED = 5_000_000
"""Characters that names may stand for: a bomb of names is small as text and huge as JSON."""
LABELS = {"default_tags": "tags", "default_labels": ""}


@dataclass(frozen=True)
class File:
    """`contents` are in Terraform's JSON syntax."""

    path: str
    contents: Any
    locate: Callable[[Path], Place]

    @property
    def declares(self) -> bool:
        return self.path.removesuffix(".json").endswith(SUFFIXES)

    def bodies(self, kind: str, labels: int) -> Iterator[tuple[Path, Any]]:
        """Of blocks, and the path to each."""
        if isinstance(self.contents, dict):
            yield from _bodies(self.contents.get(kind), labels, (kind,))


def read(path: str, data: bytes) -> File:
    """Raises IncompleteError."""
    if path.endswith(".json"):
        # A tab is nothing but white space in JSON, and no white space in YAML.
        text = data.decode("utf-8-sig", "replace").replace("\t", " ")
        return File(path, *yaml_files.load(text, path))
    return File(path, *hcl.load(data.removeprefix(b"\xef\xbb\xbf"), path))


def documents(group: str, files: Iterable[File]) -> Iterator[Document]:
    """One for each file that declares something. Raises IncompleteError."""
    every = list(files)
    names = _Names(every)
    versioned = {name for file in every for name, version, _ in _providers(file) if version}
    seen = {BUILT_IN} | {name for file in every for name, _, _ in _providers(file)}
    for file in every:
        if file.declares:
            contents, places = _contents(file, names, versioned, seen)
            locate = partial(_place, file, places)
            yield Document("terraform", file.path, contents, locate, group)


def _contents(
    file: File, names: _Names, versioned: set[str], seen: set[str]
) -> tuple[dict[str, Any], dict[Path, Path]]:
    """And where each row is within the contents of the file."""
    contents: dict[str, Any] = {"resources": [], "modules": [], "providers": []}
    places: dict[Path, Path] = {}

    def add(kind: str, value: dict[str, Any], at: Path) -> None:
        places[(kind, len(contents[kind]))] = at
        contents[kind].append(value)

    for name, version, at in _providers(file):
        if version or name not in versioned:
            add("providers", _only(name=name, version=version), at)
    for mode, prefix in (("managed", ""), ("data", "data.")):
        for at, body in file.bodies("resource" if mode == "managed" else "data", 2):
            kind, name = [step for step in at[1:] if isinstance(step, str)]
            values = plain(names.resolved(body))
            if values.get("count") == 0 or values.get("for_each") in ([], {}):
                continue
            mark = "" if mode == "managed" else mode
            refers = {key: found for key, one in values.items() if (found := _referred(one))}
            add(
                "resources",
                row(f"{prefix}{kind}.{name}", kind, values, mode=mark, refers=refers),
                at,
            )
            provider = _provider(kind, values)
            if provider not in seen:
                seen.add(provider)
                add("providers", {"name": provider}, at)
    for at, body in file.bodies("module", 1):
        name = next(step for step in at[1:] if isinstance(step, str))
        said = names.resolved(body)
        add("modules", _only(name=name, source=said.get("source"), version=said.get("version")), at)
    if defaults := dict(_defaults(file, names)):
        contents["defaults"] = defaults
    return contents, places


def _bodies(tree: Any, labels: int, at: Path) -> Iterator[tuple[Path, Any]]:
    """JSON may have a list at any level."""
    if isinstance(tree, list):
        for index, one in enumerate(tree):
            yield from _bodies(one, labels, (*at, index))
    elif isinstance(tree, dict) and labels:
        for label, one in tree.items():
            yield from _bodies(one, labels - 1, (*at, label))
    elif isinstance(tree, dict):
        yield at, tree


def _providers(file: File) -> Iterator[tuple[str, Any, Path]]:
    """Name, version if there is one, and where that is asked for."""
    for at, body in file.bodies("terraform", 0):
        for inner, required in _bodies(
            body.get("required_providers"), 0, (*at, "required_providers")
        ):
            for name, asked in required.items():
                version = asked.get("version") if isinstance(asked, dict) else asked
                yield name, version, (*inner, name)
    for at, body in file.bodies("provider", 1):
        if "version" in body:  # as before Terraform 0.13
            yield str(at[1]), body["version"], at


def _provider(kind: str, values: dict[str, Any]) -> str:
    said = values.get("provider")
    name = said if isinstance(said, str) else kind.partition("_")[0]
    return re.split(r"\.", name.strip("${} "))[0]


def _defaults(file: File, names: _Names) -> Iterator[tuple[str, Any]]:
    for at, body in file.bodies("provider", 1):
        said = plain(names.resolved(body))
        for key, inner in LABELS.items():
            for _, block in _bodies(said.get(key), 0, ()):
                yield str(at[1]), block.get(inner, {}) if inner else block


def _referred(value: Any) -> list[str]:
    """Resources of this module that the expressions of a value name."""
    left, found = [value], set()
    while left:
        one = left.pop()
        if isinstance(one, dict):
            left += one.values()
        elif isinstance(one, list):
            left += one
        elif isinstance(one, str) and "${" in one:
            found.update(REFERENCE.findall(one))
    return sorted(found)


def _only(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def _place(file: File, places: dict[Path, Path], path: Path) -> Place:
    start = places.get(tuple(path[:2]))
    return (
        file.locate((*start, *(step for step in path[2:3] if step != "values"), *path[3:]))
        if start
        else None
    )


class _Names:
    """What variables and locals stand for: a value that the module gives them itself.

    A default that is empty says nothing, the caller fills it."""

    def __init__(self, files: list[File]) -> None:
        self.left = MAX_NAMED
        self.values: dict[str, Any] = {}
        for file in files:
            for at, body in file.bodies("variable", 1):
                if body.get("default") not in (None, "", [], {}):
                    self.values[f"var.{_last(at)}"] = body["default"]
            for _, body in file.bodies("locals", 0):
                self.values |= {f"local.{name}": value for name, value in body.items()}
        for file in files:
            if not file.declares and isinstance(file.contents, dict):
                self.values |= {f"var.{name}": value for name, value in file.contents.items()}

    def resolved(self, value: Any) -> Any:
        """Raises IncompleteError."""
        if isinstance(value, dict):
            return {key: self.resolved(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.resolved(one) for one in value]
        return self._named(value) if isinstance(value, str) else value

    def _named(self, value: Any) -> Any:
        for _ in range(10):
            match = NAME.fullmatch(value) if isinstance(value, str) else None
            if not match or match[1] not in self.values:
                break
            value = self.values[match[1]]
            self.left -= len(json.dumps(value))
        if self.left < 0:
            raise IncompleteError("the locals stand for too much to judge, judge the plan instead")
        return value


def _last(at: Path) -> Any:
    return next(step for step in reversed(at) if isinstance(step, str))
