"""auth.py tokens|sessions COUNT [STORE]: seconds for one, of CPU and on the clock, as JSON; runs
under the service's Python."""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from answer_service.auth.audit import Audit  # type: ignore[import-not-found]
from answer_service.auth.jwks import Keys  # type: ignore[import-not-found]
from answer_service.auth.keyring import Keyring  # type: ignore[import-not-found]
from answer_service.auth.login.id_tokens import Person  # type: ignore[import-not-found]
from answer_service.auth.login.parts import (  # type: ignore[import-not-found]
    Login,
    LoginSettings,
)
from answer_service.auth.login.provider import ProviderTokens  # type: ignore[import-not-found]
from answer_service.auth.login.sessions import NewSession  # type: ignore[import-not-found]
from answer_service.auth.store.opened import open_store  # type: ignore[import-not-found]
from answer_service.auth.tokens import Tokens, Trust  # type: ignore[import-not-found]
from joserfc import jwt  # type: ignore[import-not-found, unused-ignore]
from joserfc.jwk import ECKey  # type: ignore[import-not-found, unused-ignore]
from pydantic import SecretStr

ISSUER = "http://127.0.0.1:1"
WARM_UP = 200
Ask = Callable[[], Awaitable[object]]


async def tokens() -> Ask:
    key = ECKey.generate_key("P-256", {"kid": "first", "use": "sig"})
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "aud": "answer-service",
        "sub": "partner",
        "tenant": "acme",
        "scope": "answers:write keys:read",
        "iat": now,
        "exp": now + 3600,
        "jti": "0123456789abcdef",
    }
    token = jwt.encode({"alg": "ES256", "kid": "first", "typ": "at+jwt"}, claims, key)
    checked = Tokens(Trust(ISSUER, "answer-service"), _keys(key))
    return lambda: checked.authenticate(token)


async def sessions(url: str | None) -> Ask:
    keyring, store = Keyring.of(None, None), open_store(SecretStr(url) if url else None)
    settings = LoginSettings(ISSUER, "answer-service", None, "http://localhost")
    key = ECKey.generate_key("P-256", {"kid": "first", "use": "sig"})
    login = Login.of(settings, _keys(key), _nothing, store, keyring, Audit(keyring), frozenset)
    given = ProviderTokens("", "refresh", 3600.0)
    scopes = frozenset({"answers:write", "keys:read"})
    cookie = await login.sessions.open(NewSession(Person("owner", "acme"), scopes, given))
    return lambda: login.sessions.authenticate(cookie)


def _keys(key: ECKey) -> Any:
    async def fetch() -> Mapping[str, Any]:
        return {"keys": [key.as_dict(private=False)]}

    return Keys(fetch)


async def _nothing() -> Mapping[str, Any]:
    return {}


async def measured(what: str, count: int, url: str | None) -> dict[str, float]:
    ask = await (tokens() if what == "tokens" else sessions(url))
    for _ in range(WARM_UP):
        await ask()
    clock, cpu = time.perf_counter(), time.process_time()
    for _ in range(count):
        await ask()
    cpu, clock = time.process_time() - cpu, time.perf_counter() - clock
    return {"cpu": cpu / count, "clock": clock / count}


if __name__ == "__main__":
    what, count, *store = sys.argv[1:]
    print(json.dumps(asyncio.run(measured(what, int(count), store[0] if store else None))))
