"""The real client against a Sigstore on loopback."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.signing import sign
from goldenpath_gates.signing.referrers import Named
from goldenpath_gates.signing.settings import Signing
from goldenpath_gates.signing.verify import verify

from tests.gates.signing.support import IDENTITY, IMAGE, said, trust
from tests.sigstore_box import Sigstore, github, gitlab

SETTINGS = Signing(trust_config="sigstore.json")


@pytest.fixture
def job(
    box: Sigstore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Mapping[str, str]]:
    """Environment of a job on GitHub that may have an identity."""
    with box.serving() as env:
        (tmp_path / "sigstore.json").write_text(box.trust_config)
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        yield env


def test_what_is_signed_counts(box: Sigstore, job: Mapping[str, str], tmp_path: Path) -> None:
    told = said()
    paths = sign.sign(told, tmp_path, SETTINGS, job)
    assert {name: str(path) for name, path in paths.items()} == {
        name: f"reports/publish/{name}.sigstore.json" for name in told
    }
    bundles = [Named(name, (tmp_path / path).read_bytes()) for name, path in paths.items()]
    verified = verify(IMAGE, bundles, IDENTITY, trust(box))
    assert {s.name: s.predicate for s in verified.statements.values()} == {
        name: statement["predicate"] for name, statement in told.items()
    }


@pytest.mark.parametrize("name", sign.TOKENS)
def test_on_gitlab(name: str, box: Sigstore, job: Mapping[str, str], tmp_path: Path) -> None:
    env = {"GITLAB_CI": "true", name: box.token(gitlab())}
    (path,) = sign.sign({"sbom": said()["sbom"]}, tmp_path, SETTINGS, env).values()
    assert json.loads((tmp_path / path).read_bytes())["dsseEnvelope"]


def _refused(tmp_path: Path, env: Mapping[str, str]) -> str:
    """Nothing is left, not even a bundle of the last time."""
    old = tmp_path / sign.path_of("sbom")
    old.parent.mkdir(parents=True)
    old.write_text("old")
    with pytest.raises(IncompleteError) as caught:
        sign.sign({"sbom": said()["sbom"]}, tmp_path, SETTINGS, env)
    assert not old.exists()
    return "".join(traceback.format_exception(caught.value))


def test_nobody_says_who_signs(job: Mapping[str, str], tmp_path: Path) -> None:
    assert "id-token: write" in _refused(tmp_path, {})


@pytest.mark.parametrize("service", ["token", "fulcio", "rekor"])
def test_a_service_fails(
    service: str, box: Sigstore, job: Mapping[str, str], tmp_path: Path
) -> None:
    box.broken = service
    text = _refused(tmp_path, job)
    assert ("the forge gives no identity" if service == "token" else "did not sign") in text


@pytest.mark.parametrize("token", ["not a token", "a.b.c"])
def test_no_token(token: str, job: Mapping[str, str], tmp_path: Path) -> None:
    text = _refused(tmp_path, {"SIGSTORE_ID_TOKEN": token})
    assert "Sigstore did not sign (IdentityError" in text
    assert token not in text


def test_an_error_that_quotes_the_token(
    box: Sigstore, job: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = box.token(github())

    def fail(*_: object) -> None:
        raise ValueError(f"bad header: Bearer {token}")

    monkeypatch.setattr("sigstore.sign.Signer.sign_dsse", fail)
    text = _refused(tmp_path, {"SIGSTORE_ID_TOKEN": token})
    assert "(ValueError: bad header: Bearer ***)" in text
    assert token not in text


def test_another_audience(box: Sigstore, job: Mapping[str, str], tmp_path: Path) -> None:
    token = box.token(github(), audience="somebody else")
    text = _refused(tmp_path, {"SIGSTORE_ID_TOKEN": token})
    assert "IdentityError" in text
    assert token not in text


def test_a_ca_that_is_not_trusted(box: Sigstore, job: Mapping[str, str], tmp_path: Path) -> None:
    """The client looks at the certificate before it signs with it."""
    (tmp_path / "sigstore.json").write_text(Sigstore(url=box.url).trust_config)
    assert "Sigstore did not sign (VerificationError: SCT" in _refused(tmp_path, job)


def test_too_large(job: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign, "LIMIT", 100)
    assert "the statement sbom has" in _refused(tmp_path, job)


@pytest.mark.parametrize("text", [None, "", "{}", "[]", "[" * 9999, '{"mediaType": "x"}', "\udcff"])
def test_no_trust_config(text: str | None, job: Mapping[str, str], tmp_path: Path) -> None:
    path = tmp_path / "sigstore.json"
    path.unlink()
    if text is not None:
        path.write_bytes(text.encode(errors="surrogateescape"))
    assert "sigstore.json: " in _refused(tmp_path, job)
