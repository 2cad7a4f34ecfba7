"""Signs the image that was judged, with all that is known of it, and pushes it by its digest.

What is pushed is what the stage `image` handed on, byte for byte; nothing is built here. It is
signed and the signatures are verified before anything leaves, so no registry holds an image of ours
that nobody vouches for.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldenpath_gates import evidence, library, report, train
from goldenpath_gates.config import Config
from goldenpath_gates.console import say
from goldenpath_gates.delivery import manifests
from goldenpath_gates.errors import FailedError, IncompleteError
from goldenpath_gates.evidence import Evidence, Row
from goldenpath_gates.image import inspection, places
from goldenpath_gates.image.settings import LAYOUT
from goldenpath_gates.registry import layout
from goldenpath_gates.registry.layout import Layout
from goldenpath_gates.registry.push import push
from goldenpath_gates.registry.reference import Reference
from goldenpath_gates.registry.refusal import RefusedError
from goldenpath_gates.report import Figure, Finding, Judgement, judge
from goldenpath_gates.signing import consent, github, identity, referrers, statements, trust
from goldenpath_gates.signing.opened import opened
from goldenpath_gates.signing.referrers import Named
from goldenpath_gates.signing.sign import FOLDER, path_of, sign
from goldenpath_gates.signing.verify import verify

STAGE = "publish"
PROMOTION = FOLDER / "promotion.json"
"""Which image later stages deploy: its name and digest, and nothing that could move."""


@dataclass(frozen=True)
class Judged:
    """What the train said of the image: `record` and `bom` are files of the stage `image`."""

    evidence: Evidence
    record: Mapping[str, Any]
    bom: Path


def published(root: Path, config: Config, env: Mapping[str, str]) -> Judgement:
    """Raises FailedError or IncompleteError where the train did not pass, RefusedError where the
    image is not the one that it judged."""
    report.emptied(root, FOLDER.name)
    judged = _judged(root, env)
    built = _built(root, judged.record)
    place = places.repository(config.image, env)
    image = place.at(built.digest, _tag(judged.record))
    bundles = _signed(root, config, env, image, judged)
    say(f"{STAGE}: pushing {image}")
    push(built, place, env, image.tag)
    attached = referrers.attach(image, [path.read_bytes() for path in bundles.values()], env)
    if config.signing.github_attestations:
        github.store(bundles.values(), env)
    promotion = {"version": 1, "image": str(place.at(built.digest)), "tag": image.tag}
    if config.delivery.gitops == "flux":
        promotion["manifests"] = _manifests(root, config, env, image)
        bundles["manifests"] = root / path_of("manifests")
    report.write_json(root / PROMOTION, promotion)
    figures = (
        Figure("statements signed and verified", len(attached), None, "= 3", len(attached) == 3),
        Figure("signatures beside the image", len(attached)),
        Figure("size pushed", round(built.size / inspection.MEGABYTE, 1), "MB"),
    )
    files = [PROMOTION, *(path.relative_to(root) for path in bundles.values())]
    return judge(f"{place.at(built.digest)}, signed", figures, artifacts=map(str, files))


def _judged(root: Path, env: Mapping[str, str]) -> Judged:
    """The evidence of all stages before this one, which has to say passed."""
    whole = train.load(library.data("workflows") / "stages.yml")
    results = evidence.job_results(env)
    before = evidence.awaited(whole, STAGE)
    found = evidence.collect(root, whole, "main", results, before, env)
    if found.verdict != "passed":
        missing = [f"{row.stage.id}: {row.outcome}" for row in found.rows if not _fine(row)]
        error = FailedError if found.verdict == "failed" else IncompleteError
        raise error(f"nothing is signed before the train passed; {', '.join(missing)}")
    folder = evidence.report_path(root, "image", handed_over=bool(results)).parent / "image"
    record = folder / "image.json"
    (row,) = (row for row in found.rows if row.stage.id == "image")
    for path in (record, folder / "bom.cdx.json"):
        _require_pinned(path, row)
    return Judged(found, json.loads(record.read_text("utf-8")), folder / "bom.cdx.json")


def _fine(row: Row) -> bool:
    return row.outcome in ("passed", "approved")


def _require_pinned(path: Path, row: Row) -> None:
    """Only a file that the evidence names by its hash is signed beside it."""
    name = f"reports/image/{path.name}"
    pinned = row.digests.get(name)
    if pinned is None:
        raise IncompleteError(f"{name} was not handed on by the stage image: run it again")
    if hashlib.sha256(path.read_bytes()).hexdigest() != pinned:
        raise IncompleteError(f"{name} changed while it was read: run the job again")


def _built(root: Path, record: Mapping[str, Any]) -> Layout:
    built = layout.read(root / LAYOUT)
    if built.digest != record["digest"]:
        message = (
            f"{LAYOUT} holds {built.digest}, judged was {record['digest']}: only what was judged "
            "ships; run the pipeline again"
        )
        raise RefusedError([Finding("verify-digest", message, LAYOUT)])
    built.verify()
    return built


def _tag(record: Mapping[str, Any]) -> str:
    """For people, and so that no registry takes the image for forgotten; it never moves, since the
    digest is part of it."""
    version = re.sub(r"[^\w.-]", "-", record["labels"].get(inspection.VERSION, "0"))[:60]
    return f"{version}-{record['digest'].removeprefix('sha256:')[:12]}"


def _signed(
    root: Path, config: Config, env: Mapping[str, str], image: Reference, judged: Judged
) -> dict[str, Path]:
    """The bundles by name: provenance, bill of materials, evidence. Verified as anybody would."""
    consent.require(config.signing, env)
    who = identity.expected(config.signing, env, root)
    labels = judged.record["labels"]
    digest = labels.get(inspection.BASE_DIGEST)
    bases = [f"{labels[inspection.BASE_NAME]}@{digest}"] if digest else []
    run = statements.run_of(env)
    predicate = evidence.to_json(judged.evidence)["predicate"]
    bom = json.loads(judged.bom.read_text("utf-8"))
    said = {
        "provenance": statements.provenance(image, who.repository, who.workflow, run, bases),
        "sbom": statements.sbom(image, bom),
        "evidence": statements.evidence(image, predicate),
    }
    paths = sign(said, root, config.signing, env)
    named = [Named(str(path), (root / path).read_bytes()) for path in paths.values()]
    verify(image, named, who, trust.read(config.signing, root), judged.bom)
    return {name: root / path for name, path in paths.items()}


def _manifests(root: Path, config: Config, env: Mapping[str, str], image: Reference) -> str:
    """The manifests of this image, pushed and signed for Flux; the reference by digest."""
    who = identity.expected(config.signing, env, root)
    artifact = manifests.built(root, image, who.repository)
    run = statements.run_of(env)
    base = f"{image.repository}@{image.digest}"
    said = statements.provenance(artifact.place, who.repository, who.workflow, run, [base])
    path = root / sign({"manifests": said}, root, config.signing, env)["manifests"]
    opened(Named(str(path), path.read_bytes()), who, trust.read(config.signing, root))
    say(f"{STAGE}: pushing {artifact.place}")
    manifests.push(artifact, env)
    referrers.attach(artifact.place, [path.read_bytes()], env)
    return f"{artifact.place.repository}@{artifact.place.digest}"
