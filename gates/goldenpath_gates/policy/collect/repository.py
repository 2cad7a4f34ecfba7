"""What a service says of itself: who owns it, what judges it, which models it asks."""

from __future__ import annotations

import json
import os
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from goldenpath_hooks import files
from goldenpath_hooks.prompts import front_matter, source
from goldenpath_hooks.prompts.base_git import Git
from goldenpath_hooks.prompts.document import Problem
from goldenpath_hooks.prompts.settings import LintSettings, within
from goldenpath_hooks.service import cases, tomltext

from goldenpath_gates import config as configs
from goldenpath_gates import earlier
from goldenpath_gates.config import Config
from goldenpath_gates.earlier import Commit
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy import document, team, yaml_files
from goldenpath_gates.policy.collect import codeowners
from goldenpath_gates.policy.document import ABSENT, Document, Place

FORGES = {
    "github": (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"),
    "gitlab": ("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"),
}
"""The first that is there counts."""
FRONT_MATTER = (".prompty", ".prompt")
PROMPTS = (*FRONT_MATTER, ".yaml", ".yml", ".json")
FLAGS = ("flags/*.json", "flags/*.yaml", "flags/*.yml")
NOT_OURS = frozenset((".git", ".venv", "node_modules"))


def documents(
    root: Path, config: Config, env: Mapping[str, str] = os.environ
) -> Iterator[Document]:
    """What judges a change has as base what it was where the change starts.

    Raises IncompleteError for what cannot be read, and where git cannot tell what was.
    """
    commit = earlier.start(root, env)
    names = _files(root)
    yield from _owners(root, names)
    rules = _goldenpath(root, commit)
    yield rules
    yield _policy(root, commit)
    for name in config.eval.datasets:
        yield from _dataset(root, name, commit)
    house = rules.contents.get("prompts", {}).get("house", LintSettings().house)
    for name in names:
        if within(name, FLAGS):
            yield from _yaml("flags", name, _text(root, name))
        elif _is_prompt(name, house):
            yield from _prompt(name, _text(root, name))


def _files(root: Path) -> list[str]:
    """What git keeps or would keep; without git, all but what tools bring."""
    listed = Git(root).run("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if listed.returncode == 0:
        names = os.fsdecode(listed.stdout).split("\0")
    else:
        names = list(_walked(root))
    return sorted({name for name in names if name and (root / name).is_file()})


def _walked(root: Path) -> Iterator[str]:
    for folder, folders, found in os.walk(root):
        folders[:] = [name for name in folders if name not in NOT_OURS]
        yield from (Path(folder, name).relative_to(root).as_posix() for name in found)


def _owners(root: Path, names: list[str]) -> Iterator[Document]:
    """Patterns count from the root of the repository, of which a service may be a folder."""
    told = Git(root).run("rev-parse", "--show-toplevel", "--show-prefix")
    top, prefix, *_ = (*os.fsdecode(told.stdout).splitlines(), str(root), "")
    shown = [name.encode("utf-8", "replace").decode() for name in names]
    for forge in _forges(Path(top)):
        path = next((p for p in FORGES[forge] if (Path(top) / p).is_file()), None)
        text = _text(Path(top), path) if path else ""
        rules = codeowners.parse(text, gitlab=forge == "gitlab")
        contents = {"folder": prefix, "files": shown, "rules": [r.to_input() for r in rules]}
        where = os.path.relpath(Path(top) / (path or "CODEOWNERS"), root)
        yield Document("codeowners", where, contents, partial(_rule_place, rules))


def _forges(top: Path) -> Iterator[str]:
    """GitHub, unless only GitLab runs anything."""
    gitlab = (top / ".gitlab-ci.yml").is_file()
    if gitlab:
        yield "gitlab"
    if not gitlab or (top / ".github/workflows").is_dir():
        yield "github"


def _rule_place(rules: list[codeowners.Rule], at: document.Path) -> Place:
    match at:
        case ["rules", int(index), *_]:
            return rules[index].line, 1
    return None


def _goldenpath(root: Path, commit: Commit | None) -> Document:
    text = _text(root, configs.FILENAME)
    try:
        table = _toml(text)
    except ValueError as error:
        raise IncompleteError(f"{configs.FILENAME}: this is no TOML: {error}") from None
    locate = partial(_toml_place, text)
    was = _was(commit, configs.FILENAME, lambda data: _toml(data.decode()))
    return Document("goldenpath", configs.FILENAME, table, locate, base=was)


def _toml(text: str) -> dict[str, Any]:
    """As JSON says it: a date and a number that JSON lacks are texts."""
    written = json.dumps(tomllib.loads(text), default=str)
    table: dict[str, Any] = json.loads(written, parse_constant=str)
    return table


def _toml_place(text: str, at: document.Path) -> Place:
    places = tomltext.places(text)
    ways = (tuple(at[:end]) for end in range(len(at), 0, -1))
    found = next((places[way] for way in ways if way in places), None)
    return (found.line, found.column) if found else None


def _policy(root: Path, commit: Commit | None) -> Document:
    """Empty where there is none: what a rule misses there is missing."""
    name = team.FILENAME
    text = _text(root, name) if (root / name).exists() else ""
    contents, locate = yaml_files.load(text, name)
    was = _was(commit, name, lambda data: yaml_files.load(data.decode(), name)[0])
    return Document("policy", name, contents, locate, base=was)


def _was(commit: Commit | None, name: str, parse: Callable[[bytes], Any]) -> Any:
    """None where there was none, or nothing that could be kept to."""
    if commit is None:
        return ABSENT
    data = commit.read(name)
    try:
        return None if data is None else parse(data)
    except (ValueError, IncompleteError):
        return None


def _dataset(root: Path, name: str, commit: Commit | None) -> Iterator[Document]:
    """A file that is gone has no cases any more."""
    was = _was(commit, name, lambda data: _counts(enumerate(data.splitlines(), 1), name))
    if (root / name).exists():
        _require_inside(root, name)
        with _readable(name):
            yield Document("dataset", name, _counts(cases.lines(str(root / name)), name), base=was)
    elif isinstance(was, dict):
        yield Document("dataset", name, {"cases": 0, "tags": {}}, base=was)


def _counts(lines: Iterable[tuple[int, bytes]], name: str) -> dict[str, Any]:
    number, tags = 0, Counter[str]()
    for line, data in lines:
        if data.strip():
            number += 1
            tags.update(_tags(data, f"{name}:{line}:1"))
    return {"cases": number, "tags": dict(sorted(tags.items()))}


def _tags(data: bytes, place: str) -> set[str]:
    try:
        tags = json.loads(data).get("tags") or ()
        return {tag for tag in tags if isinstance(tag, str)}
    except (ValueError, RecursionError, TypeError, AttributeError):
        raise IncompleteError(f"{place}: this is no case, mend the line") from None


def _is_prompt(name: str, house: Iterable[str]) -> bool:
    """By the name that only prompts have, or by the folder, as the hooks tell it."""
    if within(name, house):
        return name.endswith(PROMPTS)
    return name.endswith(".prompty") and not name.startswith("tests/")


def _prompt(name: str, text: str) -> Iterator[Document]:
    if not name.endswith(FRONT_MATTER):
        yield from _yaml("prompt", name, text)
        return
    found = front_matter.find(source.Source(name, text), after_comments=name.endswith(".prompt"))
    if isinstance(found, Problem):
        at = f"{name}:{found.place.line}:{found.place.column}"
        raise IncompleteError(f"{at}: {found.message}, {found.remedy}")
    if found:
        above = "\n" * text.count("\n", 0, found.start)  # so that lines are those of the file
        yield from _yaml("prompt", name, above + text[found.start : found.end])


def _yaml(type_: str, name: str, text: str) -> Iterator[Document]:
    for contents, locate in yaml_files.load_all(text, name):
        yield Document(type_, name, contents, locate)


def _text(root: Path, name: str) -> str:
    """Of a plain file; lines end at a line feed."""
    _require_inside(root, name)
    with _readable(name):
        return files.text(str(root / name)).replace("\r\n", "\n")


@contextmanager
def _readable(name: str) -> Iterator[None]:
    try:
        yield
    except files.Unreadable as error:
        finding = error.finding
        raise IncompleteError(f"{name}: {finding.message}, {finding.remedy}") from None


def _require_inside(root: Path, name: str) -> None:
    if not (root / name).resolve().is_relative_to(root.resolve()):
        raise IncompleteError(f"{name}: this leads out of the service, name a file within it")
