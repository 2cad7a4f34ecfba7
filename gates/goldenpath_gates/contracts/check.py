"""What a check of the stage gets, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from goldenpath_gates.config import Config
from goldenpath_gates.contracts.document import Document, load
from goldenpath_gates.contracts.model import Model
from goldenpath_gates.contracts.running import shown
from goldenpath_gates.contracts.settings import Contract
from goldenpath_gates.identity.credentials import NOBODY, Credentials
from goldenpath_gates.report import Figure, Finding

FOLDER = Path("reports/contract")
"""Where a check puts its artifacts, relative to the root."""


@dataclass(frozen=True)
class Context:
    """A service that runs with the model stub behind it.

    `secrets` maps each source of webhooks to the key that the service was started with;
    `credentials` are what it is asked with.
    """

    root: Path
    config: Config
    url: str
    model: Model
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    credentials: Credentials = NOBODY

    @property
    def settings(self) -> Contract:
        return self.config.contract

    def document(self) -> Document:
        """What the service says of itself; where it says nothing, what was published."""
        settings = self.settings
        if settings.document:
            return shown(self.url, settings.document, headers=self.credentials.headers())
        return load(self.root / settings.openapi, settings.openapi)


@dataclass(frozen=True)
class Outcome:
    """A check that could not judge raises IncompleteError instead."""

    figures: tuple[Figure, ...] = ()
    findings: tuple[Finding, ...] = ()
    artifacts: tuple[str, ...] = ()


Check = Callable[[Context], Outcome]
