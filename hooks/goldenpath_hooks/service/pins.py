"""Where the files of a service name a commit or a version of the library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldenpath_hooks import files
from goldenpath_hooks.findings import Finding, Place
from goldenpath_hooks.prompts.document import Settings
from goldenpath_hooks.service import documents

RULE = "check-pin"
CI = "ci"
HOOKS = ".pre-commit-config.yaml"
GITHUB = ".github/workflows/*.y*ml"
GITLAB = ".gitlab-ci.yml"
ANSWERS = ".copier-answers.yml"
VENDORED = (".github/workflows/goldenpath.yml", ".gitlab/goldenpath.yml")

VERSION = r"""(?:['"]?[ \t]*\#[ \t]*v?(?P<version>\d[^\s,]*))?"""
LIBRARY = re.compile(rf"^library='git\+[^'\n]*@(?P<ref>[^'@\n]*){VERSION}", re.M)
CALLER = re.compile(
    r"""^[ \t-]*uses:[ \t]*['"]?[\w.-]+/[\w.-]+/\.github/workflows/"""
    rf"""(?:train|preview-end)(?:-ghes)?\.ya?ml@(?P<ref>[^\s'"\#]+){VERSION}""",
    re.M,
)
TRAIN = re.compile(r"(?:^|/)workflows/gitlab/train\.ya?ml$")
REMOTE_TRAIN = re.compile(r"/(?P<ref>[^/]+)/workflows/gitlab/train\.ya?ml$")
BEHIND = re.compile(rf"{VERSION}[ \t]*$")
HEADER = re.compile(r"^# Goldenpath\b[^\n]*\bv(?P<version>\d+\.\d+\.\d+[^\s,:]*)", re.M)
FULL = re.compile(r"[0-9a-f]{40}")
# `git describe`: the tag, or the last tag and how far the commit lies behind it, or its beginning.
DESCRIBED = re.compile(r"(?:.*-\d+-g)?(?P<ref>[0-9a-f]{7,40})")


@dataclass(frozen=True)
class Pin:
    """`ref` is what stands there, None where only a version does; `short`: a beginning will do."""

    path: str
    place: Place
    what: str
    ref: str | None = None
    version: str | None = None
    short: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.place.line}"


def pins(root: Path) -> tuple[list[Pin], list[Finding]]:
    """In the order in which one is believed more than the next, and what could not be read."""
    unread: list[Finding] = []
    found: list[Pin] = []
    found += _matches(LIBRARY, CI, "./ci", text(root, CI))
    found += _of_hooks(_settings(root, HOOKS, unread))
    for path in sorted(root.glob(GITHUB)):
        name = path.relative_to(root).as_posix()
        found += _matches(CALLER, name, "the pipeline", text(root, name))
    found += _of_gitlab(_settings(root, GITLAB, unread))
    for name in VENDORED:
        found += _matches(HEADER, name, "the vendored pipeline", text(root, name))
    found += _of_answers(_settings(root, ANSWERS, unread))
    return found, unread


def text(root: Path, name: str) -> str:
    """Of a file that may be missing."""
    if not (root / name).is_file():
        return ""
    with open(root / name, "rb") as file:
        return file.read(files.LARGEST).decode("utf-8", "replace")


def _settings(root: Path, name: str, unread: list[Finding]) -> Settings:
    if not (root / name).is_file():
        return Settings()
    _, found, broken = documents.read(RULE, str(root / name))
    unread += broken
    return found[0] if found else Settings()


def _matches(pattern: re.Pattern[str], path: str, what: str, text: str) -> Iterator[Pin]:
    for match in pattern.finditer(text):
        found = match.groupdict()
        start = match.start("ref" if "ref" in found else "version")
        at = Place(text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))
        yield Pin(path, at, what, found.get("ref"), found["version"])


def _of_hooks(settings: Settings) -> Iterator[Pin]:
    """The entries of the repository that this hook comes from."""
    entries = [e for e in _list(settings.get("repos")) if isinstance(e, dict)]
    ours = {str(entry.get("repo")) for entry in entries if RULE in _ids(entry)} - {"local", "meta"}
    for number, entry in enumerate(_list(settings.get("repos"))):
        if isinstance(entry, dict) and str(entry.get("repo")) in ours and "rev" in entry:
            at = settings.at("repos", number, "rev")
            version = _version(settings, at)
            yield Pin(HOOKS, at, "the hooks", str(entry["rev"]), version)


def _ids(entry: dict[str, Any]) -> set[str]:
    return {
        hook["id"] for hook in _list(entry.get("hooks")) if isinstance(hook, dict) and "id" in hook
    }


def _of_gitlab(settings: Settings) -> Iterator[Pin]:
    for number, entry in enumerate(_list(settings.get("include"))):
        if not isinstance(entry, dict):
            continue
        remote = REMOTE_TRAIN.search(str(entry.get("remote", "")))
        if remote:
            key, ref = "remote", remote["ref"]
        elif any(TRAIN.search(str(name)) for name in _list(entry.get("file"))):
            key, ref = "ref", str(entry.get("ref", "the default branch"))
        else:
            continue
        at = settings.at("include", number, key)
        yield Pin(GITLAB, at, "the pipeline", ref, _version(settings, at))


def _of_answers(settings: Settings) -> Iterator[Pin]:
    commit, version = settings.get("_commit"), settings.get("goldenpath_version")
    if commit is not None:
        described = DESCRIBED.fullmatch(str(commit))
        tag = None if described else str(commit).removeprefix("v")
        ref = described["ref"] if described else None
        at = settings.at("_commit")
        yield Pin(ANSWERS, at, "the answers file", ref, tag, short=True)
    if version is not None:
        at = settings.at("goldenpath_version")
        yield Pin(ANSWERS, at, "the answers file", version=str(version))


def _list(value: Any) -> list[Any]:
    """GitLab takes one thing for a list of one."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _version(settings: Settings, at: Place) -> str | None:
    """The comment behind a pin."""
    line = settings.text.split("\n")[at.line - 1]
    found = BEHIND.search(line)
    return found["version"] if found else None
