"""Codes on paper, for whoever has lost the other factors. Ten of them, and each works once."""

import hashlib
import secrets
from base64 import b32encode

from ..principal import Principal
from .factors import Body, Factors, person_of
from .refusals import wrong

METHOD = "rc"
CODES = 10
CODE_BYTES = 10  # 80 random bits cannot be guessed, so no slow hash has to protect them


class RecoveryCodes:
    def __init__(self, factors: Factors) -> None:
        self._factors = factors

    async def renew(self, principal: Principal) -> list[str]:
        """Return new ones, this one time; the old ones work no longer."""
        codes = [_code() for _ in range(CODES)]
        hashes = [_hash(principal, code) for code in codes]

        def change(body: Body) -> None:
            body["recovery_codes"] = hashes

        await self._factors.change(principal, change)
        return codes

    async def verify(self, principal: Principal, code: str) -> str:
        """Return the method that this was; raise Refused."""
        given = _hash(principal, code)

        def use(body: Body) -> None:
            if given not in body["recovery_codes"]:
                raise wrong("recovery-wrong")
            body["recovery_codes"].remove(given)

        await self._factors.change(principal, use)
        return METHOD


def _code() -> str:
    text = b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def _hash(principal: Principal, code: str) -> str:
    """However it was typed."""
    plain = code.lower().replace("-", "").replace(" ", "")
    return hashlib.sha256(f"{person_of(principal)}:{plain}".encode()).hexdigest()
