"""What the operations of a service ask of a token."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goldenpath_gates.contracts.document import Document
    from goldenpath_gates.contracts.settings import Contract


@dataclass(frozen=True)
class Wanted:
    """`acr` is that of a second factor, empty where no operation asks for one."""

    scopes: tuple[str, ...] = ()
    acr: str = ""


def of(document: Document) -> Wanted:
    """All scopes together. Raises DocumentError."""
    from goldenpath_gates.contracts.access import access
    from goldenpath_gates.contracts.operations import operations

    found = [access(document, operation) for operation in operations(document)]
    scopes = {scope for each in found for scope in each.scopes or ()}
    return Wanted(tuple(sorted(scopes)), _first(each.acr for each in found))


def published(root: Path, settings: Contract) -> Wanted:
    """Nothing, where nothing is published. Raises DocumentError."""
    from goldenpath_gates.contracts.document import load

    path = root / settings.openapi
    return of(load(path, settings.openapi)) if path.exists() else Wanted()


def _first(texts: Iterable[str]) -> str:
    return next(filter(None, texts), "")
