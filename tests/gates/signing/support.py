"""An image, what is said of it, and by whom it has to be signed."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

from goldenpath_gates.registry.reference import Reference, Repository
from goldenpath_gates.signing import statements
from goldenpath_gates.signing.identity import Identity
from goldenpath_gates.signing.referrers import Named
from goldenpath_gates.signing.statements import Run
from sigstore.models import ClientTrustConfig

from tests.sigstore_box import COMMIT, GITHUB, Claims, Sigstore

IMAGE = Reference(Repository("registry.example.com", "acme/answers"), "sha256:" + "ab" * 32)
IDENTITY = Identity(
    issuer=GITHUB,
    repository="https://github.com/acme/answers",
    workflow="https://github.com/acme/answers/.github/workflows/goldenpath.yml",
    ref="refs/heads/main",
)
BOM = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "version": 1,
    "components": [{"name": "httpx"}],
}
EVIDENCE = {"verdict": "passed", "commit": COMMIT, "stages": []}
Change = Callable[[Any], object]


def said(image: Reference = IMAGE, commit: str = COMMIT) -> dict[str, dict[str, Any]]:
    """The three statements about an image."""
    run = Run("refs/heads/main", commit, "https://github.com/acme/answers/actions/runs/7")
    who = (IDENTITY.repository, IDENTITY.workflow)
    return {
        "provenance": statements.provenance(image, *who, run),
        "sbom": statements.sbom(image, BOM),
        "evidence": statements.evidence(image, {**EVIDENCE, "commit": commit}),
    }


def signed(
    box: Sigstore, told: Mapping[str, Any] | None = None, claims: Claims | None = None, **how: Any
) -> list[Named]:
    told = said() if told is None else told
    return [Named(name, box.bundle(each, claims, **how)) for name, each in told.items()]


def changed(bundles: list[Named], name: str, change: Change) -> list[Named]:
    """With one bundle's document changed in place."""
    document = json.loads(next(each.data for each in bundles if each.name == name))
    change(document)
    return with_bytes(bundles, name, json.dumps(document).encode())


def with_bytes(bundles: list[Named], name: str, data: bytes) -> list[Named]:
    return [Named(name, data) if each.name == name else each for each in bundles]


def payload(document: Any, change: Change) -> None:
    """Changes what an envelope holds, and nothing that proves it."""
    statement = json.loads(base64.b64decode(document["dsseEnvelope"]["payload"]))
    change(statement)
    data = base64.b64encode(json.dumps(statement).encode()).decode()
    document["dsseEnvelope"]["payload"] = data


def trust(box: Sigstore) -> ClientTrustConfig:
    return ClientTrustConfig.from_json(box.trust_config)
