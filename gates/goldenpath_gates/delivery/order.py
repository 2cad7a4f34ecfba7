"""One delivery: which image, to which environments, and who carries it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from goldenpath_gates.config import FILENAME, Config
from goldenpath_gates.delivery import promotion
from goldenpath_gates.delivery.pace import Pace, Progress
from goldenpath_gates.delivery.remote import Remote, remote
from goldenpath_gates.delivery.settings import Delivery, Environment
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.registry.reference import Reference


@dataclass(frozen=True)
class Order:
    stage: str
    root: Path
    config: Config
    env: Mapping[str, str] = field(repr=False)
    pace: Pace
    image: Reference
    manifests: Reference | None = None
    """For Flux, which follows these and not the branch."""

    @property
    def settings(self) -> Delivery:
        return self.config.delivery

    @property
    def remote(self) -> Remote:
        return remote(self.settings, self.root, self.env)

    @property
    def progress(self) -> Progress:
        return Progress(self.stage)

    def verify(self) -> None:
        """Raises RefusedError unless the image is still what the pipeline signed."""
        promotion.verify(self.image, self.root, self.config, self.env)


def taken(
    stage: str, root: Path, config: Config, env: Mapping[str, str], pace: Pace | None = None
) -> Order:
    """Raises IncompleteError where no image was handed on."""
    pace = pace or Pace(config.delivery.poll)
    promoted = promotion.read(root)
    if config.delivery.gitops == "flux" and promoted.manifests is None:
        raise IncompleteError(
            f"{promotion.FILE}: names no manifests, and Flux follows nothing else: set [delivery] "
            "gitops before the stage publish runs"
        )
    return Order(stage, root, config, env, pace, promoted.image, promoted.manifests)


def environment(settings: Delivery, name: str) -> Environment:
    """Raises UsageError where the settings do not have it."""
    if name not in settings.environments:
        raise UsageError(
            f"there is no environment {name}: add [delivery.environments.{name}] with url and "
            f"namespace to {FILENAME}"
        )
    return settings.environments[name]
