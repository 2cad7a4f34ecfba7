"""The workflows, actions and pipelines of a service, and whatever local files they bring in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy import yaml_files
from goldenpath_gates.policy.document import Document
from goldenpath_gates.policy.settings import Policy

MAX_BYTES = 5_000_000
# What says which version a commit is: `uses: owner/name@<commit> # v1.2.3`.
VERSION = re.compile(r"\b([0-9a-f]{40})\b\S{0,200}[ \t]+#[ \t]*(\S{1,50})")
ADDRESS = re.compile("https?://")
PATTERNS = {
    "github-workflow": (".github/workflows/*.yml", ".github/workflows/*.yaml"),
    "github-action": tuple(
        f"{folder}action.{suffix}"
        for folder in ("", ".github/actions/**/")
        for suffix in ("yml", "yaml")
    ),
    "gitlab-ci": (".gitlab-ci.yml", ".gitlab/**/*.yml", ".gitlab/**/*.yaml"),
}


def documents(root: Path, _: Policy) -> Iterator[Document]:
    """Of both forges. The versions behind commits are the member `#` of the contents.

    Raises IncompleteError for a file that cannot be read."""
    files = [(kind, path) for kind, patterns in PATTERNS.items() for path in _found(root, patterns)]
    seen = set(files)
    for kind, path in files:  # grows while it is walked
        for document in _read(root, kind, path):
            yield document
            for found in _brought_in(root, kind, document.contents):
                if found not in seen:
                    seen.add(found)
                    files.append(found)


def _found(root: Path, patterns: Iterable[str]) -> list[Path]:
    """Within the service: a pattern is relative to its root, whatever it begins with."""
    straight = (pattern.strip("/") for pattern in patterns if ".." not in pattern.split("/"))
    return sorted({path for pattern in straight if pattern for path in _matching(root, pattern)})


def _matching(root: Path, pattern: str) -> list[Path]:
    """GitLab's `**` may stand before a name, too: `ci/**.yml` is any such file below `ci`."""
    once = re.sub(r"(\*\*/)+", "**/", pattern)
    try:
        return list(root.glob(re.sub(r"\*\*(?!/)", "**/*", once)))
    except ValueError as error:
        raise IncompleteError(f"{pattern!r} cannot be searched for: {error}") from None


def _read(root: Path, kind: str, path: Path) -> Iterator[Document]:
    name = path.relative_to(root).as_posix()
    text = _text(root, path, name)
    versions = dict(VERSION.findall(text))
    loaded = list(yaml_files.load_all(text, name))
    for index, (contents, locate) in enumerate(loaded):
        if index < len(loaded) - 1 and isinstance(contents, dict) and "spec" in contents:
            continue  # the header of a GitLab component
        if versions and isinstance(contents, dict):
            contents["#"] = versions
        yield Document(kind, name, contents, locate)


def _text(root: Path, path: Path, name: str) -> str:
    real = path.resolve()
    if not real.is_relative_to(root.resolve()):
        raise IncompleteError(f"{name}: leads out of the service, put the file itself here")
    if not real.is_file():
        raise IncompleteError(f"{name}: is no file, remove it")
    if real.stat().st_size > MAX_BYTES:
        raise IncompleteError(f"{name}: is larger than {MAX_BYTES} bytes, split it")
    try:
        return real.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise IncompleteError(f"{name}: cannot be read as UTF-8: {error}") from None


def _brought_in(root: Path, kind: str, contents: Any) -> Iterator[tuple[str, Path]]:
    """Local files that a pipeline includes, and local actions that steps use."""
    if kind == "gitlab-ci":
        patterns = {entry for value in _values(contents, "include") for entry in _local(value)}
        yield from (("gitlab-ci", path) for path in _found(root, patterns))
        return
    folders = {value[2:] for value in _values(contents, "uses") if _is_action(value)}
    patterns = {f"{folder}/action.{suffix}" for folder in folders for suffix in ("yml", "yaml")}
    yield from (("github-action", path) for path in _found(root, patterns))


def _is_action(uses: Any) -> bool:
    return isinstance(uses, str) and uses.startswith(("./", "$/")) and not uses.endswith("ml")


def _local(include: Any) -> Iterator[str]:
    for entry in include if isinstance(include, list) else [include]:
        name = entry.get("local") if isinstance(entry, dict) else entry
        if isinstance(name, str) and not ADDRESS.match(name):
            yield name


def _values(contents: Any, key: str) -> Iterator[Any]:
    """Under a key, anywhere."""
    left = [contents]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            if key in value:
                yield value[key]
            left += value.values()
        elif isinstance(value, list):
            left += value
