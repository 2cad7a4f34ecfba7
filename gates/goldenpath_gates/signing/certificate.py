"""What a certificate of Fulcio says of who asked for it (oid-info.md of sigstore/fulcio)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from goldenpath_gates.report import Finding
from goldenpath_gates.signing.identity import Identity

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

ARC = "1.3.6.1.4.1.57264.1"
FIELDS = {
    "issuer": 8,
    "signer": 9,
    "repository": 12,
    "commit": 13,
    "ref": 14,
    "run": 21,
}


@dataclass(frozen=True)
class Claims:
    """`signer` is the URL of the workflow file whose job signed, with `@REF`; `repository`,
    `commit` and `ref` are the source's; `run` is the URL of the run; `time` is when the
    certificate was issued, minutes before it ends. What a certificate does not say is empty."""

    issuer: str
    signer: str
    repository: str
    commit: str
    ref: str
    run: str
    time: datetime


def claims(certificate: Certificate) -> Claims:
    said = {name: _extension(certificate, number) for name, number in FIELDS.items()}
    return Claims(**said, time=certificate.not_valid_before_utc)


def _extension(certificate: Certificate, number: int) -> str:
    from cryptography.hazmat import asn1
    from cryptography.x509 import ExtensionNotFound, ObjectIdentifier, UnrecognizedExtension

    oid = ObjectIdentifier(f"{ARC}.{number}")
    try:
        value = certificate.extensions.get_extension_for_oid(oid).value
    except ExtensionNotFound:
        return ""
    assert isinstance(value, UnrecognizedExtension)  # noqa: S101 - the library knows none of them
    return asn1.decode_der(str, value.value)


def differences(said: Claims, wanted: Identity, path: str) -> Iterator[Finding]:
    """Why this is not the signature that counts, each reason under its rule."""
    signer, _, signer_ref = said.signer.partition("@")
    workflow, _, workflow_ref = wanted.workflow.partition("@")
    if said.issuer != wanted.issuer:
        yield _other("issuer", said.issuer, wanted.issuer, path)
    if said.repository != wanted.repository:
        yield _other("repository", said.repository, wanted.repository, path)
    if signer != workflow:
        yield _other("workflow", said.signer, wanted.workflow, path)
    elif signer_ref != (workflow_ref or (wanted.ref if wanted.owns_workflow else signer_ref)):
        yield _other("workflow", said.signer, f"{workflow}@{workflow_ref or wanted.ref}", path)
    if said.ref != wanted.ref:
        yield _other("ref", said.ref, wanted.ref, path)


WHO = {
    "issuer": "the identity was issued by",
    "repository": "signed in the repository",
    "workflow": "signed by the workflow",
    "ref": "built from the ref",
}


def _other(what: str, said: str, wanted: str, path: str) -> Finding:
    message = (
        f"{WHO[what]} {said or '(it does not say)'}, not {wanted}: it is not this service's; if it "
        f"should be, set [signing] {what}"
    )
    return Finding(f"verify-{what}", message, path)
