"""Where the traffic goes: the promoted release in staging, or the service on this laptop."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from goldenpath_gates.config import FILENAME, Config
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.load.local import Local, local
from goldenpath_gates.load.probe import fire, of_environment
from goldenpath_gates.load.recording import Recording
from goldenpath_gates.publishing import PROMOTION

RELEASE = re.compile(r"@sha256:([0-9a-f]{12})[0-9a-f]{52}$")
ASKED = 5
"""Answers that have to come from the promoted release before any load is sent."""
PATIENCE_S = 30.0
SPARE_S = 600.0
"""That a token outlives the phase which uses it."""


@dataclass(frozen=True)
class Target:
    """`url` without a slash at its end; `release` is the one that has to answer, None for any.
    `here` is the service where it runs on this machine."""

    url: str
    release: str | None = None
    here: Local | None = None

    def headers(self) -> Mapping[str, str]:
        """Of each request; the token for staging is the environment's."""
        return self.here.headers() if self.here else of_environment()

    def token(self, seconds: float) -> str:
        """For another process that asks for so long; empty where we have none of our own."""
        return self.here.running.credentials.token(seconds + SPARE_S) if self.here else ""

    def __str__(self) -> str:
        if self.release:
            return f"release {self.release} on {self.url}"
        return "the service on this machine beside the model stub, not staging"


def promoted(root: Path, env: Mapping[str, str]) -> str | None:
    """The first 12 digits of the promoted digest, None on a laptop, where nothing was.

    Raises IncompleteError in a pipeline without a promotion, and for one that names no digest.
    """
    path = root / PROMOTION
    if not path.exists() and not env.get("CI"):
        return None
    try:
        image = json.loads(path.read_text(encoding="utf-8"))["image"]
        found = RELEASE.search(image)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IncompleteError(f"{PROMOTION}: cannot be read: {error}; run publish first") from None
    if not found:
        raise IncompleteError(f"{PROMOTION}: names no digest; run publish again")
    return found[1]


@contextmanager
def target(
    root: Path, config: Config, recording: Recording, release: str | None
) -> Iterator[Target]:
    """Raises IncompleteError where another release answers, or none."""
    if release is None:
        with local(root, config) as here:
            yield Target(here.running.url, here=here)
        return
    name = config.delivery.staging
    environment = config.delivery.environments.get(name)
    if environment is None:
        raise UsageError(
            f"where {name} answers is not known: set [delivery.environments.{name}] url in "
            f"{FILENAME}"
        )
    found = Target(environment.url.rstrip("/"), release)
    _require_release(found, recording)
    yield found


def _require_release(target: Target, recording: Recording) -> None:
    shots = fire(target.url, recording.requests[:ASKED], [0.0] * ASKED, PATIENCE_S)
    silent = next((shot.error for shot in shots if shot.error), None)
    if silent:
        raise IncompleteError(f"{target.url}: does not answer: {silent}")
    others = {shot.header("x-service-release") or "none" for shot in shots} - {target.release}
    if others:
        raise IncompleteError(
            f"{target.url}: staging runs another release: promoted is {target.release}, "
            f"x-service-release says {', '.join(sorted(others))}"
        )
