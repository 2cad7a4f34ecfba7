"""Who may call an operation, as the document says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from goldenpath_gates.contracts.document import Document, Node
from goldenpath_gates.contracts.operations import Operation

TOKENS = ("oauth2", "openIdConnect")
STEP_UP = "x-step-up"


@dataclass(frozen=True)
class Access:
    """`open` to anybody; `scopes` are those that a token needs, None where no token is enough;
    `cookie` is the name of one that is; `acr` is of the second factor that is asked for."""

    open: bool = False
    scopes: tuple[str, ...] | None = None
    cookie: str | None = None
    acr: str = ""


def access(document: Document, operation: Operation) -> Access:
    """Of several alternatives that take a token, the first. Raises DocumentError."""
    alternatives = list(_alternatives(document, operation))
    if not all(alternatives):  # none, or one that asks for nothing
        return Access(open=True)
    schemes = _schemes(document)
    alone = [next(iter(each.items())) for each in alternatives if len(each) == 1]
    tokens = [scopes for name, scopes in alone if _takes_token(schemes.get(name, {}))]
    cookies = [schemes[name]["name"] for name, _ in alone if _is_cookie(schemes.get(name, {}))]
    acr = operation.node.value.get(STEP_UP)
    return Access(
        open=not alternatives,
        scopes=tuple(map(str, tokens[0])) if tokens else None,
        cookie=str(cookies[0]) if cookies else None,
        acr=acr if isinstance(acr, str) else "",
    )


def _alternatives(document: Document, operation: Operation) -> Iterator[dict[str, Any]]:
    """What cannot be read asks for nothing."""
    listed = operation.node.get("security") or document.node().get("security")
    for _, each in listed.items() if listed else ():
        asked = each.value if isinstance(each.value, dict) else {}
        yield {name: value if isinstance(value, list) else [] for name, value in asked.items()}


def _schemes(document: Document) -> dict[str, dict[str, Any]]:
    components = document.node().get("components")
    listed: Node | None = components.get("securitySchemes") if components else None
    found = {name: node.resolved().value for name, node in listed.items()} if listed else {}
    return {name: value for name, value in found.items() if isinstance(value, dict)}


def _takes_token(scheme: dict[str, Any]) -> bool:
    bearer = str(scheme.get("scheme", "")).lower() == "bearer"
    is_jwt = str(scheme.get("bearerFormat", "")).upper() == "JWT"
    return scheme.get("type") in TOKENS or (scheme.get("type") == "http" and bearer and is_jwt)


def _is_cookie(scheme: dict[str, Any]) -> bool:
    return (scheme.get("type"), scheme.get("in")) == ("apiKey", "cookie") and "name" in scheme
