"""Tampering: each way is refused under its own rule, and its good twin is accepted."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.registry.reference import Reference
from goldenpath_gates.registry.refusal import RefusedError
from goldenpath_gates.signing import opened, statements
from goldenpath_gates.signing.identity import Identity
from goldenpath_gates.signing.referrers import Named
from goldenpath_gates.signing.verify import Verified, verify

from tests.gates.signing.support import (
    BOM,
    EVIDENCE,
    IDENTITY,
    IMAGE,
    changed,
    payload,
    said,
    signed,
    trust,
    with_bytes,
)
from tests.sigstore_box import COMMIT, GITLAB, Claims, Sigstore, github, gitlab

OTHER = replace(IMAGE, digest="sha256:" + "cd" * 32)
LATER = "f" * 40
LIBRARY = "acme/library/.github/workflows/train.yml"
Make = Callable[[Sigstore], list[Named]]


def _verify(
    box: Sigstore, bundles: list[Named], identity: Identity = IDENTITY, sbom: Path | None = None
) -> Verified:
    return verify(IMAGE, bundles, identity, trust(box), sbom)


def _by(claims: Claims) -> Make:
    return lambda box: signed(box, claims=claims)


def _at(minutes: float, late: float) -> Make:
    at = datetime.now(UTC) - timedelta(minutes=minutes)
    return lambda box: signed(box, at=at, late=timedelta(minutes=late))


def _changed(name: str, change: Callable[[Any], object]) -> Make:
    return lambda box: changed(signed(box), name, change)


def _bytes(data: Callable[[bytes], bytes]) -> Make:
    def make(box: Sigstore) -> list[Named]:
        bundles = signed(box)
        return with_bytes(bundles, "sbom", data(bundles[1].data))

    return make


def _said(name: str, **values: Any) -> Make:
    """Signed by the right one, and wrong from the beginning."""
    return lambda box: signed(box, {**said(), name: {**said()[name], **values}})


def _entry(document: Any) -> Any:
    return document["verificationMaterial"]["tlogEntries"][0]


def _set(place: Callable[[Any], Any], key: str, value: Any) -> Callable[[Any], object]:
    return lambda document: place(document).__setitem__(key, value)


def _flipped(text: str) -> str:
    data = bytearray(base64.b64decode(text))
    data[-1] ^= 1
    return base64.b64encode(data).decode()


def _passed(statement: Any) -> None:
    statement["predicate"]["verdict"] = "passed!"


def _logged_anew(document: Any) -> None:
    """The log's copy is changed with the payload."""
    payload(document, _passed)
    _entry(document)["canonicalizedBody"] = base64.b64encode(b"{}").decode()


def _signed_anew(box: Sigstore) -> list[Named]:
    """The envelope of somebody else under the right certificate."""
    bundles, other = signed(box), json.loads(signed(box, claims=github("evil/fork"))[2].data)
    return changed(
        bundles, "evidence", lambda document: document.update(dsseEnvelope=other["dsseEnvelope"])
    )


REFUSED: list[Any] = [
    # Who signed.
    pytest.param(
        _by(github(signer="acme/answers/.github/workflows/other.yml@refs/heads/main")),
        "workflow",
        "signed by the workflow https://github.com/acme/answers/.github/workflows/other.yml",
        id="another workflow",
    ),
    pytest.param(
        _by(github(signer="acme/answers/.github/workflows/goldenpath.yml@refs/heads/feature")),
        "workflow",
        "goldenpath.yml@refs/heads/feature, not",
        id="the workflow as a branch has it",
    ),
    pytest.param(
        _by(github(signer="evil/answers/.github/workflows/goldenpath.yml@refs/heads/main")),
        "workflow",
        "signed by the workflow https://github.com/evil/answers",
        id="a workflow of that name elsewhere",
    ),
    pytest.param(
        _by(github(repository="acme/other")),
        "repository",
        "signed in the repository https://github.com/acme/other, not",
        id="another repository",
    ),
    pytest.param(
        _by(github(repository="acme/answers-evil")),
        "repository",
        "acme/answers-evil, not https://github.com/acme/answers",
        id="a repository that begins so",
    ),
    pytest.param(
        _by(github(ref="refs/pull/7/merge")),
        "ref",
        "built from the ref refs/pull/7/merge, not refs/heads/main",
        id="a pull request",
    ),
    pytest.param(_by(github(ref="refs/tags/main")), "ref", "refs/tags/main", id="a tag"),
    pytest.param(_by(gitlab()), "issuer", f"issued by {GITLAB}, not", id="another forge"),
    # What proves it.
    pytest.param(
        _changed("evidence", lambda document: payload(document, _passed)),
        "signature",
        "changed after it was signed",
        id="evidence edited after signing",
    ),
    pytest.param(
        _changed("evidence", _logged_anew), "signature", "changed", id="and the log's copy"
    ),
    pytest.param(_signed_anew, "signature", "changed", id="envelope of another signature"),
    pytest.param(
        _changed(
            "sbom",
            lambda d: _set(_entry, "canonicalizedBody", _flipped(_entry(d)["canonicalizedBody"]))(
                d
            ),
        ),
        "signature",
        "changed",
        id="the log's body",
    ),
    pytest.param(
        _changed("sbom", _set(_entry, "integratedTime", "1700000000")),
        "time",
        "minutes that its certificate counts",
        id="the log's time",
    ),
    pytest.param(
        _changed(
            "sbom",
            lambda d: _set(
                lambda d: _entry(d)["inclusionPromise"],
                "signedEntryTimestamp",
                _flipped(_entry(d)["inclusionPromise"]["signedEntryTimestamp"]),
            )(d),
        ),
        "signature",
        "SET",
        id="the log's promise",
    ),
    pytest.param(
        _changed("sbom", lambda d: _entry(d)["inclusionProof"]["hashes"].clear()),
        "signature",
        "inclusion proof",
        id="the log's proof",
    ),
    pytest.param(
        lambda _: signed(Sigstore()),
        "trust",
        "not of the Sigstore that is trusted",
        id="other root",
    ),
    pytest.param(
        lambda box: signed(Sigstore(ca=box.ca, log=box.log)), "trust", "SCT", id="other CT log"
    ),
    pytest.param(
        lambda box: signed(Sigstore(ca=box.ca, ct=box.ct)), "trust", "checkpoint", id="other log"
    ),
    pytest.param(_at(60, 30), "time", "minutes that its certificate counts", id="expired"),
    pytest.param(_at(60, -30), "time", "minutes that its certificate counts", id="not yet valid"),
    # What is said.
    pytest.param(
        lambda box: signed(box, said(OTHER)),
        "subject",
        f"it is about {OTHER.digest}, not about {IMAGE.digest}",
        id="digest of another image",
    ),
    pytest.param(_said("evidence", subject=[]), "subject", "it is about ", id="about nothing"),
    pytest.param(
        _said("evidence", predicate={**EVIDENCE, "verdict": "failed"}),
        "evidence",
        "the verdict of the evidence is 'failed'",
        id="a verdict of failed",
    ),
    pytest.param(
        _said("evidence", predicate={**EVIDENCE, "verdict": "passed\n"}),
        "evidence",
        r"is 'passed\n'",
        id="almost passed",
    ),
    pytest.param(
        _said("evidence", predicate={}), "evidence", "is None, not", id="evidence of nothing"
    ),
    pytest.param(
        _said("evidence", predicate={**EVIDENCE, "commit": LATER}),
        "evidence",
        f"the evidence is of commit '{LATER}', signed at '{COMMIT}'",
        id="evidence of another commit",
    ),
    pytest.param(
        _said("provenance", predicate=said(commit=LATER)["provenance"]["predicate"]),
        "evidence",
        f"the provenance is of commit '{LATER}'",
        id="provenance of another commit",
    ),
    pytest.param(
        _said("provenance", predicate={"buildDefinition": {"resolvedDependencies": 7}}),
        "evidence",
        "the provenance is of commit None",
        id="provenance without a commit",
    ),
    pytest.param(
        _said("sbom", predicateType="https://spdx.dev/Document"),
        "missing",
        "no sbom (https://cyclonedx.org/bom)",
        id="wrong predicate",
    ),
    pytest.param(lambda box: signed(box)[:2], "missing", "no evidence", id="no evidence"),
    pytest.param(lambda box: signed(box)[1:], "missing", "no provenance", id="no provenance"),
    pytest.param(lambda _: [], "missing", "no sbom", id="nothing at all"),
    pytest.param(
        lambda box: signed(box, {"vex": {**said()["sbom"], "predicateType": "urn:vex"}}),
        "missing",
        "no evidence",
        id="another kind alone",
    ),
    pytest.param(
        lambda box: [
            *signed(box, {"evidence": said()["evidence"]}),
            *signed(box, said(commit=LATER), github(sha=LATER))[:2],
        ],
        "missing",
        "no evidence",
        id="half of one commit, half of another",
    ),
    # What is no bundle, or none of a statement.
    pytest.param(_bytes(lambda data: b""), "bundle", "not a bundle of Sigstore", id="empty"),
    pytest.param(_bytes(lambda data: b"\xff\xfe"), "bundle", "not a bundle", id="garbage"),
    pytest.param(_bytes(lambda data: data[:-40]), "bundle", "not a bundle", id="truncated"),
    pytest.param(_bytes(lambda data: b"[" * 99999), "bundle", "not a bundle", id="deep"),
    pytest.param(_bytes(lambda data: b"[]"), "bundle", "not a bundle", id="a list"),
    pytest.param(_bytes(lambda data: b"{}"), "bundle", "not a bundle", id="an empty object"),
    pytest.param(
        _bytes(lambda data: data.replace(b"v0.3+json", b"v9.9+json")),
        "bundle",
        "not a bundle",
        id="of a version to come",
    ),
    pytest.param(
        _changed("sbom", lambda d: _entry(d).pop("inclusionProof")),
        "bundle",
        "not a bundle",
        id="without a log entry's proof",
    ),
    pytest.param(
        _changed(
            "sbom", lambda d: d["verificationMaterial"]["certificate"].update(rawBytes="AA==")
        ),
        "bundle",
        "not a bundle",
        id="without a certificate",
    ),
    pytest.param(
        lambda box: signed(box, kind="text/plain"),
        "bundle",
        "it holds 'text/plain', not a statement",
        id="signed text",
    ),
    pytest.param(
        lambda box: [*signed(box)[:2], Named("evidence", box.bundle(b"[" * 9999))],
        "bundle",
        "no in-toto statement",
        id="signed depth",
    ),
    pytest.param(
        lambda box: [*signed(box)[:2], Named("evidence", box.bundle(b'{"predicate": 1}'))],
        "bundle",
        "no in-toto statement",
        id="signed JSON of another form",
    ),
    pytest.param(
        _said("evidence", predicate=["passed"]),
        "bundle",
        "no in-toto statement",
        id="a predicate that is a list",
    ),
]


@pytest.mark.parametrize(("make", "rule", "words"), REFUSED)
def test_refused(make: Make, rule: str, words: str, box: Sigstore) -> None:
    bundles = make(box)
    with pytest.raises(RefusedError) as caught:
        _verify(box, bundles)
    found = [str(f) for f in caught.value.findings if f.rule == f"verify-{rule}"]
    assert any(words in text for text in found), caught.value


def test_every_rule_is_refused_by_a_row() -> None:
    """The others are those of registry and SBOM, which have their own tests."""
    rules = {str(row.values[1]) for row in REFUSED}
    whose = {"workflow", "repository", "ref", "issuer"}
    assert rules == whose | {
        "signature",
        "time",
        "trust",
        "subject",
        "evidence",
        "missing",
        "bundle",
    }


ACCEPTED: list[Any] = [
    pytest.param(signed, IDENTITY, id="the good twin"),
    pytest.param(_at(60, 9.9), IDENTITY, id="in the last seconds of its certificate"),
    pytest.param(_at(60 * 24 * 365, 0.1), IDENTITY, id="a year ago"),
    pytest.param(
        lambda box: [*signed(box), Named("x", b"garbage"), *signed(Sigstore())],
        IDENTITY,
        id="further bundles that do not count",
    ),
    pytest.param(
        lambda box: [*signed(box), *signed(box, {"vex": {**said()["sbom"], "predicateType": "v"}})],
        IDENTITY,
        id="a further statement of another kind",
    ),
    pytest.param(
        lambda box: [
            *signed(
                box,
                {"old": {**said()["evidence"], "predicate": {"verdict": "failed"}}},
                at=datetime.now(UTC) - timedelta(hours=1),
            ),
            *signed(box),
        ],
        IDENTITY,
        id="an older verdict of the same commit",
    ),
    pytest.param(
        _by(github(signer=f"{LIBRARY}@{LATER}")),
        replace(IDENTITY, workflow=f"https://github.com/{LIBRARY}"),
        id="a library's workflow, pinned by commit",
    ),
    pytest.param(
        _by(github(signer=f"{LIBRARY}@refs/tags/v1.2.0")),
        replace(IDENTITY, workflow=f"https://github.com/{LIBRARY}@refs/tags/v1.2.0"),
        id="a library's workflow, of one version",
    ),
    pytest.param(
        _by(github(ref="refs/tags/v1", signer=f"{LIBRARY}@{LATER}")),
        replace(IDENTITY, workflow=f"https://github.com/{LIBRARY}", ref="refs/tags/v1"),
        id="a tag, where tags ship",
    ),
    pytest.param(
        _by(gitlab()),
        Identity(
            GITLAB,
            "https://gitlab.com/acme/answers",
            "https://gitlab.com/acme/answers//.gitlab-ci.yml",
            "refs/heads/main",
        ),
        id="GitLab",
    ),
]


@pytest.mark.parametrize(("make", "identity"), ACCEPTED)
def test_accepted(make: Make, identity: Identity, box: Sigstore) -> None:
    verified = _verify(box, make(box), identity)
    assert verified.commit == COMMIT
    assert verified.statements.keys() == statements.NAMES.keys()


def test_a_library_of_another_version(box: Sigstore) -> None:
    wanted = replace(IDENTITY, workflow=f"https://github.com/{LIBRARY}@refs/tags/v1.2.0")
    with pytest.raises(RefusedError, match=r"verify-workflow .*train.yml@refs/tags/v1.1.0, not"):
        _verify(box, _by(github(signer=f"{LIBRARY}@refs/tags/v1.1.0"))(box), wanted)


def test_a_job_of_gitlab_from_another_branch(box: Sigstore) -> None:
    wanted = Identity(
        GITLAB,
        "https://gitlab.com/acme/answers",
        "https://gitlab.com/acme/answers//.gitlab-ci.yml",
        "refs/heads/main",
    )
    with pytest.raises(RefusedError, match="verify-ref built from the ref refs/heads/feature"):
        _verify(box, _by(gitlab(ref="feature"))(box), wanted)


def test_every_difference_is_told_at_once(box: Sigstore) -> None:
    with pytest.raises(RefusedError) as caught:
        _verify(box, _by(gitlab("evil/fork", ref="x"))(box))
    rules = {finding.rule for finding in caught.value.findings}
    assert rules >= {f"verify-{name}" for name in ("issuer", "repository", "workflow", "ref")}


def test_the_newest_commit_whose_statements_hold(box: Sigstore) -> None:
    """The same bytes may be built of two commits."""
    hour = datetime.now(UTC) - timedelta(hours=1)
    told = said(commit=LATER)
    later = signed(box, told, github(sha=LATER))
    assert _verify(box, [*signed(box, at=hour), *later]).commit == LATER
    told["evidence"]["predicate"]["verdict"] = "failed"
    failed = signed(box, told, github(sha=LATER))
    assert _verify(box, [*signed(box, at=hour), *failed]).commit == COMMIT


def test_the_sbom_that_was_signed(box: Sigstore, tmp_path: Path) -> None:
    path = tmp_path / "bom.cdx.json"
    path.write_text(json.dumps(BOM, indent=3))
    assert _verify(box, signed(box), sbom=path)


@pytest.mark.parametrize(
    "bom",
    [{**BOM, "components": []}, {**BOM, "version": True}, {}, [], None],
    ids=["a component less", "true for 1", "empty", "a list", "null"],
)
def test_a_changed_sbom(bom: Any, box: Sigstore, tmp_path: Path) -> None:
    path = tmp_path / "bom.cdx.json"
    path.write_text(json.dumps(bom))
    with pytest.raises(RefusedError, match=r"bom.cdx.json: verify-sbom it is not the signed SBOM"):
        _verify(box, signed(box), sbom=path)


@pytest.mark.parametrize("text", [None, "", '{"a": ', "[" * 9999])
def test_no_sbom_to_compare(text: str | None, box: Sigstore, tmp_path: Path) -> None:
    path = tmp_path / "bom.cdx.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(IncompleteError, match=r"bom.cdx.json: (cannot be read|not JSON)"):
        _verify(box, signed(box), sbom=path)


def test_huge(box: Sigstore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "LIMIT", 100)
    with pytest.raises(RefusedError, match=r"verify-bundle not a bundle of Sigstore \(longer than"):
        _verify(box, signed(box))


def test_what_was_refused_is_named(box: Sigstore, image: Reference) -> None:
    bundles = changed(signed(box), "evidence", lambda document: payload(document, _passed))
    with pytest.raises(RefusedError) as caught:
        verify(image, bundles, IDENTITY, trust(box))
    assert str(caught.value).startswith("evidence: verify-signature changed after it was signed")
