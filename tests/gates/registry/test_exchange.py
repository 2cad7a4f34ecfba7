"""Whom we tell who we are, and what is said when a registry does not answer."""

from __future__ import annotations

import traceback
from collections.abc import Mapping

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.registry import exchange
from goldenpath_gates.registry.reference import Repository
from goldenpath_gates.registry.refusal import RefusedError
from goldenpath_gates.registry.registry import digest_of, registry

from tests.registry_box import ENV, PASSWORD, Registry

DATA = b"a blob"
DIGEST = digest_of(DATA)


def _fetch(place: Repository, env: Mapping[str, str] = ENV, limit: int = 100) -> bytes:
    with registry(place, env) as source:
        return source.blob(DIGEST, limit)


def test_fetch(box: Registry, place: Repository) -> None:
    box.blobs[DIGEST] = DATA
    assert _fetch(place) == DATA


def test_changed_in_the_registry(box: Registry, place: Repository) -> None:
    box.blobs[DIGEST] = DATA
    box.faults.corrupt.add(DIGEST)
    with pytest.raises(RefusedError, match=f"verify-digest the registry's blob {DIGEST} is sha256"):
        _fetch(place)


def test_too_long(box: Registry, place: Repository) -> None:
    box.blobs[DIGEST] = DATA
    with pytest.raises(IncompleteError, match="more than 5 bytes"):
        _fetch(place, limit=5)


def test_too_slow(box: Registry, place: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    box.blobs[DIGEST] = DATA
    monkeypatch.setattr(exchange, "ANSWER_S", -1.0)
    with pytest.raises(IncompleteError, match="takes more than"):
        _fetch(place)


def test_not_there(box: Registry, place: Repository) -> None:
    with pytest.raises(IncompleteError, match="answers 404 BLOB_UNKNOWN, it is not there"):
        _fetch(place)


@pytest.mark.parametrize(
    ("env", "said"),
    [
        pytest.param({}, "wants to know who we are: set GOLDENPATH_REGISTRY_USER", id="nobody"),
        pytest.param(
            {**ENV, "GOLDENPATH_REGISTRY_PASSWORD": "wrong-secret"},
            "it does not know us",
            id="a wrong password",
        ),
    ],
)
@pytest.mark.parametrize("auth", ["bearer", "basic"])
def test_unknown(
    auth: str, env: Mapping[str, str], said: str, box: Registry, place: Repository
) -> None:
    box.auth = auth
    with pytest.raises(IncompleteError, match="answers 401") as caught:
        _fetch(place, {"HOME": "/nowhere", **env})
    assert said in str(caught.value)
    assert "secret" not in "".join(traceback.format_exception(caught.value))


def test_nobody_is_asked_twice(box: Registry, place: Repository) -> None:
    """A token is kept for the next request."""
    box.blobs[DIGEST] = DATA
    with registry(place, ENV) as source:
        source.blob(DIGEST, 100)
        source.blob(DIGEST, 100)
    assert [line for line in box.asked if "token" in line] == ["GET /token"]


def test_a_store_elsewhere_hears_no_name(box: Registry, place: Repository) -> None:
    """Registries keep layers in a store and redirect; the token is not the store's business."""
    store = Registry(auth="none", blobs={DIGEST: DATA})
    box.blobs[DIGEST] = DATA
    with store.serving() as host:
        box.faults.redirect = f"http://{host}/v2/x/blobs"
        assert _fetch(place) == DATA
    assert store.shown == [""]
    assert "Bearer a-token" in box.shown


@pytest.mark.parametrize(
    "target",
    ["http://store.example.com/x", "ftp://127.0.0.1/x", "file:///etc/passwd", "http://[/x"],
)
def test_no_plain_http_to_others(target: str, box: Registry, place: Repository) -> None:
    box.blobs[DIGEST] = DATA
    box.faults.redirect = target
    with pytest.raises(IncompleteError, match="not https, nothing went"):
        _fetch(place)


def test_no_password_over_plain_http(box: Registry, place: Repository) -> None:
    box.faults.realm = "http://tokens.example.com/token"
    with pytest.raises(IncompleteError, match="tokens: the registry sends us to what is not https"):
        _fetch(place)


def test_endless_redirects(box: Registry, place: Repository) -> None:
    box.blobs[DIGEST] = DATA
    box.faults.redirect = f"http://{box.host}/v2/acme/answers/blobs"
    with pytest.raises(IncompleteError, match="more than 5 redirects"):
        _fetch(place)


def test_nobody_there() -> None:
    box = Registry()
    with box.serving() as host:
        pass
    with pytest.raises(IncompleteError, match=r"cannot be reached \(ConnectError\)"):
        _fetch(Repository(host, "a"))


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1:5000", True),
        ("127.1.2.3", True),
        ("localhost:5000", True),
        ("[::1]:5000", True),
        ("10.0.0.1:5000", False),
        ("localhost.example.com", False),
        ("127.0.0.1.example.com", False),
        ("127.0.0.1@example.com", False),
        ("ghcr.io", False),
        ("", False),
    ],
)
def test_loopback(host: str, expected: bool) -> None:
    assert exchange.loopback(host) is expected


def test_no_secret_in_what_is_shown(box: Registry, place: Repository) -> None:
    with registry(place, ENV) as source:
        box.blobs[DIGEST] = DATA
        source.blob(DIGEST, 100)
        assert PASSWORD not in repr(source)
        assert "a-token" not in repr(source)
