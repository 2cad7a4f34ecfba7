"""`goldenpath verify`, from the registry and from files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from goldenpath_gates.__main__ import main
from goldenpath_gates.registry import layout, push
from goldenpath_gates.registry.reference import Reference, Repository
from goldenpath_gates.signing import referrers

from tests import registry_box
from tests.gates.signing.support import BOM, payload, said, signed
from tests.gates.signing.support import changed as with_change
from tests.gates.support import CONFIG, write
from tests.registry_box import ENV, Registry
from tests.sigstore_box import COMMIT, Sigstore

SIGNING = """
[signing]
repository = "https://github.com/acme/answers"
workflow = ".github/workflows/goldenpath.yml"
trust_config = "sigstore.json"
"""


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    for name, value in ENV.items():
        monkeypatch.setenv(name, value)
    registry = Registry()
    with registry.serving():
        yield registry


@pytest.fixture
def root(box: Sigstore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files = {"goldenpath.toml": CONFIG + SIGNING, "sigstore.json": box.trust_config}
    monkeypatch.chdir(write(tmp_path / "service", files))
    return tmp_path / "service"


@pytest.fixture
def pushed(registry: Registry, root: Path) -> Reference:
    registry_box.image(root / "image")
    place = Repository(registry.host, "acme/answers")
    return push.push(layout.read(root / "image"), place, ENV, "1.2.0")


@pytest.fixture
def shipped(box: Sigstore, pushed: Reference) -> Reference:
    referrers.attach(pushed, [each.data for each in signed(box, said(pushed))], ENV)
    return pushed


def _verify(*args: object) -> int:
    return main(["verify", *map(str, args)])


def test_from_the_registry(
    shipped: Reference, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "bom.json").write_text(str(BOM).replace("'", '"'))
    assert _verify(shipped, "--layout", "image", "--sbom", "bom.json") == 0
    first, *lines = capsys.readouterr().out.splitlines()
    assert first == f"{shipped}: verified, built of commit {COMMIT}"
    assert [line.partition(":")[0] for line in lines] == ["provenance", "sbom", "evidence"]
    assert lines[0].endswith(
        " UTC by https://github.com/acme/answers/.github/workflows/goldenpath.yml@refs/heads/main "
        "for https://github.com/acme/answers refs/heads/main, "
        "https://github.com/acme/answers/actions/runs/7/attempts/1"
    )


def test_from_files(
    box: Sigstore, pushed: Reference, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = []
    for bundle in signed(box, said(pushed)):
        (root / bundle.name).write_bytes(bundle.data)
        args += ["--bundle", bundle.name]
    assert _verify(pushed.repository.at(pushed.digest), *args) == 0
    assert _verify(pushed.repository.at(pushed.digest), *args[:4]) == 1
    assert "verify-missing no evidence" in capsys.readouterr().out


def test_nothing_is_signed(pushed: Reference, capsys: pytest.CaptureFixture[str]) -> None:
    assert _verify(pushed) == 1
    assert capsys.readouterr().out.splitlines()[-1] == f"{pushed}: refused"


def test_a_changed_layer(
    shipped: Reference, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layer = layout.read(root / "image").layers[0]
    (root / "image" / "blobs" / "sha256" / layer.digest[7:]).write_bytes(b"LAYER ONE")
    assert _verify(shipped, "--layout", "image") == 1
    assert "verify-digest the layer" in capsys.readouterr().out


def test_a_moved_tag(
    shipped: Reference, registry: Registry, capsys: pytest.CaptureFixture[str]
) -> None:
    other = next(digest for digest in registry.manifests if digest != shipped.digest)
    registry.tags["1.2.0"] = other
    assert _verify(shipped) == 1
    assert f"verify-tag the tag 1.2.0 of {shipped.repository} names {other}, not" in (
        capsys.readouterr().out
    )
    assert _verify(shipped.repository.at(shipped.digest)) == 0


def test_edited_evidence(
    box: Sigstore, pushed: Reference, capsys: pytest.CaptureFixture[str]
) -> None:
    bundles = with_change(
        signed(box, said(pushed)),
        "evidence",
        lambda document: payload(document, lambda s: s["predicate"].update(stages=["more"])),
    )
    referrers.attach(pushed, [each.data for each in bundles], ENV)
    assert _verify(pushed) == 1
    assert "verify-signature changed after it was signed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "value", "rule"),
    [
        ("--repository", "https://github.com/acme/other", "verify-repository"),
        ("--workflow", ".github/workflows/other.yml", "verify-workflow"),
        ("--ref", "refs/heads/release", "verify-ref"),
        ("--issuer", "https://gitlab.com", "verify-issuer"),
    ],
)
def test_options_come_before_the_settings(
    option: str,
    value: str,
    rule: str,
    shipped: Reference,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _verify(shipped, option, value) == 1
    assert rule in capsys.readouterr().out


def test_where_an_image_is_only_deployed(shipped: Reference, root: Path) -> None:
    """Without goldenpath.toml the arguments say it all."""
    (root / "goldenpath.toml").unlink()
    who = ("--repository", "https://github.com/acme/answers")
    workflow = ("--workflow", ".github/workflows/goldenpath.yml")
    assert _verify(shipped, *who, *workflow, "--trust-config", "sigstore.json") == 0


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("{name}:1.2.0",), 2, "a tag moves; name the digest"),
        (("{image}", "--bundle", "none.json"), 3, "none.json: cannot be read"),
        (("{image}", "--layout", "none"), 3, "none/oci-layout: cannot be read"),
        (("{image}", "--trust-config", "none.json"), 3, "none.json: cannot be read"),
        (("{image}", "--sbom", "none.json"), 3, "none.json: cannot be read"),
        (("{image}", "--repository", "acme"), 2, "is no address of a repository"),
    ],
)
def test_cannot_be_judged(
    args: tuple[str, ...],
    code: int,
    said: str,
    shipped: Reference,
    capsys: pytest.CaptureFixture[str],
) -> None:
    filled = [arg.format(name=shipped.repository, image=shipped) for arg in args]
    assert _verify(*filled) == code
    assert said in capsys.readouterr().err


def test_as_policy(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And nothing else, nor is anybody asked."""
    assert _verify(f"registry.example.com/acme/answers@sha256:{'ab' * 32}", "--as-policy") == 0
    policy = yaml.safe_load(capsys.readouterr().out)
    assert policy["kind"] == "ClusterImagePolicy"
    assert policy["spec"]["authorities"][0]["keyless"]["trustRootRef"] == "goldenpath"
