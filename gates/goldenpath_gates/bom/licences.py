"""The licence of each package: what it declares as an SPDX expression, and whether that is allowed.

Two declarations of one package add up (AND): nothing says that one may choose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any

from goldenpath_gates.bom.document import Component, canonical, is_package, label
from goldenpath_gates.bom.lock_file import NAME, SOURCE_TREES, Lock
from goldenpath_gates.bom.settings import Sbom
from goldenpath_gates.errors import UsageError
from goldenpath_gates.policy.findings import Found
from goldenpath_gates.report import Finding

Node = Any
"""Of the tree that license_expression makes; the library has no types."""
RULE = "sbom-licence"
NO_LICENCE = "not declared"
LONGEST_NAME = 80
"""Characters; longer is the text of a licence, not its name."""
PREFIXES = ("license :: osi approved :: ", "license :: ", "the ")


@dataclass(frozen=True)
class Verdict:
    """The ids that are denied, and those that are on neither list; allowed where both are empty."""

    denied: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        return not (self.denied or self.unknown)


def declared(component: Component) -> str:
    """The component's licences as one SPDX expression, as far as their names are known."""
    found = sorted({expression for name in _names(component) if (expression := spdx(name))})
    if not found:
        return NO_LICENCE
    if len(found) == 1:
        return found[0]
    return _rendered(" AND ".join(f"({one})" for one in found)) or " AND ".join(found)


def _names(component: Component) -> Iterator[str]:
    for entry in component.get("licenses", ()):
        licence = entry.get("license", {})
        name = entry.get("expression") or licence.get("id") or licence.get("name") or ""
        # Of a whole text the first line, if it is a name that we know.
        first = next((line.strip() for line in name.splitlines() if line.strip()), "")
        if first == name.strip() and len(name) <= LONGEST_NAME:
            yield name
        elif _plain(first) in _table():
            yield first


def spdx(name: str) -> str:
    """An id or expression in its one spelling; a name that nobody knows stays as it is."""
    return _table().get(_plain(name)) or _rendered(name) or name.strip()


def judged(bom: Mapping[str, Any], settings: Sbom, lock: Lock) -> Iterator[Found]:
    """A finding per package whose licence is denied or on neither list."""
    for component in bom.get("components", ()):
        if is_package(component):
            yield from _judged(component, settings, lock)


def _judged(component: Component, settings: Sbom, lock: Lock) -> Iterator[Found]:
    locked = lock.find(component["name"], component.get("version", ""))
    if locked is not None and locked.kind in SOURCE_TREES:
        return  # a part of the service, under its own licence
    licence = declared(component)
    verdict = verdict_of(licence, settings)
    if not verdict.allowed:
        line = locked.line if locked else None
        text = f"{label(component)} {_said(licence, verdict)}"
        yield Found(RULE, NAME, text, line=line, subject=label(component))


def _said(licence: str, verdict: Verdict) -> str:
    if licence == NO_LICENCE:
        return (
            "declares no licence: read the one it comes with, and state it under [sbom.licences] "
            "of goldenpath.toml, or replace the package"
        )
    if verdict.denied:
        return (
            f"is under {licence} (denied: {', '.join(verdict.denied)}): replace the package, or "
            "agree on a waiver with the people who answer for licences"
        )
    return (
        f"is under {licence} (neither allowed nor denied: {', '.join(verdict.unknown)}): have it "
        "read, then list it in [sbom] of goldenpath.toml; a name that is no SPDX id is stated as "
        "one under [sbom.licences]"
    )


def verdict_of(licence: str, settings: Sbom) -> Verdict:
    """One side of an OR is enough, an AND needs all, an exception only ever frees."""
    if licence == NO_LICENCE:
        return Verdict(unknown=(NO_LICENCE,))
    parsed = _parsed(licence)
    return _of(parsed, settings) if parsed is not None else Verdict(unknown=(licence,))


def _of(node: Node, settings: Sbom) -> Verdict:
    from license_expression import LicenseWithExceptionSymbol  # type: ignore[import-untyped]

    if isinstance(node, _licensing().OR | _licensing().AND):
        parts = [_of(part, settings) for part in node.args]
        if isinstance(node, _licensing().OR) and any(part.allowed for part in parts):
            return Verdict()
        return Verdict(
            tuple(sorted({id_ for part in parts for id_ in part.denied})),
            tuple(sorted({id_ for part in parts for id_ in part.unknown})),
        )
    name = node.render()
    excepted = isinstance(node, LicenseWithExceptionSymbol)
    base = node.license_symbol.render() if excepted else name
    if excepted and _matches(name, (p for p in settings.allow if " WITH " in p)):
        return Verdict()
    if _matches(base, settings.deny):
        return Verdict(denied=(name,))
    if excepted and not _is_known(name):  # such as the Commons Clause, which takes away
        return Verdict(unknown=(name,))
    if _matches(base, (p for p in settings.allow if " WITH " not in p)):
        return Verdict()
    return Verdict(unknown=(name,))


def stated(bom: Mapping[str, Any], settings: Sbom) -> tuple[dict[str, Any], list[Finding]]:
    """The document with the licences that the team states, and a note for each of them."""
    said = {canonical(name): text for name, text in settings.licences.items()}
    components, notes = [], []
    for component in bom.get("components", ()):
        text = said.pop(canonical(component["name"]), None) if is_package(component) else None
        if text is not None:
            was = declared(component)
            note = f"{label(component)} is under {text} as [sbom.licences] states; declared: {was}"
            notes.append(Finding("sbom-licence-stated", note, "goldenpath.toml"))
            component = {**component, "licenses": entries(text, "concluded")}
        components.append(component)
    for name in said:
        note = f"[sbom.licences] states a licence for {name}, which is not installed: remove it"
        notes.append(Finding("sbom-licence-stated", note, "goldenpath.toml"))
    return {**bom, "components": components}, notes


def entries(licence: str, acknowledgement: str = "declared") -> list[dict[str, Any]]:
    """The `licenses` of a CycloneDX component."""
    from cyclonedx.spdx import is_expression, is_supported_id

    if is_supported_id(licence):
        return [{"license": {"id": licence, "acknowledgement": acknowledgement}}]
    if " " in licence and is_expression(licence):
        return [{"expression": licence, "acknowledgement": acknowledgement}]
    return [{"license": {"name": licence, "acknowledgement": acknowledgement}}]


def ids(licence: str) -> set[str]:
    """The ids in an expression; what is none is one of its own."""
    parsed = _parsed(licence)
    return {licence} if parsed is None else set(_licensing().license_keys(parsed))


def require_known(settings: Sbom) -> None:
    """Raises UsageError for an id that SPDX does not have: a slip there would allow nothing, or
    deny nothing."""
    for key, names in (("allow", settings.allow), ("deny", settings.deny)):
        for name in names:
            if not any(mark in name for mark in "*?[") and not _is_known(name):
                raise _unknown(f"`{key}` of [sbom]", name)
    for package, text in settings.licences.items():
        if not _is_known(text):
            raise _unknown(f"[sbom.licences] of {package}", text)


def _unknown(where: str, name: str) -> UsageError:
    return UsageError(
        f"goldenpath.toml: {where} names {name!r}, which is no SPDX licence: "
        "see spdx.org/licenses, or write LicenseRef- and a name of your own"
    )


def _is_known(text: str) -> bool:
    known = _licensing().known_symbols
    return all(id_.startswith("LicenseRef-") or id_ in known for id_ in ids(text))


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name.lower(), pattern.lower()) for pattern in patterns)


def _plain(name: str) -> str:
    plain = " ".join(name.lower().replace(",", " ").split())
    for prefix in PREFIXES:
        plain = plain.removeprefix(prefix)
    return plain


def _rendered(text: str) -> str | None:
    parsed = _parsed(text)
    return parsed.simplify().render() if parsed is not None else None


@cache
def _parsed(text: str) -> Node | None:
    from license_expression import ExpressionError

    try:
        return _licensing().parse(text)
    except (ExpressionError, RecursionError):
        return None


@cache
def _licensing() -> Any:
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()


@cache
def _table() -> Mapping[str, str]:
    import yaml

    text = files("goldenpath_gates.bom").joinpath("licence-names.yaml").read_text("utf-8")
    table: Mapping[str, str] = yaml.safe_load(text)
    return table
