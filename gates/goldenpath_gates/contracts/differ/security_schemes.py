"""Security schemes that changed under those who use them."""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.differ import reading, security_names
from goldenpath_gates.contracts.differ.comparison import Comparison, found
from goldenpath_gates.contracts.document import Node

ADDRESSES = ("authorizationUrl", "tokenUrl", "refreshUrl")


def compare(run: Comparison) -> Iterator[Change]:
    before = security_names.defined(run.base)
    for name, revision in security_names.defined(run.revision).items():
        base = before.get(run.scheme_names.get(name, name))
        if not base:
            continue
        where = f"the security scheme {name}"
        was, is_ = security_names.identity(base), security_names.identity(revision)
        if was != is_:
            message = f"{where} is {_said(is_)}, it was {_said(was)}"
            yield found("security-scheme-changed", revision, message)
        else:
            yield from _flows(base, revision, where)


def _said(identity: tuple[str, ...]) -> str:
    return " ".join(filter(None, identity)) or "nothing"


def _flows(base: Node, revision: Node, where: str) -> Iterator[Change]:
    after = {entry.name: entry.node for entry in reading.entries(revision, "flows")}
    for name, site, flow in reading.entries(base, "flows"):
        of = f"the flow {name} of {where}"
        if name not in after:
            yield found("security-flow-removed", site, f"{of} is gone")
        else:
            yield from _flow(flow, after[name], of)


def _flow(base: Node, revision: Node, where: str) -> Iterator[Change]:
    for key in ADDRESSES:
        before, after = reading.text(base, key), reading.text(revision, key)
        if before and before != after:
            message = f"the {key} of {where} is {after or 'gone'}, it was {before}"
            yield found("security-flow-address-changed", revision, message)
    scopes = {name for name, _ in reading.children(reading.mapping(revision, "scopes"))}
    for name, site in reading.children(reading.mapping(base, "scopes")):
        if name not in scopes:
            message = f"the scope {name} of {where} is gone"
            yield found("security-flow-scope-removed", site, message)
