"""People log in at the provider, and are known to the service from then on."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.identity.browser import Browser, asked_once
from tests.identity.provider import Provider, sign_in
from tests.identity.service import Person, Service, problem

QUESTION = {"question": "What is a canary release?"}
Made = Callable[[str], Person]


def test_a_login_ends_where_it_began(person: Made, tenant: str) -> None:
    owner = person("owner")
    page = owner.log_in()
    assert (page.url, page.status) == (f"{owner.service.url}/auth/session", 200)
    assert (page.body["subject"], page.body["tenant"]) == (f"owner@{tenant}", tenant)
    assert {"answers:write", "budget:write"} <= set(page.body["scopes"])


def test_the_cookies_of_a_login(person: Made, provider: Provider) -> None:
    owner = person("owner")
    page = owner.begin()
    assert owner.browser.jar.value("__Host-login")
    sign_in(owner.browser, page, owner.name)
    names = [cookie.name for cookie in owner.browser.jar.cookies.values()]
    assert "__Host-login" not in names
    (session,) = (c for c in owner.browser.jar.cookies.values() if c.name == "__Host-session")
    assert (session.secure, session.http_only, session.same_site) == (True, True, "lax")


def test_the_provider_is_asked_as_it_should_be(person: Made, provider: Provider) -> None:
    url = person("owner").begin(stop=provider.issuer).url
    asked = {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()}
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert "openid" in asked["scope"].split()
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43


def test_each_login_has_values_of_its_own(person: Made, provider: Provider) -> None:
    owner = person("owner")
    urls = [owner.begin(stop=provider.issuer).url for _ in range(2)]
    asked = [parse_qs(urlsplit(url).query) for url in urls]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]


def test_a_login_gives_a_new_session_and_ends_the_old_one(owner: Person) -> None:
    before = owner.cookie
    owner.log_in()
    assert owner.cookie != before
    assert len(owner.get("/v1/sessions").json()["sessions"]) == 1


def test_roles_become_scopes(person: Made) -> None:
    viewer = person("viewer")
    viewer.log_in()
    assert "budget:write" not in viewer.session()["scopes"]
    refused = viewer.send("PUT", "/v1/admin/budget", {"usd_per_month": 5})
    assert problem(refused) == (403, "insufficient-scope")


def test_a_session_may_ask_questions(owner: Person) -> None:
    answer = owner.send("POST", "/v1/answers", QUESTION)
    assert answer.status_code == 200, answer.text


def test_consent_refused_is_no_login(person: Made) -> None:
    owner = person("owner")
    page = owner.browser.submit(owner.begin(), {"login": owner.name, "amr": "pwd"})
    assert page.body["prompt"]["name"] == "consent"
    page = owner.browser.submit(page, {"deny": "yes"})
    assert urlsplit(page.url).path == "/auth/callback"
    assert 400 <= page.status < 500
    assert owner.cookie is None
    assert any(record["outcome"] == "refused" for record in owner.service.audit()[-2:])


def test_an_answer_of_the_provider_works_once(person: Made) -> None:
    owner = person("owner")
    url = answer_of(owner)
    login = owner.browser.jar.value("__Host-login")
    assert owner.browser.open(url).status == 200
    owner.browser.jar.take(f"__Host-login={login}; Path=/; Secure", url)
    assert problem(owner.browser.open(url).response) == (401, "invalid-token")
    assert owner.service.audit("login")[-1]["reason"] == "login-replayed"


def test_an_answer_to_another_question_is_refused(person: Made) -> None:
    owner = person("owner")
    url = re.sub(r"state=[^&]*", "state=x", answer_of(owner))
    assert problem(owner.browser.open(url).response) == (401, "invalid-token")
    assert owner.service.audit("login")[-1]["reason"] == "login-state"
    assert owner.cookie is None


def answer_of(person: Person) -> str:
    """The address to which the provider sends a browser back; it has not gone there yet."""
    callback = f"{person.service.url}/auth/callback"
    page = sign_in(person.browser, person.begin(stop=callback), person.name, stop=callback)
    assert page.url.startswith(callback)
    return page.url


def test_an_answer_in_another_browser_is_refused(person: Made) -> None:
    """Whoever sends a victim the end of their own login does not log the victim in."""
    attacker, victim = person("viewer"), person("owner")
    page = victim.browser.open(answer_of(attacker), from_="http://127.0.0.1/")
    assert problem(page.response) == (401, "invalid-token")
    assert victim.cookie is None


@pytest.mark.parametrize(
    "next", ["//evil.example/", "/\\evil.example", "https://evil.example/", "/%0d/evil"]
)
def test_a_login_never_leads_elsewhere(person: Made, next: str) -> None:
    owner = person("owner")
    page = owner.begin(next)
    if page.status == 200:
        page = sign_in(owner.browser, page, owner.name, stop="http://evil")
    assert "evil.example" not in urlsplit(page.url).netloc


def test_a_session_ends_nothing_of_another_person(person: Made) -> None:
    owner, viewer = person("owner"), person("viewer")
    owner.log_in()
    viewer.log_in()
    (session,) = owner.get("/v1/sessions").json()["sessions"]
    assert problem(viewer.send("DELETE", f"/v1/sessions/{session['id']}")) == (404, "not-found")
    assert owner.get("/auth/session").status_code == 200


def test_a_device_can_be_logged_out_from_another(person: Made) -> None:
    laptop, phone = person("owner"), person("owner")
    laptop.log_in()
    phone.log_in()
    sessions = laptop.get("/v1/sessions").json()["sessions"]
    (other,) = (session["id"] for session in sessions if not session["current"])
    assert laptop.send("DELETE", f"/v1/sessions/{other}").status_code == 204
    assert phone.get("/auth/session").status_code == 401
    assert laptop.get("/auth/session").status_code == 200


def test_a_script_of_another_site_changes_nothing(owner: Person) -> None:
    token = owner.session()["csrf_token"]
    url = f"{owner.service.url}/v1/answers"

    def sent(from_: str, **headers: str) -> tuple[int, str]:
        """With the cookie in any case: this is about what stands behind SameSite."""
        said = {"cookie": f"__Host-session={owner.cookie}", **headers}
        answer = asked_once("POST", url, QUESTION, from_=from_, headers=said)
        return problem(answer)

    assert sent("http://127.0.0.1:1/", **{"x-csrf-token": token}) == (403, "csrf-refused")
    assert sent("http://localhost:1/", **{"x-csrf-token": token}) == (403, "csrf-refused")
    assert sent(url) == (403, "csrf-refused")
    assert sent(url, **{"x-csrf-token": token[::-1]}) == (403, "csrf-refused")
    assert sent(url, **{"x-csrf-token": token})[0] == 200


def test_tokens_of_the_provider_open_what_their_scopes_say(
    service: Service, provider: Provider, browser: Browser
) -> None:
    partner, url = provider.clients["partner"], f"{service.url}/v1/answers"

    def asked(token: str) -> tuple[int, str]:
        headers = {"authorization": f"Bearer {token}"}
        return problem(browser.fetch("POST", url, QUESTION, headers=headers))

    assert asked(provider.machine_token(partner, "answers:write"))[0] == 200
    assert asked(provider.machine_token(partner, "keys:read")) == (403, "insufficient-scope")
    other = provider.machine_token(partner, "answers:write", audience="another-service")
    assert asked(other) == (401, "invalid-token")


def test_every_login_is_in_the_audit_log(owner: Person, tenant: str) -> None:
    records = [record for record in owner.service.audit() if record.get("tenant") == tenant]
    (login,) = (record for record in records if "login" in record["action"])
    assert (login["outcome"], login["subject"]) == ("allowed", f"owner@{tenant}")
    assert str(owner.cookie) not in str(list(owner.service.log()))
