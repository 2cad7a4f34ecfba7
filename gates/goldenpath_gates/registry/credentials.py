"""Who we are to a registry: the environment, or what `docker login` wrote down."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.registry.reference import Repository

OWN = ("GOLDENPATH_REGISTRY_USER", "GOLDENPATH_REGISTRY_PASSWORD")
DOCKER_HUB = "https://index.docker.io/v1/"


@dataclass(frozen=True)
class Credentials:
    user: str
    password: str = field(repr=False)

    def basic(self) -> str:
        """Of an Authorization header."""
        pair = f"{self.user}:{self.password}".encode()
        return f"Basic {base64.b64encode(pair).decode()}"


def of(place: Repository, env: Mapping[str, str]) -> Credentials | None:
    """None: nobody in particular. Raises UsageError for half of a pair."""
    for user, password in (OWN, *_of_forge(place.host, env)):
        if env.get(user) and env.get(password):
            return Credentials(env[user], env[password])
        if (user, password) == OWN and (env.get(user) or env.get(password)):
            raise UsageError(f"{user} and {password} belong together: set both, or neither")
    return _written_down(place, env)


def _of_forge(host: str, env: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """A forge's own token goes to its own registry and nowhere else."""
    if host == "ghcr.io":
        yield "GITHUB_ACTOR", "GITHUB_TOKEN"
    if host == env.get("CI_REGISTRY"):
        yield "CI_REGISTRY_USER", "CI_REGISTRY_PASSWORD"


def _written_down(place: Repository, env: Mapping[str, str]) -> Credentials | None:
    for path in _files(env):
        try:
            document = json.loads(path.read_bytes())
        except FileNotFoundError:
            continue
        except (OSError, ValueError, RecursionError):
            raise IncompleteError(f"{path}: cannot be read as JSON: log in again") from None
        if found := _entry(document, place, path):
            return found
    return None


def _files(env: Mapping[str, str]) -> Iterator[Path]:
    """Where podman, buildah and docker look, in this order."""
    home = Path(env.get("HOME") or Path.home())
    if named := env.get("REGISTRY_AUTH_FILE"):
        yield Path(named)
    if runtime := env.get("XDG_RUNTIME_DIR"):
        yield Path(runtime) / "containers" / "auth.json"
    yield Path(env.get("XDG_CONFIG_HOME") or home / ".config") / "containers" / "auth.json"
    yield Path(env.get("DOCKER_CONFIG") or home / ".docker") / "config.json"


def _entry(document: Any, place: Repository, path: Path) -> Credentials | None:
    entries, helpers = (_table(document, name, path) for name in ("auths", "credHelpers"))
    for key in _keys(place):
        if key in helpers:
            raise _helper(path)
        if isinstance(entry := entries.get(key), dict):
            if "auth" not in entry:
                raise _helper(path)
            return _decoded(entry["auth"], path)
    return None


def _table(document: Any, name: str, path: Path) -> dict[str, Any]:
    found = document.get(name) or {} if isinstance(document, dict) else None
    if not isinstance(found, dict):
        raise IncompleteError(f"{path}: not an object: log in again")
    return found


def _keys(place: Repository) -> Iterator[str]:
    """The longest first: podman keeps credentials for parts of a registry too."""
    parts = place.path.split("/")
    for end in range(len(parts), 0, -1):
        yield "/".join((place.host, *parts[:end]))
    yield place.host
    yield f"https://{place.host}"
    if place.host == "docker.io":
        yield DOCKER_HUB


def _decoded(auth: Any, path: Path) -> Credentials:
    try:
        user, _, password = base64.b64decode(str(auth), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise IncompleteError(f"{path}: what is kept there is not user:password") from None
    return Credentials(user, password.rstrip("\0"))


def _helper(path: Path) -> IncompleteError:
    return IncompleteError(
        f"{path}: a credential helper keeps the password, and helpers are not asked: set "
        f"{' and '.join(OWN)}"
    )
