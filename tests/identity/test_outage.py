"""The provider rotates its keys, has another clock, goes away and comes back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from goldenpath_gates.service import free_port

from tests.identity import provider as providers
from tests.identity import service as services
from tests.identity.browser import Browser
from tests.identity.provider import Client, Provider
from tests.identity.service import Person, Service, problem

QUESTION = {"question": "What is a canary release?"}
Made = Callable[[str], Person]
AGAIN_S = 10.0
"""The service asks for keys at most so often."""
MOST_S = 15.0


@pytest.fixture
def shifted(provider: Provider) -> Iterator[Callable[[float], None]]:
    yield provider.shift_clock
    provider.shift_clock(0)


def asked(service: Service, browser: Browser, token: str) -> tuple[int, str]:
    headers = {"authorization": f"Bearer {token}"}
    url = f"{service.url}/v1/answers"
    return problem(browser.fetch("POST", url, QUESTION, headers=headers))


@pytest.mark.parametrize("seconds", [-25, 25])
def test_clocks_may_differ_a_little(
    person: Made, shifted: Callable[[float], None], seconds: float
) -> None:
    owner = person("owner")
    shifted(seconds)
    assert owner.log_in().status == 200
    assert owner.cookie


# An ID token lives for 300 seconds: one that was made longer ago has expired.
@pytest.mark.parametrize("seconds", [-400, 90])
def test_a_clock_that_is_wrong_logs_nobody_in(
    person: Made, shifted: Callable[[float], None], seconds: float
) -> None:
    owner = person("owner")
    page = owner.begin()
    shifted(seconds)
    page = owner.browser.submit(page, {"login": owner.name, "amr": "pwd"})
    page = owner.browser.submit(page, {"consent": "yes"})
    assert problem(page.response) == (401, "invalid-token")
    assert owner.cookie is None


def test_tokens_of_a_clock_ahead(
    service: Service, provider: Provider, browser: Browser, shifted: Callable[[float], None]
) -> None:
    partner = provider.clients["partner"]
    shifted(25)
    assert asked(service, browser, provider.machine_token(partner, "answers:write"))[0] == 200
    shifted(90)
    token = provider.machine_token(partner, "answers:write")
    assert asked(service, browser, token) == (401, "invalid-token")


def test_while_the_provider_is_down_sessions_and_tokens_go_on(
    owner: Person, service: Service, provider: Provider, browser: Browser
) -> None:
    token = provider.machine_token(provider.clients["partner"], "answers:write")
    provider.go_down()
    try:
        assert owner.get("/auth/session").status_code == 200
        assert owner.send("POST", "/v1/answers", QUESTION).status_code == 200
        assert asked(service, browser, token)[0] == 200
    finally:
        provider.come_up()


def test_a_login_while_it_is_down_is_told_so(person: Made, provider: Provider) -> None:
    owner = person("owner")
    callback = f"{owner.service.url}/auth/callback"
    page = owner.browser.submit(owner.begin(), {"login": owner.name, "amr": "pwd"})
    page = owner.browser.submit(page, {"consent": "yes"}, stop=callback)
    provider.go_down()
    try:
        answer = owner.browser.open(page.url, from_=provider.issuer)
        assert problem(answer.response) == (503, "identity-unavailable")
    finally:
        provider.come_up()
    assert owner.cookie is None
    assert owner.log_in().status == 200


def test_a_service_starts_without_its_provider(
    folder: Path, provider: Provider, browser: Browser
) -> None:
    token = provider.machine_token(provider.clients["partner"], "answers:write")
    provider.go_down()
    try:
        with services.serving(folder, provider, free_port()) as alone:
            assert asked(alone, browser, token) == (503, "identity-unavailable")
            page = browser.open(f"{alone.url}/auth/login")
            assert problem(page.response) == (503, "identity-unavailable")
            provider.come_up()
            eventually(lambda: asked(alone, browser, token)[0] == 200)
    finally:
        provider.come_up()


def test_logins_follow_a_rotation_of_keys(person: Made, provider: Provider) -> None:
    before = person("owner")
    before.log_in()
    provider.rotate_keys(keep=True)
    eventually(lambda: person("developer").log_in().status == 200)
    assert before.get("/auth/session").status_code == 200


def test_tokens_of_a_key_that_was_withdrawn_end(
    service: Service, provider: Provider, browser: Browser
) -> None:
    def token() -> str:
        return provider.machine_token(provider.clients["partner"], "answers:write")

    old = token()
    assert asked(service, browser, old)[0] == 200
    provider.rotate_keys(keep=False)
    eventually(lambda: asked(service, browser, token())[0] == 200)
    assert asked(service, browser, old) == (401, "invalid-token")


def test_unknown_keys_do_not_make_the_service_ask_for_ever(
    service: Service, provider: Provider, browser: Browser
) -> None:
    """A token of another provider names a key that ours never had."""
    with providers.serving(Client("partner", machine=True)) as stranger:
        token = stranger.machine_token(stranger.clients["partner"], "answers:write")
    before, began = provider.asked("/jwks"), time.monotonic()
    said = {asked(service, browser, token) for _ in range(50)}
    assert said == {(401, "invalid-token")}
    assert provider.asked("/jwks") - before <= 1 + (time.monotonic() - began) / AGAIN_S


def eventually(check: Callable[[], bool]) -> None:
    """One may have to wait until the service asks for keys again."""
    deadline = time.monotonic() + MOST_S
    while not check():
        assert time.monotonic() < deadline, "not even later"
        time.sleep(1)
