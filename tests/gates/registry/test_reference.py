from __future__ import annotations

import pytest
from goldenpath_gates.errors import UsageError
from goldenpath_gates.registry import reference
from goldenpath_gates.registry.reference import Reference, Repository

DIGEST = "sha256:" + "0a" * 32

GOOD = [
    (f"ghcr.io/acme/answers@{DIGEST}", Reference(Repository("ghcr.io", "acme/answers"), DIGEST)),
    (
        f"registry.example.com:5000/a/b-c__d.e:1.2.0@{DIGEST}",
        Reference(Repository("registry.example.com:5000", "a/b-c__d.e"), DIGEST, "1.2.0"),
    ),
    (f"localhost:5000/a@{DIGEST}", Reference(Repository("localhost:5000", "a"), DIGEST)),
    (f"registry:5000/a:v1@{DIGEST}", Reference(Repository("registry:5000", "a"), DIGEST, "v1")),
    (f"[::1]:5000/a@{DIGEST}", Reference(Repository("[::1]:5000", "a"), DIGEST)),
]
BAD = [
    pytest.param("ghcr.io/acme/answers", "name the digest", id="neither tag nor digest"),
    pytest.param("ghcr.io/acme/answers:latest", "a tag moves", id="a tag alone"),
    pytest.param(f"answers@{DIGEST}", "HOST[:PORT]", id="no host"),
    pytest.param(f"acme/answers@{DIGEST}", "HOST[:PORT]", id="a name of Docker Hub, no host"),
    pytest.param(f"ghcr.io/Acme/answers@{DIGEST}", "lower case", id="capitals"),
    pytest.param(f"ghcr.io/a/../b@{DIGEST}", "is not an image", id="a path that climbs"),
    pytest.param(f"ghcr.io/a//b@{DIGEST}", "is not an image", id="an empty part"),
    pytest.param(f"user:pw@ghcr.io/a@{DIGEST}", "is not an image", id="credentials"),
    pytest.param(f"ghcr.io/a:@{DIGEST}", "is not an image", id="an empty tag"),
    pytest.param(f"ghcr.io/{'a' * 300}@{DIGEST}", "is not an image", id="too long"),
    pytest.param("ghcr.io/a@sha256:abc", "a digest is sha256:", id="a short digest"),
    pytest.param(f"ghcr.io/a@{DIGEST.upper()}", "a digest is sha256:", id="a digest in capitals"),
    pytest.param(f"ghcr.io/a@sha512:{'0' * 128}", "a digest is sha256:", id="another algorithm"),
    pytest.param(f"ghcr.io/a@{DIGEST}\n", "a digest is sha256:", id="a line after it"),
    pytest.param(f"https://ghcr.io/a@{DIGEST}", "is not an image", id="an address"),
    pytest.param("", "is not an image", id="nothing"),
]


@pytest.mark.parametrize(("text", "expected"), GOOD)
def test_good(text: str, expected: Reference) -> None:
    assert reference.parse(text) == expected
    assert str(expected) == text


@pytest.mark.parametrize(("text", "said"), BAD)
def test_bad(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        reference.parse(text)
    assert said in str(caught.value)


def test_repository() -> None:
    place = reference.repository("ghcr.io/acme/answers")
    assert str(place.at(DIGEST, "v1")) == f"ghcr.io/acme/answers:v1@{DIGEST}"


@pytest.mark.parametrize("text", ["answers", "ghcr.io", "ghcr.io/a:v1", f"ghcr.io/a@{DIGEST}", ""])
def test_no_repository(text: str) -> None:
    with pytest.raises(UsageError, match="is not a repository"):
        reference.repository(text)
