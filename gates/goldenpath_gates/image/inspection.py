"""What an image says of itself, and what it has to say."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goldenpath_gates import report
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.registry.layout import Layout
from goldenpath_gates.report import Figure, Finding

MEGABYTE = 1_000_000
REVISION = "org.opencontainers.image.revision"
VERSION = "org.opencontainers.image.version"
SOURCE = "org.opencontainers.image.source"
CREATED = "org.opencontainers.image.created"
BASE_NAME = "org.opencontainers.image.base.name"
BASE_DIGEST = "org.opencontainers.image.base.digest"


@dataclass(frozen=True)
class Built:
    """The image's configuration; `health` is the command of the Dockerfile's HEALTHCHECK, which
    the format of OCI has no place for."""

    layout: Layout
    user: str
    labels: Mapping[str, str]
    env: tuple[str, ...]
    command: tuple[str, ...]
    diff_ids: tuple[str, ...]
    health: tuple[str, ...] = ()


def read(layout: Layout, health: Sequence[str]) -> Built:
    """Raises IncompleteError for a configuration in another form."""
    try:
        body = report.parsed(layout.read(layout.config).decode("utf-8"))
        config = body.get("config") or {}
        labels = config.get("Labels") or {}
        built = Built(
            layout,
            str(config.get("User") or ""),
            {str(key): str(value) for key, value in labels.items()},
            _words(config.get("Env")),
            (*_words(config.get("Entrypoint")), *_words(config.get("Cmd"))),
            _words(body["rootfs"]["diff_ids"]),
            tuple(health),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IncompleteError(
            f"the image's configuration is none of OCI: {error!r}; build again"
        ) from None
    if (told := len(built.diff_ids)) != (there := len(layout.layers)):
        raise IncompleteError(
            f"the image's configuration tells of {told} layers, its manifest of {there}: build "
            "again"
        )
    return built


def _words(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        raise TypeError(f"{value[:80]!r} is no list")
    return tuple(map(str, value or ()))


def judged(built: Built, labels: Mapping[str, str], path: str) -> Iterator[Finding]:
    """`labels` are those that it was built with; `path` is the Dockerfile."""
    if _is_root(built.user.partition(":")[0]):
        yield Finding(
            "built-user", "it runs as root: end the Dockerfile with USER 65532:65532", path
        )
    if not built.command:
        yield Finding("built-command", "it starts nothing: name the command in CMD", path)
    if not built.health:
        yield Finding(
            "built-health",
            "nothing says whether it is well: add a HEALTHCHECK to the last stage",
            path,
        )
    for key, value in labels.items():
        if built.labels.get(key) != value:
            found = built.labels.get(key)
            yield Finding("built-label", f"{key} is {found!r}, built with {value!r}", path)


def _is_root(user: str) -> bool:
    return user in ("", "root") or (user.isdecimal() and not int(user[:100]))


def size(built: Built, budget: float) -> Figure:
    # Rounded up, or what is a little too much would seem to be just right.
    megabytes = math.ceil(10 * built.layout.size / MEGABYTE) / 10
    return Figure("compressed size", megabytes, "MB", f"<= {budget:g}", megabytes <= budget)


def to_json(built: Built, name: str, engine: str) -> dict[str, Any]:
    """What the report hands on: the digest is what every later stage goes by."""
    return {
        "version": 1,
        "name": name,
        "digest": built.layout.digest,
        "config": built.layout.config.digest,
        "size": built.layout.size,
        "layers": [
            {"digest": layer.digest, "size": layer.size, "diff_id": diff_id}
            for layer, diff_id in zip(built.layout.layers, built.diff_ids, strict=True)
        ],
        "labels": dict(sorted(built.labels.items())),
        "user": built.user,
        "engine": engine,
    }
