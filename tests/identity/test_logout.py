"""A logout here ends the login at the provider, and the other way round."""

from __future__ import annotations

from collections.abc import Callable

from tests.identity.browser import asked_once
from tests.identity.provider import Provider, sign_out
from tests.identity.service import SESSION, Person, problem

Made = Callable[[str], Person]


def test_a_logout_ends_the_session_and_leads_to_the_provider(owner: Person) -> None:
    url, headers = f"{owner.service.url}/auth/session", {"cookie": f"{SESSION}={owner.cookie}"}
    answer = owner.send("POST", "/auth/logout")
    assert answer.status_code == 200
    assert owner.cookie is None
    assert asked_once("GET", url, headers=headers).status_code == 401
    page = sign_out(owner.browser, answer.json()["end_session_url"])
    assert page.body == {"logged_out": True}


def test_after_it_the_provider_asks_for_a_password_again(owner: Person) -> None:
    sign_out(owner.browser, owner.send("POST", "/auth/logout").json()["end_session_url"])
    assert owner.begin().body["prompt"]["name"] == "login"


def test_a_logout_needs_the_token_against_forgery(owner: Person) -> None:
    answer = owner.browser.fetch("POST", f"{owner.service.url}/auth/logout")
    assert problem(answer) == (403, "csrf-refused")
    assert owner.get("/auth/session").status_code == 200


def test_a_logout_at_the_provider_ends_the_session_here(owner: Person, provider: Provider) -> None:
    before = len(provider.events())
    sign_out(owner.browser, f"{provider.issuer}/session/end")
    assert "backchannel.success" in provider.events()[before:]
    assert owner.get("/auth/session").status_code == 401
    record = owner.service.audit()[-1]
    assert record["outcome"] == "refused"
    assert any("backchannel" in f"{r['action']} {r['reason']}" for r in owner.service.audit())


def test_a_logout_at_the_provider_ends_one_browser_alone(person: Made, provider: Provider) -> None:
    laptop, phone = person("owner"), person("owner")
    laptop.log_in()
    phone.log_in()
    sign_out(phone.browser, f"{provider.issuer}/session/end")
    assert phone.get("/auth/session").status_code == 401
    assert laptop.get("/auth/session").status_code == 200


def test_what_is_no_logout_token_ends_nothing(owner: Person, provider: Provider) -> None:
    url = f"{owner.service.url}/auth/backchannel-logout"
    partner = provider.clients["partner"]
    page = owner.browser.open(f"{owner.service.url}/auth/session")
    for token in ("", "x", provider.machine_token(partner, "keys:read")):
        answer = owner.browser.submit(page, {"logout_token": token}, to=url)
        assert 400 <= answer.status < 500
    assert owner.get("/auth/session").status_code == 200
