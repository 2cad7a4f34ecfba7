"""Starts the image and asks it whether it is ready, and well, from outside."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from goldenpath_gates import config, process, service
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.image.engine import Engine
from goldenpath_gates.image.inspection import Built
from goldenpath_gates.report import Finding


def started(
    root: Path,
    settings: config.Service,
    engine: Engine,
    built: Built,
    trusts: Mapping[str, str] | None = None,
) -> list[Finding]:
    """Findings where it does not get ready, or its own health check says no. `trusts` is its
    environment, for an issuer of tokens.

    Raises IncompleteError where the engine cannot make a container.
    """
    port = service.free_port()
    env = {**(trusts or {}), "HOST": service.HOST, "PORT": str(port)}
    with engine.container(built.layout.folder) as container:
        start = config.Service(
            settings.name,
            container.start(env, built.command),
            settings.ready,
            settings.ready_timeout,
        )
        try:
            with service.serving(root, start, port):
                health = container.inside(env, built.health) if built.health else ()
                return _health(root, health)
        except IncompleteError as error:
            # A container that cannot be made ended above; from here on it is the image's fault.
            return [Finding("built-start", f"the image does not start: {error}")]


def _health(root: Path, command: tuple[str, ...]) -> list[Finding]:
    if not command:
        return []
    done = process.run(command, root, echo=False)
    said = done.output.strip()[-500:]
    wrong = f"the image's HEALTHCHECK ended with {done.code} while it answered: {said}"
    return [Finding("built-health", wrong)] if done.code else []
