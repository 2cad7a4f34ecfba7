"""A login stands as long as the provider says so: asked by a refresh token that works once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.identity.browser import asked_once
from tests.identity.provider import Provider
from tests.identity.relying_party import RelyingParty
from tests.identity.service import SESSION, Person

SHORT_S = 31
"""The service refreshes half a minute before a token ends, so after one second."""
Made = Callable[[str], Person]


@pytest.fixture(autouse=True)
def short(provider: Provider) -> Iterator[None]:
    provider.let_tokens_live(SHORT_S)
    yield
    provider.let_tokens_live(300)


@pytest.fixture
def thief(provider: Provider) -> RelyingParty:
    """Has the secret of the service, too: refresh tokens alone are worth nothing elsewhere."""
    return RelyingParty(provider, provider.clients["answer-service"])


def used(person: Person) -> int:
    """A request once the tokens are due."""
    time.sleep(1.2)
    return person.get("/auth/session").status_code


def test_a_session_refreshes_its_tokens(owner: Person, provider: Provider) -> None:
    before = provider.refresh_tokens()
    assert used(owner) == 200
    assert used(owner) == 200
    assert len(provider.refresh_tokens()) == len(before) + 2


def test_of_many_requests_at_once_one_refreshes(owner: Person, provider: Provider) -> None:
    before = len(provider.refresh_tokens())
    time.sleep(1.2)
    url, headers = f"{owner.service.url}/auth/session", {"cookie": f"{SESSION}={owner.cookie}"}

    def ask(_: int) -> int:
        return asked_once("GET", url, headers=headers).status_code

    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(ask, range(12))) == {200}
    assert len(provider.refresh_tokens()) == before + 1


def test_reuse_of_an_old_refresh_token_kills_the_family(
    owner: Person, provider: Provider, thief: RelyingParty, tenant: str
) -> None:
    stolen = provider.refresh_tokens()[-1]
    assert used(owner) == 200
    assert thief.refresh(stolen).json()["error"] == "invalid_grant"
    assert "grant.revoked" in provider.events()
    assert used(owner) == 401
    assert owner.get("/auth/session").status_code == 401
    records = [record for record in owner.service.audit() if record["tenant"] == tenant]
    assert "refresh-refused" in [record["reason"] for record in records]


def test_a_thief_who_refreshes_first_gains_nothing(
    owner: Person, provider: Provider, thief: RelyingParty
) -> None:
    newer = thief.refresh(provider.refresh_tokens()[-1]).json()["refresh_token"]
    assert used(owner) == 401
    assert thief.refresh(newer).json()["error"] == "invalid_grant"


def test_other_logins_of_the_person_live_on(
    person: Made, provider: Provider, thief: RelyingParty
) -> None:
    laptop, phone = person("owner"), person("owner")
    laptop.log_in()
    stolen = provider.refresh_tokens()[-1]
    phone.log_in()
    assert used(laptop) == 200
    thief.refresh(stolen)
    assert used(laptop) == 401
    assert used(phone) == 200


def test_while_the_provider_is_down_a_session_goes_on(owner: Person, provider: Provider) -> None:
    provider.go_down()
    try:
        assert used(owner) == 200
        assert used(owner) == 200
    finally:
        provider.come_up()
