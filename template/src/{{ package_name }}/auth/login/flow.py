"""A login from its first request to its last: authorisation code with PKCE, state and nonce."""

import json
import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from hmac import compare_digest

from ..jwks import Unreachable
from ..keyring import Keyring, Unsealable
from ..refusals import Refused, invalid
from ..store import Conflict, Record, Store
from .id_tokens import IdTokens, Person
from .provider import GrantRefused, Provider, ProviderTokens

PURPOSE = "login"
STATE_SECONDS = 600
USED = "login-used"
# A path of this service: no host, no `\` that browsers read as `/`, nothing that hides in escapes.
STEP = r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*"
NEXT = rf"/({STEP}/)*({STEP})?(\?[A-Za-z0-9._~=&+-]*)?"
LONGEST_NEXT = 512


@dataclass(frozen=True, slots=True)
class Begun:
    """What only the browser that began a login holds, sealed; the answer must fit it."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    next: str
    at: float
    step_up: bool


@dataclass(frozen=True, slots=True)
class Finished:
    person: Person
    tokens: ProviderTokens
    next: str


class Flow:
    def __init__(
        self,
        issuer: str,
        provider: Provider,
        id_tokens: IdTokens,
        keyring: Keyring,
        store: Store,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._issuer = issuer
        self._provider = provider
        self._id_tokens = id_tokens
        self._keyring = keyring
        self._store = store
        self._now = now

    async def begin(self, next: str, step_up: bool) -> tuple[str, str]:
        """Return where the browser goes, and what it has to bring back; raise Refused."""
        if len(next) > LONGEST_NEXT or not re.fullmatch(NEXT, next):
            raise Refused("invalid-request", "login-next")
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        try:
            url = await self._provider.login_url(state, nonce, verifier, step_up)
        except Unreachable:
            raise _away() from None
        begun = Begun(state, nonce, verifier, next, self._now(), step_up)
        return url, self._keyring.seal(json.dumps(asdict(begun)).encode(), PURPOSE)

    async def finish(self, sealed: list[str], answer: Mapping[str, str]) -> Finished:
        """Raise Refused unless this is the one answer to what this browser has begun."""
        begun = self._opened(sealed)
        if not compare_digest(answer.get("state", "").encode(), begun.state.encode()):
            raise invalid("login-state")
        await self._use(begun)
        tokens = await self._tokens(answer, begun)
        proved_after = begun.at if begun.step_up else None
        person = await self._id_tokens.at_login(tokens.id_token, begun.nonce, proved_after)
        return Finished(person, tokens, begun.next)

    async def _tokens(self, answer: Mapping[str, str], begun: Begun) -> ProviderTokens:
        try:
            await self._require_issuer(answer)
            if "error" in answer or not answer.get("code"):
                raise invalid("login-denied")
            return await self._provider.tokens(answer["code"], begun.verifier)
        except GrantRefused:
            raise invalid("login-code") from None
        except Unreachable:
            raise _away() from None

    def _opened(self, sealed: list[str]) -> Begun:
        if len(sealed) != 1:
            raise invalid("login-cookie")
        try:
            begun = Begun(**json.loads(self._keyring.unseal(sealed[0], PURPOSE)))
        except Unsealable:
            raise invalid("login-cookie") from None
        if not 0 <= self._now() - begun.at < STATE_SECONDS:
            raise invalid("login-expired")
        return begun

    async def _use(self, begun: Begun) -> None:
        """Written only here: who begins logins and never finishes them fills no store."""
        try:
            until = begun.at + STATE_SECONDS
            await self._store.write(Record(USED, begun.state, {}, expires_at=until))
        except Conflict:
            raise invalid("login-replayed") from None

    async def _require_issuer(self, answer: Mapping[str, str]) -> None:
        """Else the code of one provider could be sent to another (RFC 9207)."""
        named = answer.get("iss")
        if named is None and await self._provider.names_itself():
            raise invalid("login-issuer")
        if named not in (None, self._issuer):
            raise invalid("login-issuer")


def _away() -> Refused:
    return Refused("identity-unavailable", "provider-away", {"Retry-After": "10"})
