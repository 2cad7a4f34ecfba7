"""What is said of an image: in-toto statements of its build, its parts and its verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from goldenpath_gates import signoff
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evidence import record
from goldenpath_gates.registry.reference import Reference

PROVENANCE = "https://slsa.dev/provenance/v1"
SBOM = "https://cyclonedx.org/bom"
EVIDENCE = record.PREDICATE
NAMES = {PROVENANCE: "provenance", SBOM: "sbom", EVIDENCE: "evidence"}
"""All three belong to an image that ships."""
BUILD = "urn:goldenpath:build:1"
FORGES = {
    "GITHUB_ACTIONS": ("GITHUB_REF", "GITHUB_SHA", "GITHUB_REPOSITORY", "GITHUB_RUN_ID"),
    "GITLAB_CI": ("CI_COMMIT_REF_NAME", "CI_COMMIT_SHA", "CI_PIPELINE_URL"),
}
"""What each forge has to say: ref, commit, and what the address of the run is made of."""


@dataclass(frozen=True)
class Run:
    """The run of a pipeline. `ref` is a whole one, such as refs/heads/main; `invocation` is the
    address of the run."""

    ref: str
    commit: str
    invocation: str


def run_of(env: Mapping[str, str]) -> Run:
    """Raises IncompleteError outside a pipeline: nobody could check what it says."""
    names = next((names for marker, names in FORGES.items() if env.get(marker)), ())
    invocation = signoff.run_of(env)
    missing = [f"{name} is not set" for name in names if not env.get(name)]
    if missing or not invocation:
        why = missing[0] if missing else "this is no pipeline"
        raise IncompleteError(f"provenance needs the run that built the image: {why}")
    ref, commit = (env[name] for name in names[:2])
    if not ref.startswith("refs/"):
        ref = f"refs/{'tags' if env.get('CI_COMMIT_TAG') else 'heads'}/{ref}"
    return Run(ref, commit, invocation)


def provenance(
    image: Reference, repository: str, workflow: str, run: Run, bases: Iterable[str] = ()
) -> dict[str, Any]:
    """SLSA provenance 1.0. `repository` and `workflow` are those of the expected identity; `bases`
    are the images it was built upon, `NAME@sha256:...` each."""
    source = {"uri": f"git+{repository}@{run.ref}", "digest": {"gitCommit": run.commit}}
    predicate = {
        "buildDefinition": {
            "buildType": BUILD,
            "externalParameters": {
                "repository": repository,
                "ref": run.ref,
                "workflow": workflow,
            },
            "resolvedDependencies": [source, *map(_base, bases)],
        },
        "runDetails": {
            "builder": {"id": workflow},
            "metadata": {"invocationId": run.invocation},
        },
    }
    return _statement(image, PROVENANCE, predicate)


def sbom(image: Reference, bom: Mapping[str, Any]) -> dict[str, Any]:
    """`bom` is the CycloneDX document of the image."""
    return _statement(image, SBOM, bom)


def evidence(image: Reference, predicate: Mapping[str, Any]) -> dict[str, Any]:
    """`predicate` is that of evidence.json; the image takes the place of its subjects."""
    return _statement(image, EVIDENCE, predicate)


def commit_of(provenance: Mapping[str, Any]) -> str | None:
    """The commit that a predicate of provenance names, if it has our form."""
    definition = provenance.get("buildDefinition")
    found = definition.get("resolvedDependencies") if isinstance(definition, dict) else None
    for each in found if isinstance(found, list) else ():
        digest = each.get("digest") if isinstance(each, dict) else None
        if isinstance(digest, dict) and "gitCommit" in digest:
            return str(digest["gitCommit"])
    return None


def _base(image: str) -> dict[str, Any]:
    name, _, digest = image.partition("@sha256:")
    if not digest:
        raise IncompleteError(f"the base image {image} has no digest: name it in the Dockerfile")
    return {"uri": name, "digest": {"sha256": digest}}


def _statement(image: Reference, kind: str, predicate: Mapping[str, Any]) -> dict[str, Any]:
    algorithm, _, value = image.digest.partition(":")
    return {
        "_type": record.STATEMENT,
        "subject": [{"name": str(image.repository), "digest": {algorithm: value}}],
        "predicateType": kind,
        "predicate": dict(predicate),
    }
