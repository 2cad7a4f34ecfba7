"""Puts together what logs people in."""

import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from ..audit import Audit
from ..jwks import Keys
from ..keyring import Keyring
from ..store import Store
from .credential import SessionCookie
from .csrf import Csrf, origin_of
from .devices import Devices
from .families import Families
from .flow import Flow
from .id_tokens import IdTokens
from .logout_tokens import LogoutTokens
from .metadata import Metadata
from .provider import Client, Provider
from .refresh import Refresh
from .sessions import Lifetimes, Sessions
from .signed import Signed

CALLBACK = "/auth/callback"


@dataclass(frozen=True, slots=True)
class LoginSettings:
    issuer: str
    client_id: str
    client_secret: str | None = field(repr=False)
    public_url: str
    scopes: str = "openid offline_access"
    tenant_claim: str = "tenant"
    lifetimes: Lifetimes = field(default_factory=Lifetimes)


@dataclass(frozen=True, slots=True)
class Login:
    flow: Flow
    sessions: Sessions
    devices: Devices
    csrf: Csrf
    logout_tokens: LogoutTokens
    refresh: Refresh
    provider: Provider
    credential: SessionCookie
    scopes_of: Callable[[Iterable[str]], Iterable[str]]

    @classmethod
    def of(
        cls,
        settings: LoginSettings,
        keys: Keys,
        document: Callable[[], Awaitable[Mapping[str, Any]]],
        store: Store,
        keyring: Keyring,
        audit: Audit,
        scopes_of: Callable[[Iterable[str]], Iterable[str]],
        now: Callable[[], float] = time.time,
    ) -> Self:
        """`keys` and `document` are the provider's; `scopes_of` says what roles may do."""
        redirect_uri = origin_of(settings.public_url) + CALLBACK
        client = Client(settings.client_id, settings.client_secret, redirect_uri, settings.scopes)
        provider = Provider(client, Metadata(document, now))
        signed = Signed(settings.issuer, settings.client_id, keys, now)
        id_tokens = IdTokens(signed, settings.tenant_claim)
        families = Families(store, audit, settings.lifetimes.idle_seconds, now)
        refresh = Refresh(families, provider, id_tokens, keyring, scopes_of, now)
        sessions = Sessions(store, families, refresh, settings.lifetimes, now)
        csrf = Csrf(keyring, settings.public_url)
        return cls(
            Flow(settings.issuer, provider, id_tokens, keyring, store, now),
            sessions,
            Devices(families),
            csrf,
            LogoutTokens(signed, store),
            refresh,
            provider,
            SessionCookie(sessions, csrf),
            scopes_of,
        )
