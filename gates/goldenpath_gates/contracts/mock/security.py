"""Whether a request brings the credentials that an operation asks for; any will do."""

from __future__ import annotations

from collections.abc import Mapping

from goldenpath_gates.contracts.document import Document, DocumentError, Node
from goldenpath_gates.contracts.mock import refusal
from goldenpath_gates.contracts.mock.operations import Operation

Sent = Mapping[str, Mapping[str, str]]
"""By place: header (names in lower case), query and cookie."""


class Security:
    def __init__(self, document: Document) -> None:
        components = document.node().get("components")
        listed = components.get("securitySchemes") if components else None
        self.schemes = {name: each.resolved() for name, each in listed.items()} if listed else {}
        self.document = document

    def check(self, operation: Operation, sent: Sent) -> None:
        """Raises Refusal; DocumentError where a scheme is not declared."""
        if not operation.security:
            return
        if any(all(self._brought(name, sent) for name in each) for each in operation.security):
            return
        names = " or ".join(" and ".join(sorted(each)) for each in operation.security)
        detail = f"the operation asks for the security scheme {names}"
        first = min(operation.security[0])
        raise refusal.not_authorised(detail, _challenge(self._scheme(first)))

    def _scheme(self, name: str) -> Node:
        if name not in self.schemes:
            message = f"the security scheme {name} is not declared, declare it"
            pointer = "/components/securitySchemes"
            raise DocumentError(self.document.name, pointer, "no-scheme", message)
        return self.schemes[name]

    def _brought(self, name: str, sent: Sent) -> bool:
        scheme = self._scheme(name).value
        kind = scheme.get("type")
        if kind == "mutualTLS":  # nothing that an HTTP request could show
            return True
        if kind == "apiKey":
            place, key = scheme.get("in", "header"), str(scheme.get("name", ""))
            return bool(sent[place].get(key.lower() if place == "header" else key))
        wanted = str(scheme.get("scheme", "bearer")).lower() if kind == "http" else "bearer"
        given, _, credentials = sent["header"].get("authorization", "").partition(" ")
        return given.lower() == wanted and bool(credentials.strip())


def _challenge(scheme: Node) -> str:
    kind, name = scheme.value.get("type"), scheme.value.get("scheme", "bearer")
    if kind == "http" and str(name).isalnum():
        return str(name).capitalize()
    return "ApiKey" if kind == "apiKey" else "Bearer"
