"""Kubernetes objects: the overlays as kustomize renders them, other manifests as they are."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path, PurePosixPath
from subprocess import PIPE, Popen, TimeoutExpired
from typing import Any

import yaml

from goldenpath_gates import process
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.policy import document, yaml_files
from goldenpath_gates.policy.collect import kustomize
from goldenpath_gates.policy.document import Document, Place
from goldenpath_gates.policy.settings import Policy

RENDERED = "reports/policy/rendered"
TIMEOUT_S = 60.0
MAX_BYTES = 20_000_000
MAX_SAID = 400
KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
KUSTOMIZE_API = "kustomize.config.k8s.io/"
NOWHERE = "http://127.0.0.1:9"
OFFLINE = {
    **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), NOWHERE),
    **dict.fromkeys(("NO_PROXY", "no_proxy"), ""),
    "GIT_ALLOW_PROTOCOL": "none",
}
"""What is judged is what is committed: kustomize would fetch a base from wherever it is told."""
FETCHED = re.compile(r"proxyconnect|transport '\w+' not allowed|\"git\": executable")
SAID = re.compile(r'\berr=(?:<\s*|")(.*?)(?:\s*>|")\s*$', re.DOTALL)
"""What went wrong, within what kubectl logs."""
BOOLEANS = {"y": "true", "yes": "true", "on": "true", "n": "false", "no": "false", "off": "false"}
"""Those that YAML 1.1 has besides, which Kubernetes reads."""
BOOLEAN = re.compile(rf"(?i)(?<![^\s\[{{,:-])(?:{'|'.join(BOOLEANS)})(?![^\s\]}},:])")
Locate = Callable[[document.Path], Place]


def documents(root: Path, settings: Policy, env: Mapping[str, str]) -> Iterator[Document]:
    """Group is the overlay, or else the folder of the file; lists are taken apart.

    Raises IncompleteError for what cannot be rendered or read, after everything else, and
    UsageError for a pattern that leads out of the service."""
    unread: list[str] = []
    groups = {
        _target(overlay): overlay for overlay in _rendered(root, settings.overlays, env, unread)
    }
    groups |= {name: str(PurePosixPath(name).parent) for name in _found(root, settings.manifests)}
    for name, group in groups.items():
        try:
            yield from _objects(name, group, _text(root, name))
        except IncompleteError as error:
            unread.append(str(error))
    if unread:
        raise IncompleteError("; ".join(unread))


def _found(root: Path, patterns: Sequence[str]) -> list[str]:
    for pattern in patterns:
        if not pattern.strip("/") or ".." in pattern.split("/"):
            raise UsageError(f"goldenpath.toml: {pattern!r} leads out of the service")
    found = {path for pattern in patterns for path in root.glob(pattern.strip("/"))}
    return sorted(path.relative_to(root).as_posix() for path in found)


def _target(overlay: str) -> str:
    return f"{RENDERED}/{overlay}.yaml"


def _rendered(
    root: Path, patterns: Sequence[str], env: Mapping[str, str], unread: list[str]
) -> Iterator[str]:
    """The overlays that could be; what is wrong with others is added to `unread`."""
    overlays = [
        folder
        for folder in _found(root, patterns)
        if any((root / folder / name).exists() for name in KUSTOMIZATIONS)
    ]
    at_once = os.cpu_count() or 1
    try:
        tool = kustomize.command(env) if overlays else ()
        for first in range(0, len(overlays), at_once):
            for overlay, problem in _render(root, overlays[first : first + at_once], tool):
                if problem:
                    unread.append(problem)
                else:
                    yield overlay
    except IncompleteError as error:
        unread.append(str(error))


def _render(root: Path, overlays: Sequence[str], tool: Sequence[str]) -> Iterator[tuple[str, str]]:
    """All at once, each with what is wrong with it."""
    with ExitStack() as stack:
        started = [
            (overlay, stack.enter_context(_kustomize(root, overlay, tool))) for overlay in overlays
        ]
        for overlay, child in started:
            yield overlay, _problem(root, overlay, child)


def _kustomize(root: Path, overlay: str, tool: Sequence[str]) -> AbstractContextManager[Popen[str]]:
    target = root / _target(overlay)
    target.parent.mkdir(parents=True, exist_ok=True)
    return process.group((*tool, overlay, "-o", str(target)), root, env=OFFLINE, stdout=PIPE)


def _problem(root: Path, overlay: str, child: Popen[str]) -> str:
    try:
        output, _ = child.communicate(timeout=TIMEOUT_S)
    except TimeoutExpired:
        process.end([child])
        return f"{overlay}: kustomize took more than {TIMEOUT_S:.0f} s: make the overlay smaller"
    if child.returncode == 0:
        return ""
    if FETCHED.search(output):
        return f"{overlay}: a part of it is not in the service and nothing is fetched: copy it here"
    said = SAID.search(output)
    text = " ".join((said[1] if said else output).replace(f"{root}/", "").split())
    return f"{overlay}: kustomize cannot render it: {text[:MAX_SAID]}"


def _text(root: Path, name: str) -> str:
    path = root / name
    try:
        if not path.resolve(strict=True).is_relative_to(root.resolve()):
            raise IncompleteError(f"{name}: leads out of the service, put the file itself here")
        if not path.is_file():  # a pipe would be waited for
            raise IncompleteError(f"{name}: is no file, remove it")
        if path.stat().st_size > MAX_BYTES:
            raise IncompleteError(f"{name}: is larger than {MAX_BYTES} bytes, split it")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise IncompleteError(f"{name}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise IncompleteError(f"{name}: is no UTF-8, save it as UTF-8 text") from None


def _objects(name: str, group: str, text: str) -> Iterator[Document]:
    """Without what is none, such as the values of a chart beside its Application."""
    for contents, locate in yaml_files.load_all(_with_booleans(text), name):
        if not isinstance(contents, dict):
            continue
        items = contents.get("items")
        if str(contents.get("kind")).endswith("List") and isinstance(items, list):
            for index, item in enumerate(items):
                yield from _object(name, group, item, partial(_within, locate, index))
        else:
            yield from _object(name, group, contents, locate)


def _object(name: str, group: str, contents: Any, locate: Locate) -> Iterator[Document]:
    if not isinstance(contents, dict) or not isinstance(contents.get("kind"), str):
        return
    if not str(contents.get("apiVersion")).startswith(KUSTOMIZE_API):
        yield Document("kubernetes", name, contents, locate, group)


def _within(locate: Locate, index: int, at: document.Path) -> Place:
    return locate(("items", index, *at))


def _with_booleans(text: str) -> str:
    """`yes` as `true`: the words of YAML 1.1 are texts for the YAML of today."""
    if not BOOLEAN.search(text):
        return text
    parts = []
    done = 0
    try:
        for token in yaml.scan(text, yaml.CSafeLoader):
            if (
                isinstance(token, yaml.ScalarToken)
                and token.plain
                and token.value.lower() in BOOLEANS
            ):
                parts += [text[done : token.start_mark.index], BOOLEANS[token.value.lower()]]
                done = token.end_mark.index
    except yaml.YAMLError:
        return text  # whoever loads it says where
    return "".join([*parts, text[done:]])
