"""What attackers do to people and their logins, and what each of it gets."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pyotp
from joserfc.jwk import ECKey

from ..issuer import AUDIENCE
from ..server import Answer, Service
from .browsing import LOGIN, OWN_PAGE, PUBLIC_URL, SESSION, VIEWER, Browser
from .openid import OpenId


@dataclass(frozen=True)
class World:
    house: Service
    openid: OpenId

    def browser(self, **cookies: str) -> Browser:
        return Browser(self.house, self.openid, cookies)


Act = Callable[[World], Answer]


@dataclass(frozen=True)
class Attack:
    id: str
    act: Act
    slug: str
    reason: str


def attacks(slug: str, reason: str, acts: Mapping[str, Act]) -> list[Attack]:
    return [Attack(id, act, slug, reason) for id, act in acts.items()]


# ---- second factors


def enrolled(browser: Browser) -> pyotp.TOTP:
    """Give this person an authenticator."""
    made = browser.send("POST", "/v1/mfa/totp").json()
    app = pyotp.TOTP(made["secret"])
    confirm = f"/v1/mfa/totp/{made['id']}/confirm"
    assert browser.send("POST", confirm, {"code": app.now()}).status in (200, 204)
    return app


def guessed(browser: Browser, code: str) -> Answer:
    return browser.send("POST", "/v1/mfa/totp/verify", {"code": code})


def wrong(app: pyotp.TOTP) -> str:
    right = {app.at(now(step * 30)) for step in range(-3, 4)}
    return next(code for code in (f"{digit}" * 6 for digit in range(10)) if code not in right)


# ---- the answer of the provider


def answered(**changes: str | None) -> Act:
    """The provider's answer, with other parameters; None leaves one out."""

    def act(world: World) -> Answer:
        browser = world.browser()
        found = parse_qs(urlsplit(browser.authorised()).query)
        known = {name: values[0] for name, values in found.items()}
        kept = {name: value for name, value in {**known, **changes}.items() if value is not None}
        return browser.get(f"/auth/callback?{urlencode(kept)}")

    return act


def parameter_twice(world: World) -> Answer:
    browser = world.browser()
    return browser.get(f"{browser.authorised()}&code=another")


def answer_in_another_browser(world: World) -> Answer:
    """Login CSRF: somebody sends the victim the answer to a login of their own."""
    url = world.browser().authorised()
    victim = world.browser()
    victim.begin()
    return victim.get(url)


def answer_without_a_beginning(world: World) -> Answer:
    return world.browser().get(world.browser().authorised())


def answer_twice(world: World) -> Answer:
    browser = world.browser()
    url, begun = browser.authorised(), browser.cookies[LOGIN]
    assert browser.get(url).status == 303
    browser.cookies[LOGIN] = begun
    return browser.get(url)


def code_of(url: str) -> str:
    return parse_qs(urlsplit(url).query)["code"][0]


def code_replayed(world: World) -> Answer:
    """A code that was used already, in a login that is otherwise good."""
    first = world.browser()
    url = first.authorised()
    assert first.get(url).status == 303
    return answered(code=code_of(url))(world)


def code_injected(world: World) -> Answer:
    """A code that somebody else was given: its PKCE verifier is in their browser."""
    return answered(code=code_of(world.browser().authorised()))(world)


def code_of_a_login_without_pkce(world: World) -> Answer:
    """Somebody has taken the challenge out of the address of the login."""
    browser = world.browser()
    url = browser.authorised()
    world.openid.codes[code_of(url)].asked["code_challenge"] = ""
    return browser.get(url)


def begun_with(change: Callable[[str], str]) -> Act:
    def act(world: World) -> Answer:
        browser = world.browser()
        url = browser.authorised()
        browser.cookies[LOGIN] = change(browser.cookies[LOGIN])
        return browser.get(url)

    return act


def two_beginnings(world: World) -> Answer:
    browser = world.browser()
    url = browser.authorised()
    other = world.browser()
    other.begin()
    browser.cookies[LOGIN] += f"; {LOGIN}={other.cookies[LOGIN]}"
    return browser.get(url)


def issued(**claims: Any) -> Act:
    """The ID token of a login, with other claims; None leaves one out."""

    def act(world: World) -> Answer:
        world.openid.changes = claims
        browser = world.browser()
        return browser.get(browser.authorised())

    return act


def nonce_of_another_login(world: World) -> Answer:
    """An ID token that was made for another login of the same person."""
    location = world.browser().begin().headers["location"]
    return issued(nonce=parse_qs(urlsplit(location).query)["nonce"][0])(world)


def signed_by_another(world: World) -> Answer:
    browser = world.browser()
    url, key = browser.authorised(), world.openid.key
    world.openid.key = ECKey.generate_key("P-256")
    try:
        return browser.get(url)
    finally:
        world.openid.key = key


def now(seconds: float) -> int:
    return int(time.time() + seconds)


ANSWERS = [
    *attacks(
        "invalid-token",
        "login-state",
        {
            "state-wrong": answered(state="x" * 43),
            "state-missing": answered(state=None),
            "state-of-another-browser": answer_in_another_browser,
        },
    ),
    *attacks(
        "invalid-token",
        "login-cookie",
        {
            "answer-without-a-beginning": answer_without_a_beginning,
            "beginning-changed": begun_with(lambda text: f"{text[:-2]}AA"),
            "beginning-made-up": begun_with(lambda text: "random.AAAA"),
            "beginning-without-a-seal": begun_with(lambda text: "{}"),
            "two-beginnings": two_beginnings,
        },
    ),
    *attacks("invalid-token", "login-replayed", {"answer-replayed": answer_twice}),
    *attacks("invalid-request", "login-parameters", {"code-twice": parameter_twice}),
    *attacks(
        "invalid-token",
        "login-code",
        {
            "code-replayed": code_replayed,
            "code-injected": code_injected,
            "code-without-pkce": code_of_a_login_without_pkce,
            "code-made-up": answered(code="made-up"),
        },
    ),
    *attacks(
        "invalid-token",
        "login-denied",
        {
            "code-missing": answered(code=None),
            "an-error-and-a-code": answered(error="access_denied"),
        },
    ),
    *attacks(
        "invalid-token",
        "login-issuer",
        {
            "mix-up": answered(iss="https://other-provider.example"),
            "mix-up-by-silence": answered(iss=None),
        },
    ),
    *attacks(
        "invalid-token",
        "token-nonce",
        {
            "nonce-wrong": issued(nonce="x" * 43),
            "nonce-missing": issued(nonce=None),
            "nonce-reused": nonce_of_another_login,
        },
    ),
    *attacks(
        "invalid-token",
        "token-issuer",
        {"id-token-of-another-provider": issued(iss="https://other-provider.example")},
    ),
    *attacks(
        "invalid-token",
        "token-audience",
        {
            "id-token-for-another-client": issued(aud="another"),
            "id-token-for-apis": issued(aud=AUDIENCE),
        },
    ),
    *attacks("invalid-token", "token-party", {"id-token-of-another-party": issued(azp="another")}),
    *attacks("invalid-token", "token-expired", {"id-token-expired": issued(exp=now(-3600))}),
    *attacks("invalid-token", "token-early", {"id-token-of-tomorrow": issued(iat=now(86_400))}),
    *attacks(
        "invalid-token",
        "token-tenant",
        {
            "id-token-without-tenant": issued(tenant=None),
            "id-token-of-a-path": issued(tenant="../x"),
        },
    ),
    *attacks("invalid-token", "token-signature", {"id-token-of-another-key": signed_by_another}),
]

# ---- where a login leads


def leading_to(next: str) -> Act:
    return lambda world: world.browser().get(f"/auth/login?next={quote(next, safe='')}")


REDIRECTS = attacks(
    "invalid-request",
    "login-next",
    {
        f"redirect-to-{name}": leading_to(next)
        for name, next in {
            "another-host": "https://evil.example",
            "another-host-without-a-scheme": "//evil.example",
            "another-host-by-backslash": "/\\evil.example",
            "another-host-by-two-backslashes": "\\\\evil.example",
            "another-host-by-a-tab": "/\t/evil.example",
            "another-host-by-percents": "/%2fevil.example",
            "another-host-by-a-user": "/@evil.example",
            "another-host-behind-a-path": "/a//evil.example",
            "another-host-upwards": "/../evil.example",
            "a-script": "javascript:alert(1)",
            "a-header": "/a\r\nset-cookie: a=b",
            "nothing": "",
            "a-nul": "/a\0b",
            "much-work": f"/{'a' * 200}!",  # an expression with nested repetitions never ends
            "much-work-in-folders": f"/{'a/' * 100}!",
            "much-work-in-a-query": f"/?{'a=' * 100}!",
        }.items()
    },
)

# ---- sessions


def planted(value: str) -> Act:
    return lambda world: world.browser(**{SESSION: value}).get()


def fixed(world: World) -> Answer:
    """Somebody plants their own session, the victim logs in, and the planted one is asked again."""
    attacker = world.browser().log_in(sub="attacker")
    planted = attacker.cookies[SESSION]
    victim = world.browser(**{SESSION: planted}).log_in(sub="victim")
    assert victim.cookies[SESSION] != planted
    assert victim.get().json()["subject"] == "victim"
    return attacker.get()


def after_logout(world: World) -> Answer:
    browser = world.browser().log_in()
    value = browser.cookies[SESSION]
    assert browser.send("POST", "/auth/logout").status == 200
    assert SESSION not in browser.cookies
    return planted(value)(world)


def tossed(world: World) -> Answer:
    """A neighbour under the same domain sets a cookie of the same name."""
    attacker = world.browser().log_in(sub="attacker").cookies[SESSION]
    victim = world.browser().log_in()
    victim.cookies[SESSION] += f"; {SESSION}={attacker}"
    return victim.get()


def token_and_session(world: World) -> Answer:
    return world.browser().log_in().go("GET", "/auth/session", authorization="Bearer a.b.c")


def tossed_without_its_prefix(world: World) -> Answer:
    value = world.browser().log_in().cookies[SESSION]
    return world.browser(session=value).get()


def by_token(method: str, path: str) -> Act:
    def act(world: World) -> Answer:
        claims = {"iss": world.openid.url, "aud": AUDIENCE, "sub": "machine", "tenant": "acme"}
        times = {"iat": now(0), "exp": now(300)}
        token = world.openid.signed({"typ": "at+jwt"}, {**claims, **times})
        return world.browser().go(method, path, authorization=f"Bearer {token}")

    return act


def id_token_as_an_access_token(world: World) -> Answer:
    token = world.openid.id_token(sub="owner", tenant="acme", scope="prompts:read", aud=AUDIENCE)
    return world.browser().go("GET", "/v1/admin/prompts", authorization=f"Bearer {token}")


SESSIONS = [
    *attacks("invalid-token", "session-unknown", {"session-guessed": planted("A" * 43)}),
    *attacks(
        "invalid-token",
        "session-form",
        {
            "session-empty": planted('""'),
            "session-long": planted("A" * 4000),
            "session-of-quotes": planted("' OR 1=1 --"),
        },
    ),
    *attacks(
        "invalid-token",
        "session-unknown",
        {"session-fixed": fixed, "session-after-logout": after_logout},
    ),
    *attacks(
        "unauthenticated",
        "two-credentials",
        {"cookie-tossed": tossed, "a-session-and-a-token": token_and_session},
    ),
    *attacks(
        "unauthenticated",
        "no-credential",
        {
            "nobody": lambda world: world.browser().get(),
            "cookie-without-its-prefix": tossed_without_its_prefix,
        },
    ),
    *attacks(
        "wrong-credential",
        "wrong-kind",
        {
            "token-for-sessions": by_token("GET", "/v1/sessions"),
            "token-for-factors": by_token("POST", "/v1/mfa/totp"),
            "token-for-logout": by_token("POST", "/auth/logout"),
        },
    ),
    *attacks("invalid-token", "token-type", {"id-token-as-token": id_token_as_an_access_token}),
]

# ---- requests from other pages


def from_elsewhere(**headers: str | None) -> Act:
    """A request that is good but for these headers; None leaves one out."""

    def act(world: World) -> Answer:
        browser = world.browser().log_in()
        known = {**OWN_PAGE, "x-csrf-token": browser.csrf_token()}
        changed = {name.replace("_", "-"): value for name, value in headers.items()}
        kept = {name: value for name, value in {**known, **changed}.items() if value is not None}
        answer = browser.go("POST", "/auth/logout", **kept)
        assert browser.get().status == 200  # still logged in
        return answer

    return act


def token_of_another(world: World) -> Answer:
    token = world.browser().log_in(sub="attacker").csrf_token()
    return from_elsewhere(x_csrf_token=token)(world)


def token_of_an_earlier_login(world: World) -> Answer:
    token = world.browser().log_in().csrf_token()
    return from_elsewhere(x_csrf_token=token)(world)


PAGES = [
    *attacks(
        "csrf-refused",
        "csrf-origin",
        {
            "from-another-page": from_elsewhere(origin="https://evil.example"),
            "from-a-page-with-our-name-in-front": from_elsewhere(
                origin=f"{PUBLIC_URL}.evil.example"
            ),
            "from-a-page-without-tls": from_elsewhere(origin="http://service.test"),
            "from-another-port": from_elsewhere(origin=f"{PUBLIC_URL}:8443"),
            "from-a-sandbox": from_elsewhere(origin="null"),
            "from-a-neighbour": from_elsewhere(sec_fetch_site="same-site"),
            "from-another-site": from_elsewhere(sec_fetch_site="cross-site", origin=None),
            "from-who-knows-where": from_elsewhere(sec_fetch_site=None, origin=None),
        },
    ),
    *attacks("csrf-refused", "csrf-no-token", {"csrf-missing": from_elsewhere(x_csrf_token=None)}),
    *attacks(
        "csrf-refused",
        "csrf-token",
        {
            "csrf-empty": from_elsewhere(x_csrf_token=""),
            "csrf-wrong": from_elsewhere(x_csrf_token="0" * 64),
            "csrf-of-another": token_of_another,
            "csrf-of-an-earlier-login": token_of_an_earlier_login,
        },
    ),
]

# ---- more than one may


KEY = {"name": "stolen", "scopes": ["answers:write"]}


def as_viewer(method: str, path: str, body: Any = None) -> Act:
    return lambda world: world.browser().log_in(**VIEWER).send(method, path, body)


def as_owner(method: str, path: str, body: Any = None) -> Act:
    return lambda world: world.browser().log_in(sub="weak", amr=["pwd"]).send(method, path, body)


def in_roles(*roles: str) -> Act:
    def act(world: World) -> Answer:
        return world.browser().log_in(sub="climber", roles=roles).send("POST", "/v1/keys", KEY)

    return act


def session_of_another(world: World) -> Answer:
    victim = world.browser().log_in(sub="victim")
    id = victim.get("/v1/sessions").json()["sessions"][0]["id"]
    answer = world.browser().log_in(sub="attacker").send("DELETE", f"/v1/sessions/{id}")
    assert victim.get().status == 200
    return answer


RIGHTS = [
    *attacks(
        "insufficient-scope",
        "scope",
        {
            "viewer-makes-a-key": as_viewer("POST", "/v1/keys", KEY),
            "viewer-changes-the-budget": as_viewer("PUT", "/v1/admin/budget", {"usd_per_month": 1}),
            "viewer-exports": as_viewer("GET", "/v1/admin/models/export"),
            "viewer-seals-again": as_viewer("POST", "/v1/admin/secrets/rewrap"),
            "a-role-made-up": in_roles("root", "admin", "keys:write"),
        },
    ),
    *attacks(
        "step-up-required",
        "no-second-factor",
        {
            "key-without-a-second-factor": as_owner("POST", "/v1/keys", KEY),
            "budget-without-a-second-factor": as_owner(
                "PUT", "/v1/admin/budget", {"usd_per_month": 1}
            ),
            "export-without-a-second-factor": as_owner("GET", "/v1/admin/models/export"),
        },
    ),
    *attacks(
        "not-found",
        "session-unknown",
        {
            "end-a-session-of-another": session_of_another,
            "end-a-session-of-nobody": as_viewer("DELETE", "/v1/sessions/nobody"),
        },
    ),
]

# ---- orders of the provider to log somebody out


def ordered(header: Mapping[str, Any] | None = None, **claims: Any) -> Act:
    def act(world: World) -> Answer:
        victim = world.browser().log_in(sub="victim")
        token = world.openid.logout_token(header, **{"sub": "victim", **claims})
        answer = logout_by(world, token)
        assert victim.get().status == 200
        return answer

    return act


def logout_by(world: World, token: str) -> Answer:
    return world.browser().post_form("/auth/backchannel-logout", logout_token=token)


def ordered_twice(world: World) -> Answer:
    token = world.openid.logout_token(sub="nobody")
    assert logout_by(world, token).status == 200
    return logout_by(world, token)


ORDERS = [
    *attacks("invalid-token", "token-type", {"order-of-another-type": ordered({"typ": "JWT"})}),
    *attacks("invalid-token", "token-audience", {"order-for-another": ordered(aud="another")}),
    *attacks("invalid-token", "token-expired", {"order-of-yesterday": ordered(exp=now(-86_400))}),
    *attacks("invalid-token", "logout-event", {"order-without-event": ordered(events=None)}),
    *attacks(
        "invalid-token",
        "logout-claims",
        {"order-with-a-nonce": ordered(nonce="a"), "order-without-an-id": ordered(jti=None)},
    ),
    *attacks("invalid-token", "logout-replayed", {"order-replayed": ordered_twice}),
    *attacks("invalid-token", "token-form", {"order-empty": lambda w: logout_by(w, "a.b")}),
]

ATTACKS = [*ANSWERS, *REDIRECTS, *SESSIONS, *PAGES, *RIGHTS, *ORDERS]


# ---- what a session is for: each route, what is to be done there, and what comes of it

NOT_A_PASSKEY = {"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}
Call = Callable[[Browser], Answer]


def sends(method: str, path: str, body: Any = None) -> Call:
    return lambda browser: browser.send(method, path, body)


def ends_itself(browser: Browser) -> Answer:
    (own,) = browser.get("/v1/sessions").json()["sessions"]
    return browser.send("DELETE", f"/v1/sessions/{own['id']}")


def removes_a_factor(browser: Browser) -> Answer:
    enrolled(browser)
    (factor,) = browser.get("/v1/mfa").json()["factors"]
    return browser.send("DELETE", f"/v1/mfa/factors/{factor['id']}")


def confirms_an_app(browser: Browser) -> Answer:
    made = browser.send("POST", "/v1/mfa/totp").json()
    code = {"code": pyotp.TOTP(made["secret"]).now()}
    return browser.send("POST", f"/v1/mfa/totp/{made['id']}/confirm", code)


def uses_an_app(browser: Browser) -> Answer:
    return guessed(browser, enrolled(browser).at(now(30)))


def uses_a_recovery_code(browser: Browser) -> Answer:
    enrolled(browser)
    code = browser.send("POST", "/v1/mfa/recovery-codes").json()["codes"][0]
    return browser.send("POST", "/v1/mfa/recovery-codes/verify", {"code": code})


SESSION_ROUTES: Mapping[str, tuple[int, Call]] = {
    "GET /auth/session": (200, lambda browser: browser.get()),
    "POST /auth/logout": (200, sends("POST", "/auth/logout")),
    "GET /v1/sessions": (200, lambda browser: browser.get("/v1/sessions")),
    "DELETE /v1/sessions/{session_id}": (204, ends_itself),
    "GET /v1/mfa": (200, lambda browser: browser.get("/v1/mfa")),
    "DELETE /v1/mfa/factors/{factor_id}": (204, removes_a_factor),
    "POST /v1/mfa/totp": (201, sends("POST", "/v1/mfa/totp")),
    "POST /v1/mfa/totp/{factor_id}/confirm": (200, confirms_an_app),
    "POST /v1/mfa/totp/verify": (200, uses_an_app),
    "POST /v1/mfa/passkeys/registration": (200, sends("POST", "/v1/mfa/passkeys/registration")),
    # What a passkey answers, the tests of passkeys know; here it is enough to be asked for it.
    "POST /v1/mfa/passkeys": (
        401,
        sends("POST", "/v1/mfa/passkeys", {"name": "a", "credential": NOT_A_PASSKEY}),
    ),
    "POST /v1/mfa/passkeys/challenge": (200, sends("POST", "/v1/mfa/passkeys/challenge")),
    "POST /v1/mfa/passkeys/verify": (
        401,
        sends("POST", "/v1/mfa/passkeys/verify", {"credential": NOT_A_PASSKEY}),
    ),
    "POST /v1/mfa/recovery-codes": (201, sends("POST", "/v1/mfa/recovery-codes")),
    "POST /v1/mfa/recovery-codes/verify": (200, uses_a_recovery_code),
}
