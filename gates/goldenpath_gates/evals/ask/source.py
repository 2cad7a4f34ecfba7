"""What the service talks to while it is judged: the model stub, recorded replies, a provider."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from goldenpath_gates.config import FILENAME
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.settings import Model
from goldenpath_gates.model_stub.started import started

EVALUATION = {"EVALUATION_MODE": "true"}
NO_KEY = "the-stub-takes-any"


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
    with started(root, *given, *options) as stub:
        env = {**EVALUATION, settings.url_variable: stub.api, settings.key_variable: NO_KEY}
        facts = {"source": settings.source, "files": _hashes(root, files.values())}
        yield Source(env, facts, stub.journal)


@contextmanager
def recorder(settings: Model, root: Path) -> Iterator[Source]:
    """The provider behind a stub that keeps its replies in the cassette. Raises as `model`."""
    provider = _provider(settings)
    _require_inside(root, settings.cassette, "cassette")
    upstream = ("--record", provider.env[settings.url_variable])
    with started(root, *upstream, "--cassette", settings.cassette) as stub:
        env = {**provider.env, settings.url_variable: stub.api}
        yield Source(env, provider.facts, stub.journal)


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
