"""Builds the image of a commit, once, into `dist/image`."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from goldenpath_gates import git
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.image import inspection
from goldenpath_gates.image.engine import Engine, Recipe
from goldenpath_gates.image.settings import Image
from goldenpath_gates.policy.dockerfile import build as dockerfile
from goldenpath_gates.policy.dockerfile import words
from goldenpath_gates.registry import layout
from goldenpath_gates.registry.layout import Layout

ADDRESS = re.compile(r"(?:https?|ssh|git)://|[\w.-]+@[\w.-]+:")
"""What others can find it by; a folder of this machine tells them nothing."""


@dataclass(frozen=True)
class Plan:
    """The recipe, and what the Dockerfile says that the image does not: its health check."""

    recipe: Recipe
    health: tuple[str, ...]


def plan(root: Path, settings: Image, env: Mapping[str, str]) -> Plan:
    """Raises IncompleteError where the Dockerfile or the commit cannot be read."""
    path = root / settings.dockerfile
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise IncompleteError(
            f"{settings.dockerfile}: cannot be read ({error}): write one, or name it in [image]"
        ) from None
    said = dockerfile.contents(text, settings.dockerfile)
    epoch = _committed(root)
    labels = _labels(root, epoch, env) | _base(said["stages"])
    recipe = Recipe(path, root / settings.context, labels, epoch)
    return Plan(recipe, _health(said["instructions"], said["stages"][-1]["chain"]))


def built(engine: Engine, recipe: Recipe, folder: Path) -> Layout:
    """What was in `folder` before is gone. Raises FailedError where it does not build."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    engine.build(recipe, folder)
    image = layout.read(folder)
    image.verify()
    return image


def _committed(root: Path) -> int:
    """When the commit was made, in seconds: a build of it bears no other time."""
    git.require_commit(root)
    return git.commit_time(root)


def _labels(root: Path, epoch: int, env: Mapping[str, str]) -> dict[str, str]:
    created = datetime.fromtimestamp(epoch, UTC).isoformat(timespec="seconds")
    known = {
        inspection.REVISION: git.commit(root),
        inspection.CREATED: created,
        inspection.VERSION: _version(root),
        inspection.SOURCE: _source(root, env),
    }
    return {key: value for key, value in known.items() if value}


def _version(root: Path) -> str | None:
    """Of the service, where it says one."""
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text("utf-8")).get("project", {})
        version = project.get("version")
    except (OSError, ValueError, AttributeError, RecursionError):
        return None
    return version if isinstance(version, str) else None


def _source(root: Path, env: Mapping[str, str]) -> str | None:
    if env.get("GITHUB_REPOSITORY"):
        return f"{env.get('GITHUB_SERVER_URL', 'https://github.com')}/{env['GITHUB_REPOSITORY']}"
    address = env.get("CI_PROJECT_URL") or git.remote(root) or ""
    return address if ADDRESS.match(address) else None


def _base(stages: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The image that the last stage starts from, where it is named by digest."""
    first = stages[stages[-1]["chain"][-1]]
    name, _, digest = first["image"].partition("@")
    if not digest:
        return {}
    return {inspection.BASE_NAME: name, inspection.BASE_DIGEST: digest}


def _health(instructions: Sequence[Mapping[str, Any]], chain: Sequence[int]) -> tuple[str, ...]:
    """The command of the last HEALTHCHECK, of the last stage or else of the one that it starts
    from; empty where there is none."""
    rows = [row for row in instructions if row["name"] == "HEALTHCHECK" and not row["onbuild"]]
    said = (row["value"] for stage in chain for row in reversed(rows) if row["stage"] == stage)
    keyword, *rest = next(said, "").split(maxsplit=1) or ("",)
    if keyword.upper() != "CMD" or not rest:
        return ()
    return tuple(words.json_list(rest[0])) or ("/bin/sh", "-c", rest[0].rstrip())
