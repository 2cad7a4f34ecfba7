"""Whether an image is what this service's pipeline built, judged and signed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldenpath_gates import strictjson
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.registry.reference import Reference
from goldenpath_gates.registry.refusal import RefusedError
from goldenpath_gates.report import Finding
from goldenpath_gates.signing.certificate import Claims
from goldenpath_gates.signing.identity import Identity
from goldenpath_gates.signing.opened import opened
from goldenpath_gates.signing.referrers import Named
from goldenpath_gates.signing.statements import (
    EVIDENCE,
    NAMES,
    PROVENANCE,
    SBOM,
    commit_of,
)

if TYPE_CHECKING:
    from sigstore.models import ClientTrustConfig


@dataclass(frozen=True)
class Signed:
    """A statement about the image whose signature counts. `name` is where its bundle lay."""

    name: str
    kind: str
    predicate: Mapping[str, Any]
    claims: Claims


@dataclass(frozen=True)
class Verified:
    """All that belongs together about one image, by predicate type; of one commit."""

    image: Reference
    commit: str
    statements: Mapping[str, Signed]


def verify(
    image: Reference,
    bundles: Iterable[Named],
    identity: Identity,
    trust: ClientTrustConfig,
    sbom: Path | None = None,
) -> Verified:
    """The same image may be built of several commits, and anyone may lay further bundles beside
    it: one commit whose three statements hold is enough. `sbom` is a file that has to be signed.

    Raises RefusedError, with every reason, where there is none; IncompleteError where `sbom`
    cannot be read.
    """
    wanted = None if sbom is None else _document(sbom)
    signed: list[Signed] = []
    refused: list[Finding] = []
    for bundle in bundles:
        try:
            signed.append(_signed(bundle, image, identity, trust))
        except RefusedError as error:
            refused += error.findings
    for commit, statements in _newest_first(signed) or [("", {})]:
        reasons = [*_missing(statements), *_contradictions(statements, wanted, sbom)]
        if not reasons:
            return Verified(image, commit, statements)
        refused += reasons
    raise RefusedError(dict.fromkeys(refused))


def _signed(
    bundle: Named, image: Reference, identity: Identity, trust: ClientTrustConfig
) -> Signed:
    payload, claims = opened(bundle, identity, trust)
    try:
        statement = strictjson.loads(payload)
        kind, predicate = str(statement["predicateType"]), statement["predicate"]
        subjects = [f"sha256:{each['digest']['sha256']}" for each in statement["subject"]]
    except (ValueError, KeyError, TypeError):
        statement = predicate = None
    if not isinstance(predicate, dict):
        raise _refused("bundle", "what was signed is no in-toto statement; sign again", bundle)
    if image.digest not in subjects:
        about = ", ".join(subjects)[:300]
        raise _refused("subject", f"it is about {about}, not about {image.digest}", bundle)
    return Signed(bundle.name, kind, predicate, claims)


def _newest_first(signed: Sequence[Signed]) -> list[tuple[str, dict[str, Signed]]]:
    """By commit, of each kind the newest; other kinds are none of our business."""
    ours = sorted((s for s in signed if s.kind in NAMES), key=lambda s: s.claims.time)
    commits = dict.fromkeys(each.claims.commit for each in reversed(ours))
    return [(c, {each.kind: each for each in ours if each.claims.commit == c}) for c in commits]


def _missing(statements: Mapping[str, Signed]) -> Iterator[Finding]:
    for kind, name in NAMES.items():
        if kind not in statements:
            message = f"no {name} ({kind}) of this service counts for the image: publish it again"
            yield Finding("verify-missing", message)


def _contradictions(
    statements: Mapping[str, Signed], wanted: Any, sbom: Path | None
) -> Iterator[Finding]:
    """Signed by the right one, and still not right."""
    if (bom := statements.get(SBOM)) and sbom is not None and _text(bom.predicate) != _text(wanted):
        message = f"it is not the signed SBOM ({bom.name}): one of both was changed"
        yield Finding("verify-sbom", message, str(sbom))
    if provenance := statements.get(PROVENANCE):
        yield from _of_commit(provenance, "provenance", commit_of(provenance.predicate))
    if evidence := statements.get(EVIDENCE):
        yield from _of_commit(evidence, "evidence", evidence.predicate.get("commit"))
        verdict = evidence.predicate.get("verdict")
        if verdict != "passed":
            message = f"the verdict of the evidence is {verdict!r:.40}, not 'passed'"
            yield Finding("verify-evidence", message, evidence.name)


def _of_commit(signed: Signed, name: str, commit: Any) -> Iterator[Finding]:
    if commit != signed.claims.commit:
        message = f"the {name} is of commit {commit!r:.60}, signed at {signed.claims.commit!r}"
        yield Finding("verify-evidence", message, signed.name)


def _text(document: Any) -> str:
    """One text for one document: Python holds true and 1 for equal."""
    return json.dumps(document, sort_keys=True)


def _document(path: Path) -> Any:
    try:
        return strictjson.loads(path.read_bytes())
    except OSError as error:
        raise IncompleteError(f"{path}: cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise IncompleteError(f"{path}: not JSON: {error}") from None


def _refused(rule: str, message: str, bundle: Named) -> RefusedError:
    return RefusedError([Finding(f"verify-{rule}", message, bundle.name)])
