"""Bundles beside their image in the registry, as cosign puts and finds them (BUNDLE_SPEC.md)."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from goldenpath_gates.registry.layout import Blob
from goldenpath_gates.registry.reference import DIGEST, Reference
from goldenpath_gates.registry.registry import (
    EMPTY,
    EMPTY_TYPE,
    IMAGE,
    PUSH,
    Manifest,
    Registry,
    digest_of,
    registry,
)

BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"
LIMIT = 32 * 1024 * 1024
"""Bytes of a bundle: a statement in Base64, and what proves it."""
MOST = 100
"""Bundles of one image that are read."""


@dataclass(frozen=True)
class Named:
    """A bundle, whatever its bytes are, and where it lay: a path or a digest."""

    name: str
    data: bytes


def attach(image: Reference, bundles: Iterable[bytes], env: Mapping[str, str]) -> list[str]:
    """Digests of the referrers. A bundle that is there already is not listed twice.

    Raises RefusedError where the registry's image has other bytes.
    """
    with registry(image.repository, env, PUSH) as target:
        subject = _descriptor(target.manifest(image.digest))
        return [_attached(target, bundle, subject) for bundle in bundles]


def bundles(image: Reference, env: Mapping[str, str]) -> list[Named]:
    """Of the image in its registry, without looking into them.

    Raises RefusedError where image or bundle have other bytes than their digest says.
    """
    with registry(image.repository, env) as source:
        source.manifest(image.digest)
        digests = islice(source.referrers(image.digest, BUNDLE), MOST)
        return [Named(digest, _bundle(source, digest)) for digest in digests]


def _attached(target: Registry, bundle: bytes, subject: Mapping[str, Any]) -> str:
    for data in (EMPTY, bundle):
        blob = Blob(digest_of(data), len(data), "")
        target.send(blob, lambda data=data: (data,))  # type: ignore[misc]
    annotations = _annotations(bundle)
    body = {
        "schemaVersion": 2,
        "mediaType": IMAGE,
        "artifactType": BUNDLE,
        "config": {"mediaType": EMPTY_TYPE, "digest": digest_of(EMPTY), "size": len(EMPTY)},
        "layers": [{"mediaType": BUNDLE, "digest": digest_of(bundle), "size": len(bundle)}],
        "subject": subject,
        "annotations": annotations,
    }
    manifest = Manifest(IMAGE, json.dumps(body).encode())
    listed = {**_descriptor(manifest), "artifactType": BUNDLE, "annotations": annotations}
    target.refer(manifest, listed, subject["digest"])
    return manifest.digest


def _annotations(bundle: bytes) -> dict[str, str]:
    """Of one of our own bundles; the time is the certificate's, the same each time."""
    from cryptography.x509 import load_der_x509_certificate

    document = json.loads(bundle)
    statement = json.loads(base64.b64decode(document["dsseEnvelope"]["payload"]))
    raw = base64.b64decode(document["verificationMaterial"]["certificate"]["rawBytes"])
    created = load_der_x509_certificate(raw).not_valid_before_utc
    return {
        "org.opencontainers.image.created": created.isoformat().replace("+00:00", "Z"),
        "dev.sigstore.bundle.content": "dsse-envelope",
        "dev.sigstore.bundle.predicateType": statement["predicateType"],
    }


def _descriptor(manifest: Manifest) -> dict[str, Any]:
    return {
        "mediaType": manifest.media_type,
        "digest": manifest.digest,
        "size": len(manifest.data),
    }


def _bundle(source: Registry, digest: str) -> bytes:
    """Empty where the referrer has not the form of a bundle: anyone who may push may add such."""
    try:
        (layer,) = json.loads(source.manifest(digest).data)["layers"]
        return source.blob(layer["digest"], LIMIT) if DIGEST.fullmatch(layer["digest"]) else b""
    except (KeyError, TypeError, ValueError, RecursionError):
        return b""
