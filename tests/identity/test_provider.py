"""The provider does what the tests of the service build on; no service is here yet."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import httpx2
import pytest

from tests.identity.browser import Browser
from tests.identity.provider import AUDIENCE, MFA, Client, Provider, serving, sign_out
from tests.identity.relying_party import RelyingParty, claims, header

PERSON = "owner@acme"
STEP_UP_CLAIMS = json.dumps({"id_token": {"acr": None, "amr": None, "auth_time": None}})


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    client = Client("answer-service", "http://localhost:9")
    with serving(client, Client("acme", machine=True)) as found:
        yield found


@pytest.fixture
def party(provider: Provider) -> RelyingParty:
    return RelyingParty(provider, provider.clients["answer-service"])


@pytest.fixture
def tokens(party: RelyingParty, browser: Browser) -> dict[str, str]:
    found: dict[str, str] = party.exchange(party.log_in(browser, PERSON)["code"]).json()
    return found


def test_login(party: RelyingParty, browser: Browser, tokens: dict[str, str]) -> None:
    said = claims(tokens["id_token"])
    assert (said["sub"], said["tenant"], said["roles"]) == (PERSON, "acme", ["owner"])
    assert (said["iss"], said["aud"]) == (party.provider.issuer, party.client.id)
    assert header(tokens["id_token"])["alg"] == "ES256"
    assert party.active(tokens["access_token"])


def test_the_answer_names_the_issuer(party: RelyingParty, browser: Browser) -> None:
    assert party.log_in(browser, PERSON)["iss"] == party.provider.issuer


def test_consent_is_asked_once_and_can_be_refused(party: RelyingParty, browser: Browser) -> None:
    page = browser.open(party.authorisation_url(prompt=""))
    page = browser.submit(page, {"login": PERSON, "amr": "pwd"})
    assert page.body["prompt"]["name"] == "consent"
    page = browser.submit(page, {"deny": "yes"}, stop=party.callback)
    assert "error=access_denied" in page.url


def test_a_code_works_once_and_its_tokens_end_with_the_second_try(
    party: RelyingParty, browser: Browser
) -> None:
    code = party.log_in(browser, PERSON)["code"]
    tokens = party.exchange(code).json()
    assert party.exchange(code).json()["error"] == "invalid_grant"
    assert not party.active(tokens["access_token"])


def test_a_login_needs_pkce(party: RelyingParty, browser: Browser) -> None:
    url = party.authorisation_url(code_challenge="", code_challenge_method="")
    page = browser.open(url, stop=party.callback)
    assert "error=invalid_request" in page.url


def test_a_code_needs_its_verifier(party: RelyingParty, browser: Browser) -> None:
    code = party.log_in(browser, PERSON)["code"]
    assert party.exchange(code, code_verifier="x" * 50).json()["error"] == "invalid_grant"


def test_a_refresh_token_rotates_and_reuse_ends_the_family(
    party: RelyingParty, tokens: dict[str, str]
) -> None:
    newer = party.refresh(tokens["refresh_token"]).json()
    given = [tokens["refresh_token"], newer["refresh_token"]]
    assert party.provider.refresh_tokens()[-2:] == given
    assert newer["refresh_token"] != tokens["refresh_token"]
    assert party.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert party.refresh(newer["refresh_token"]).json()["error"] == "invalid_grant"
    assert not party.active(newer["access_token"])


def test_without_offline_access_nothing_is_refreshed(party: RelyingParty, browser: Browser) -> None:
    code = party.log_in(browser, PERSON, scope="openid")["code"]
    assert "refresh_token" not in party.exchange(code).json()


def test_step_up(party: RelyingParty, browser: Browser) -> None:
    def login(amr: str, **more: str) -> dict[str, object]:
        code = party.log_in(browser, PERSON, amr, claims=STEP_UP_CLAIMS, **more)["code"]
        return claims(party.exchange(code).json()["id_token"])

    first = login("pwd")
    party.provider.shift_clock(5)
    try:
        again = login("pwd", prompt="")
        raised = login("pwd otp", acr_values=MFA)
    finally:
        party.provider.shift_clock(0)
    assert again["auth_time"] == first["auth_time"]  # who is signed in is not asked again
    assert "acr" not in first
    assert (raised["acr"], raised["amr"]) == (MFA, ["pwd", "otp"])
    assert raised["auth_time"] >= first["auth_time"] + 5  # type: ignore[operator]


def test_keys_rotate(party: RelyingParty, browser: Browser, tokens: dict[str, str]) -> None:
    old = header(tokens["id_token"])["kid"]
    kids = party.provider.rotate_keys(keep=True)
    newer = party.refresh(tokens["refresh_token"]).json()
    assert header(newer["id_token"])["kid"] == kids[0] != old
    assert old in kids
    assert old not in party.provider.rotate_keys(keep=False)
    url = f"{party.provider.issuer}/jwks"
    assert len(httpx2.get(url, trust_env=False).json()["keys"]) == 1


def test_the_clock_shifts(party: RelyingParty, browser: Browser) -> None:
    party.provider.shift_clock(600)
    try:
        code = party.log_in(browser, PERSON)["code"]
        said = claims(party.exchange(code).json()["id_token"])
    finally:
        party.provider.shift_clock(0)
    assert said["iat"] == pytest.approx(time.time() + 600, abs=5)


def test_it_goes_down_and_comes_back(party: RelyingParty, tokens: dict[str, str]) -> None:
    party.provider.go_down()
    with pytest.raises(httpx2.ConnectError):
        party.refresh(tokens["refresh_token"])
    party.provider.come_up()
    assert party.refresh(tokens["refresh_token"]).status_code == 200


def test_a_logout_ends_the_session_and_is_announced(
    party: RelyingParty, browser: Browser, tokens: dict[str, str]
) -> None:
    before = len(party.provider.events())
    url = f"{party.provider.issuer}/session/end?id_token_hint={tokens['id_token']}"
    assert sign_out(browser, url).body == {"logged_out": True}
    events = party.provider.events()[before:]
    # Nobody listens at the service's address here.
    assert [event.split()[0] for event in events] == ["backchannel.error"]
    page = browser.open(party.authorisation_url(prompt=""))
    assert page.body["prompt"]["name"] == "login"


def test_a_machine_gets_a_token_for_the_service(provider: Provider) -> None:
    token = provider.machine_token(provider.clients["acme"], "answers:write")
    said = claims(token)
    assert header(token)["typ"] == "at+jwt"
    assert (said["aud"], said["tenant"], said["scope"]) == (AUDIENCE, "acme", "answers:write")
