"""What a password alone does not open, a second factor does: once, and for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx2
import pytest

from tests.identity.browser import asked_once
from tests.identity.factors import Passkey, totp
from tests.identity.provider import MFA, sign_in
from tests.identity.service import SESSION, Person, problem

Made = Callable[[str], Person]
GRACE_S = 10.5
BUDGET = {"usd_per_month": 25}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def spend(person: Person) -> httpx2.Response:
    """A change for which a password is not enough."""
    return person.send("PUT", "/v1/admin/budget", BUDGET)


def enrolled(person: Person) -> str:
    """An authenticator app, confirmed; return its secret."""
    made = person.send("POST", "/v1/mfa/totp")
    assert made.status_code == 201, made.text
    path = f"/v1/mfa/totp/{made.json()['id']}/confirm"
    secret: str = made.json()["secret"]
    confirmed = person.send("POST", path, {"code": totp(secret)})
    assert confirmed.status_code == 200, confirmed.text
    return secret


def shown(person: Person, code: str) -> httpx2.Response:
    return person.send("POST", "/v1/mfa/totp/verify", {"code": code})


def registered(person: Person, **more: Any) -> Passkey:
    passkey = Passkey(person.service.url, **more)
    options = person.send("POST", "/v1/mfa/passkeys/registration").json()
    body = {"name": "laptop", "credential": passkey.created(options)}
    answer = person.send("POST", "/v1/mfa/passkeys", body)
    assert answer.status_code == 201, answer.text
    return passkey


def asserted(person: Person, passkey: Passkey) -> dict[str, Any]:
    return passkey.asserted(person.send("POST", "/v1/mfa/passkeys/challenge").json())


def used(person: Person, credential: dict[str, Any]) -> httpx2.Response:
    return person.send("POST", "/v1/mfa/passkeys/verify", {"credential": credential})


def test_a_password_is_not_enough(owner: Person) -> None:
    refused = spend(owner)
    assert problem(refused) == (401, "step-up-required")
    challenge = refused.headers["www-authenticate"]
    assert 'error="insufficient_user_authentication"' in challenge
    assert f'acr_values="{MFA}"' in challenge


def test_a_code_steps_up(person: Made) -> None:
    phone = person("owner")
    phone.log_in()
    secret = enrolled(phone)
    owner = person("owner")
    owner.log_in()
    before, cookie = owner.session(), owner.cookie
    assert problem(spend(owner)) == (401, "step-up-required")
    assert shown(owner, totp(secret, +1)).status_code == 200
    after = owner.session()
    assert before["acr"] != after["acr"] == MFA
    assert "otp" in after["amr"]
    assert moment(after["auth_time"]) > moment(before["auth_time"])
    assert owner.cookie != cookie
    assert spend(owner).status_code == 200


def test_a_key_is_made_after_a_step_up(owner: Person) -> None:
    wish = {"name": "nightly import", "scopes": ["answers:write"]}
    assert problem(owner.send("POST", "/v1/keys", wish)) == (401, "step-up-required")
    enrolled(owner)
    made = owner.send("POST", "/v1/keys", wish)
    assert made.status_code == 201, made.text
    url, headers = f"{owner.service.url}/v1/answers", {"x-api-key": made.json()["key"]}

    def asked() -> tuple[int, str]:
        return problem(asked_once("POST", url, {"question": "What?"}, headers=headers))

    assert asked()[0] == 200
    assert owner.send("DELETE", f"/v1/keys/{made.json()['id']}").status_code == 204
    assert asked() == (401, "invalid-token")


def test_the_provider_can_step_up_too(owner: Person) -> None:
    """For whoever has their second factor there: `step_up` asks for it, and for a fresh proof."""
    before = owner.session()
    page = owner.browser.open(f"{owner.service.url}/auth/login?next=/auth/session&step_up=true")
    assert page.body["prompt"]["name"] == "login"
    after = sign_in(owner.browser, page, owner.name, "pwd otp").body
    assert (after["acr"], after["amr"]) == (MFA, ["otp", "pwd"])
    assert moment(after["auth_time"]) >= moment(before["auth_time"])
    assert spend(owner).status_code == 200


def test_the_cookie_from_before_gains_nothing(owner: Person) -> None:
    thief = owner.cookie
    enrolled(owner)
    owner.browser.jar.take(f"{SESSION}={thief}; Path=/; Secure", owner.service.url)
    assert owner.session()["acr"] != MFA
    assert problem(spend(owner)) == (401, "step-up-required")


def test_a_stolen_cookie_that_comes_back_late_ends_the_login(owner: Person, tenant: str) -> None:
    """Ten seconds after its successor was shown nobody innocent has the old value any more."""
    stolen, url = owner.cookie, f"{owner.service.url}/auth/session"
    enrolled(owner)
    owner.session()
    time.sleep(GRACE_S)
    headers = {"cookie": f"{SESSION}={stolen}"}
    assert asked_once("GET", url, headers=headers).status_code == 401
    assert owner.get("/auth/session").status_code == 401
    records = [record for record in owner.service.audit() if record["tenant"] == tenant]
    assert "session-reuse" in [record["reason"] for record in records]


def test_a_code_works_once(owner: Person) -> None:
    secret = enrolled(owner)
    code = totp(secret, +1)
    assert shown(owner, code).status_code == 200
    assert problem(shown(owner, code)) == (401, "code-refused")


def test_the_code_of_the_enrolment_works_no_second_time(owner: Person) -> None:
    made = owner.send("POST", "/v1/mfa/totp").json()
    code = totp(made["secret"])
    path = f"/v1/mfa/totp/{made['id']}/confirm"
    assert owner.send("POST", path, {"code": code}).status_code == 200
    assert problem(shown(owner, code)) == (401, "code-refused")


def test_a_wrong_code_is_refused_and_not_for_ever(owner: Person) -> None:
    secret = enrolled(owner)
    wrong = "000000" if totp(secret, +1) != "000000" else "000001"
    assert problem(shown(owner, wrong)) == (401, "code-refused")
    assert shown(owner, totp(secret, +1)).status_code == 200


def test_who_guesses_waits_and_nobody_else(person: Made) -> None:
    owner, guesser = person("owner"), person("owner")
    owner.log_in()
    secret = enrolled(owner)
    guesser.log_in()
    said = [problem(shown(guesser, f"{number:06}")) for number in range(7)]
    assert said[0] == (401, "code-refused")
    assert said[-1] == (429, "attempts-limited")
    assert shown(owner, totp(secret, +1)).status_code == 200


def test_a_second_factor_beside_the_first_needs_the_first(person: Made) -> None:
    owner = person("owner")
    owner.log_in()
    enrolled(owner)
    thief = person("owner")
    thief.log_in()
    assert problem(thief.send("POST", "/v1/mfa/totp")) == (401, "step-up-required")
    refused = thief.send("POST", "/v1/mfa/passkeys/registration")
    assert problem(refused) == (401, "step-up-required")


def test_a_passkey_is_registered_and_steps_up(person: Made) -> None:
    laptop = person("owner")
    laptop.log_in()
    passkey = registered(laptop)
    (factor,) = laptop.get("/v1/mfa").json()["factors"]
    assert (factor["kind"], factor["name"]) == ("passkey", "laptop")
    owner = person("owner")
    owner.log_in()
    before = owner.session()
    proved = used(owner, asserted(owner, passkey))
    assert proved.status_code == 200, proved.text
    after = owner.session()
    assert before["acr"] != after["acr"] == MFA
    assert "hwk" in after["amr"]
    assert moment(after["auth_time"]) > moment(before["auth_time"])
    assert spend(owner).status_code == 200


def test_what_a_passkey_has_signed_works_once(owner: Person) -> None:
    """Also of one that does not count."""
    passkey = registered(owner, counts=False)
    for _ in range(2):
        signed = asserted(owner, passkey)
        assert used(owner, signed).status_code == 200
    assert problem(used(owner, signed)) == (401, "code-refused")


def test_a_challenge_of_one_session_is_worth_nothing_to_another(person: Made) -> None:
    laptop, other = person("owner"), person("owner")
    laptop.log_in()
    other.log_in()
    signed = asserted(laptop, registered(laptop))
    assert problem(used(other, signed)) == (401, "code-refused")
    assert used(laptop, signed).status_code == 200


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"origin": "https://service.evil.example"}, id="another-page"),
        pytest.param({"verifies": False}, id="user-not-verified"),
        pytest.param({"count": -1}, id="counter-goes-back"),
    ],
)
def test_a_passkey_that_does_not_fit(owner: Person, fault: dict[str, Any]) -> None:
    passkey = registered(owner)
    assert used(owner, asserted(owner, passkey)).status_code == 200
    for name, value in fault.items():
        setattr(passkey, name, value)
    assert problem(used(owner, asserted(owner, passkey))) == (401, "code-refused")


def test_recovery_codes_work_once_each(person: Made) -> None:
    owner = person("owner")
    owner.log_in()
    enrolled(owner)
    codes = owner.send("POST", "/v1/mfa/recovery-codes").json()["codes"]
    assert len(set(codes)) == 10
    lost = person("owner")
    lost.log_in()
    path = "/v1/mfa/recovery-codes/verify"
    assert lost.send("POST", path, {"code": codes[0]}).status_code == 200
    assert lost.session()["acr"] == MFA
    assert problem(lost.send("POST", path, {"code": codes[0]})) == (401, "code-refused")
    assert lost.get("/v1/mfa").json()["recovery_codes_left"] == 9


def test_a_lost_factor_is_removed_after_a_step_up(person: Made) -> None:
    owner = person("owner")
    owner.log_in()
    enrolled(owner)
    (factor,) = owner.get("/v1/mfa").json()["factors"]
    thief = person("owner")
    thief.log_in()
    path = f"/v1/mfa/factors/{factor['id']}"
    assert problem(thief.send("DELETE", path)) == (401, "step-up-required")
    assert owner.send("DELETE", path).status_code == 204
    assert owner.get("/v1/mfa").json()["factors"] == []


def test_factors_of_another_person_are_not_there(person: Made) -> None:
    owner, viewer = person("owner"), person("viewer")
    owner.log_in()
    viewer.log_in()
    enrolled(owner)
    enrolled(viewer)
    (factor,) = owner.get("/v1/mfa").json()["factors"]
    assert problem(viewer.send("DELETE", f"/v1/mfa/factors/{factor['id']}")) == (404, "not-found")
