"""What the service talks to while it is judged: the model stub, recorded replies, a provider."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from goldenpath_gates import process
from goldenpath_gates.config import FILENAME
from goldenpath_gates.console import plain
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.settings import Model

# -P: what lies in the root of the service is no module of ours.
STUB = (sys.executable, "-P", "-m", "goldenpath_gates", "model-stub")
FIRST_LINE = re.compile(r"model-stub listening on ((http://\S+)/v1)\n")
EVALUATION = {"EVALUATION_MODE": "true"}
NO_KEY = "the-stub-takes-any"
SHOWN_LINES = 20


@dataclass(frozen=True, slots=True)
class Source:
    """`env` is for the service; `facts` for the reports; `journal` is where the stub shows what
    it was sent, None with a provider. A provider's key is in none of them: the service inherits
    it from the environment."""

    env: Mapping[str, str] = field(repr=False)
    facts: Mapping[str, Any]
    journal: str | None = None


@contextmanager
def model(settings: Model, root: Path, options: Sequence[str] = ()) -> Iterator[Source]:
    """The model for the time of a `with` block; `options` are further ones of the stub.

    Raises IncompleteError when the stub does not start, or the provider's URL or key is missing.
    """
    if settings.source == "provider":
        yield _provider(settings)
        return
    files = _files(settings, root)
    given = [part for name, path in files.items() for part in (f"--{name}", path)]
    with _stub(root, *given, *options) as (url, journal):
        env = {**EVALUATION, settings.url_variable: url, settings.key_variable: NO_KEY}
        facts = {"source": settings.source, "files": _hashes(root, files.values())}
        yield Source(env, facts, journal)


@contextmanager
def recorder(settings: Model, root: Path) -> Iterator[Source]:
    """The provider behind a stub that keeps its replies in the cassette. Raises as `model`."""
    provider = _provider(settings)
    _require_inside(root, settings.cassette, "cassette")
    upstream = ("--record", provider.env[settings.url_variable])
    with _stub(root, *upstream, "--cassette", settings.cassette) as (url, journal):
        yield Source({**provider.env, settings.url_variable: url}, provider.facts, journal)


@contextmanager
def _stub(root: Path, *options: str) -> Iterator[tuple[str, str]]:
    """The base URL of its API, and that of its journal."""
    with process.group([*STUB, *options], root, stdout=subprocess.PIPE) as child:
        yield _listening(child)
        process.end([child])


def _provider(settings: Model) -> Source:
    url = settings.url or os.environ.get(settings.url_variable)
    if not url:
        raise IncompleteError(
            f"the provider has no URL: set [eval.model] url in {FILENAME}, or "
            f"{settings.url_variable} in the environment"
        )
    if not os.environ.get(settings.key_variable):
        raise IncompleteError(
            f"the provider has no key: set {settings.key_variable} in the environment, on a "
            "pipeline as a secret"
        )
    shown = urlsplit(url)
    host = shown.netloc.rpartition("@")[2]
    return Source(
        {**EVALUATION, settings.url_variable: url},
        {"source": "provider", "url": f"{shown.scheme}://{host}{shown.path}"},
    )


def _files(settings: Model, root: Path) -> dict[str, str]:
    """Option of the stub to file, relative to the root and within it."""
    wanted = (
        {"cassette": settings.cassette}
        if settings.source == "cassette"
        else {"rules": settings.rules, "scenario": settings.scenario}
    )
    files = {name: path for name, path in wanted.items() if path}
    for name, path in files.items():
        _require_inside(root, path, name)
        if not (root / path).is_file():
            raise IncompleteError(
                f"{path}: is no file; write it, or mend [eval.model] {name} in {FILENAME}"
            )
    return files


def _require_inside(root: Path, path: str, name: str) -> None:
    if not (root / path).resolve().is_relative_to(root.resolve()):
        raise IncompleteError(
            f"{path}: leads out of the tree; mend [eval.model] {name} in {FILENAME}"
        )


def _hashes(root: Path, paths: Iterable[str]) -> dict[str, str]:
    return {path: hashlib.sha256((root / path).read_bytes()).hexdigest() for path in paths}


def _listening(child: subprocess.Popen[str]) -> tuple[str, str]:
    """Later output is read and dropped: a full pipe would stop the stub."""
    output = child.stdout or iter(())
    first = next(iter(output), "")
    found = FIRST_LINE.fullmatch(first)
    if not found:
        said = plain(" ".join([first, *deque(output, SHOWN_LINES)]).strip())
        raise IncompleteError(f"the model stub did not start: {said or 'it said nothing'}")
    Thread(target=deque, args=(output, 0), daemon=True).start()
    return found[1], f"{found[2]}/_stub/requests"
