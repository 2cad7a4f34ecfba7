"""Passkeys: keys that stay in a device, each for one person."""

import hashlib
import time
from collections.abc import Callable
from typing import Any

from webauthn.helpers import options_to_json_dict
from webauthn.helpers.structs import CredentialDeviceType

from ..principal import Principal
from .factors import Body, Factors, new_id, of_kind, person_of
from .pending import Pending
from .refusals import wrong
from .webauthn_site import Credential, Site, bytes_of, text_of


class Passkeys:
    def __init__(
        self, factors: Factors, pending: Pending, site: Site, now: Callable[[], float] = time.time
    ) -> None:
        self._factors = factors
        self._pending = pending
        self._site = site
        self._now = now

    async def registration(self, principal: Principal) -> dict[str, Any]:
        """Options for `navigator.credentials.create`."""
        body = await self._factors.of(principal)
        self._factors.require_may_add(body, principal)
        user_id = hashlib.sha256(person_of(principal).encode()).digest()
        options = self._site.creation(user_id, principal.subject, _known(body))
        await self._keep("registration", principal, options.challenge)
        return options_to_json_dict(options)

    async def register(self, principal: Principal, name: str, credential: Credential) -> str:
        """Return the id of the new factor; raise Refused."""
        challenge = await self._take("registration", principal)
        made = self._site.created(credential, challenge)
        id = new_id()
        passkey = {
            "name": name,
            "credential": text_of(made.credential_id),
            "key": text_of(made.credential_public_key),
            "count": made.sign_count,
            "synced": made.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
        }

        def change(body: Body) -> None:
            if _find(body, passkey["credential"]):
                raise wrong("passkey-known")
            self._factors.add(body, principal, id, "passkey", **passkey)

        await self._factors.change(principal, change)
        return id

    async def challenge(self, principal: Principal) -> dict[str, Any]:
        """Options for `navigator.credentials.get`."""
        options = self._site.request(_known(await self._factors.of(principal)))
        await self._keep("verification", principal, options.challenge)
        return options_to_json_dict(options)

    async def verify(self, principal: Principal, credential: Credential) -> str:
        """Return the method that this was; raise Refused."""
        challenge = await self._take("verification", principal)

        def use(body: Body) -> str:
            if (passkey := _find(body, credential.get("id"))) is None:
                raise wrong("passkey-unknown")
            made = self._site.answered(credential, challenge, bytes_of(passkey["key"]))
            if passkey["count"] and made.new_sign_count <= passkey["count"]:
                # Two devices count: somebody has copied the key.
                raise wrong("passkey-counter")
            passkey.update(count=made.new_sign_count, last_used_at=int(self._now()))
            return "swk" if passkey["synced"] else "hwk"

        return await self._factors.change(principal, use)

    async def _keep(self, what: str, principal: Principal, challenge: bytes) -> None:
        owner = f"{what}:{principal.credential}"
        await self._pending.begin(owner, {"challenge": text_of(challenge)})

    async def _take(self, what: str, principal: Principal) -> bytes:
        """What was asked of this session; gone with the first answer, whatever that is."""
        body = await self._pending.take(f"{what}:{principal.credential}")
        return bytes_of(body["challenge"])


def _known(body: Body) -> list[bytes]:
    return [bytes_of(each["credential"]) for each in of_kind(body, "passkey").values()]


def _find(body: Body, credential: Any) -> dict[str, Any] | None:
    passkeys = of_kind(body, "passkey").values()
    return next((each for each in passkeys if each["credential"] == credential), None)
