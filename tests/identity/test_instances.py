"""Two instances of the service behind one address, with Redis and a file of keys between them."""

from __future__ import annotations

import json
import os
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from goldenpath_gates.service import free_port

from benchmarks.cases.auth import redis_on_loopback
from tests.forges.tools import need_tool
from tests.identity import provider as providers
from tests.identity import service as services
from tests.identity.browser import asked_once
from tests.identity.factors import totp
from tests.identity.provider import Client, Provider, sign_out
from tests.identity.service import KEYS, SESSION, Person, Service, problem
from tests.identity.test_second_factors import enrolled, shown

SECOND = {"second": b64encode(b"no secret: the tests' next key..").decode()}
PARTNER = Client("partner", machine=True)
LOOK_S = 1.5
"""The service looks for other keys once a second."""


@dataclass
class Fleet:
    """The provider sends browsers to `first`; both see the same cookies, for ports share them."""

    provider: Provider
    first: Service
    second: Service
    keys: Path
    redis: ExitStack

    def rotate(self, keys: Mapping[str, str]) -> None:
        """As a mounted secret changes: whole, in one moment."""
        write(self.keys, keys)
        time.sleep(LOOK_S)


def write(path: Path, keys: Mapping[str, str]) -> None:
    new = path.with_suffix(".new")
    new.write_text(json.dumps(keys), "utf-8")
    os.replace(new, path)


@pytest.fixture(scope="module")
def fleet(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    need_tool("redis-server")
    work, (port, other) = tmp_path_factory.mktemp("fleet"), (free_port(), free_port())
    keys = work / "keys.json"
    write(keys, KEYS)
    with ExitStack() as stack, ExitStack() as redis:
        env = {
            "AUTH_KEYS": "",
            "AUTH_KEYS_FILE": str(keys),
            "LOG_LEVEL": "error",
            "AUTH_STORE_URL": redis.enter_context(redis_on_loopback(work)),
        }
        provider = stack.enter_context(providers.serving(services.client_of(port), PARTNER))
        first, second = (
            stack.enter_context(services.serving(folder, provider, each, **env))
            for each in (port, other)
        )
        yield Fleet(provider, first, second, keys, redis)


@pytest.fixture
def owner(fleet: Fleet, tenant: str) -> Iterator[Person]:
    person = Person(f"owner@{tenant}", fleet.first)
    person.log_in()
    yield person
    person.browser.close()


def at_second(fleet: Fleet, person: Person) -> httpx2.Response:
    return person.browser.fetch("GET", f"{fleet.second.url}/auth/session")


def test_a_session_is_known_to_both(fleet: Fleet, owner: Person) -> None:
    assert at_second(fleet, owner).json()["subject"] == owner.name


def test_a_logout_at_the_provider_counts_at_both(fleet: Fleet, owner: Person) -> None:
    sign_out(owner.browser, f"{fleet.provider.issuer}/session/end")
    assert at_second(fleet, owner).status_code == 401


def test_both_refresh_once(fleet: Fleet, tenant: str) -> None:
    fleet.provider.let_tokens_live(31)
    owner = Person(f"owner@{tenant}", fleet.first)
    owner.log_in()
    before, cookie = len(fleet.provider.refresh_tokens()), {"cookie": f"{SESSION}={owner.cookie}"}
    time.sleep(1.2)

    def ask(number: int) -> int:
        url = (fleet.first if number % 2 else fleet.second).url
        return asked_once("GET", f"{url}/auth/session", headers=cookie).status_code

    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(ask, range(12))) == {200}
    fleet.provider.let_tokens_live(300)
    assert len(fleet.provider.refresh_tokens()) == before + 1


def test_keys_are_rotated_and_nobody_notices(fleet: Fleet, owner: Person) -> None:
    """The drill of docs/auth/rotation.md."""
    secret = enrolled(owner)
    fleet.rotate(SECOND | KEYS)
    done = owner.send("POST", "/v1/admin/secrets/rewrap")
    assert done.json() == {"rewrapped": 1, "lost": 0}
    rows = owner.get("/v1/admin/secrets").json()["keys"]
    assert [(row["id"], row["newest"], row["sealed"]) for row in rows] == [
        ("second", True, 1),
        ("first", False, 0),
    ]
    fleet.rotate(SECOND)
    try:
        assert shown(owner, totp(secret, +1)).status_code == 200
        assert at_second(fleet, owner).json()["acr"] == providers.MFA
    finally:
        fleet.rotate(KEYS)


def test_the_audit_log_asks_no_log_level(fleet: Fleet, owner: Person) -> None:
    (login,) = (record for record in fleet.first.audit("login") if record["subject"] == owner.name)
    assert login["outcome"] == "allowed"
    own = [line for line in fleet.first.log() if line["logger"].startswith("answer_service.")]
    assert {line["logger"] for line in own if line["level"] == "info"} == {login["logger"]}


def test_without_the_store_sessions_wait_and_tokens_go_on(fleet: Fleet, owner: Person) -> None:
    """The last one here: what Redis has kept is gone with it."""
    fleet.redis.close()
    assert problem(owner.get("/auth/session")) == (503, "identity-unavailable")
    token = fleet.provider.machine_token(PARTNER, "answers:write")
    headers, url = {"authorization": f"Bearer {token}"}, f"{fleet.first.url}/v1/answers"
    began = time.monotonic()
    assert asked_once("POST", url, {"question": "What?"}, headers=headers).status_code == 200
    assert time.monotonic() - began < 5
