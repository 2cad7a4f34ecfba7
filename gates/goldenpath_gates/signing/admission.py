"""The same demand for a cluster: a ClusterImagePolicy of Sigstore's policy-controller."""

from __future__ import annotations

import json
import re
from typing import Any

from goldenpath_gates.registry.reference import Repository
from goldenpath_gates.signing.identity import Identity
from goldenpath_gates.signing.statements import EVIDENCE, NAMES

AUTHORITY = "goldenpath"
TRUST = {False: {"url": "https://fulcio.sigstore.dev"}, True: {"trustRootRef": AUTHORITY}}
"""The public Sigstore, or the TrustRoot of this name in the cluster."""
HUB = {"docker.io": "index.docker.io"}
"""The one host that the controller knows by another name."""


def policy(images: Repository, identity: Identity, *, private: bool) -> str:
    """YAML. `private`: the roots are those of the cluster's TrustRoot, not the public ones."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Text of several lines stays readable."""

        def represent_text(self, text: str) -> yaml.Node:
            style = "|" if "\n" in text else None
            return self.represent_scalar("tag:yaml.org,2002:str", text, style)

    Dumper.add_representer(str, Dumper.represent_text)
    demand = document(images, identity, private=private)
    return str(yaml.dump(demand, Dumper=Dumper, sort_keys=False, width=1000))


def document(images: Repository, identity: Identity, *, private: bool) -> dict[str, Any]:
    who = {"issuer": identity.issuer, "subjectRegExp": subject(identity)}
    name = f"{HUB.get(images.host, images.host)}/{images.path}"
    spec: dict[str, Any] = {
        "mode": "enforce",
        "images": [{"glob": f"{name}@*"}, {"glob": f"{name}:*"}],
        "authorities": [
            {
                "name": AUTHORITY,
                "signatureFormat": "bundle",
                "keyless": {**TRUST[private], "identities": [who]},
                "attestations": [_attestation(kind, name) for kind, name in NAMES.items()],
            }
        ],
    }
    if identity.github:
        spec["policy"] = {"type": "cue", "data": _source(identity)}
    return {
        "apiVersion": "policy.sigstore.dev/v1beta1",
        "kind": "ClusterImagePolicy",
        "metadata": {"name": _label(str(images))},
        "spec": spec,
    }


def subject(identity: Identity) -> str:
    """Of the certificate: the workflow with its ref, which is the source's where it owns it."""
    path, _, ref = identity.workflow.partition("@")
    ref = ref or (identity.ref if identity.owns_workflow else "")
    return f"^{re.escape(path)}@{re.escape(ref) if ref else '.+'}$"


def _label(text: str) -> str:
    """As Kubernetes takes it for a name."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower())[-63:].strip("-")


def _attestation(kind: str, name: str) -> dict[str, Any]:
    attestation: dict[str, Any] = {"name": name, "predicateType": kind}
    if kind == EVIDENCE:
        attestation["policy"] = {"type": "cue", "data": 'predicate!: verdict!: "passed"\n'}
    return attestation


def _source(identity: Identity) -> str:
    """CUE over what the certificates say: a library's workflow signs for many repositories."""
    repository = json.dumps("/".join(identity.repository.split("/")[3:]))
    names = "".join(f"\t{name}!: [...#Ours]\n" for name in NAMES.values())
    return (
        f"#Ours: {{\n\tgithubWorkflowRepo!: {repository}\n"
        f"\tgithubWorkflowRef!: {json.dumps(identity.ref)}\n\t...\n}}\n"
        f"authorityMatches!: {AUTHORITY}!: attestations!: {{\n{names}}}\n"
    ).replace("\t", "  ")
