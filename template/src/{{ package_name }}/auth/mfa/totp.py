"""Codes of an authenticator app (RFC 6238). Each works once: the time step that was last accepted
stands beside the secret, and only a later one is accepted after it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pyotp
from pyotp.exceptions import OTPVerificationError

from ..keyring import Keyring, Unsealable
from ..principal import Principal
from ..refusals import Refused
from .factors import Body, Factors, of_kind, person_of
from .pending import Pending
from .refusals import wrong

METHOD = "otp"  # RFC 8176
NAME = "authenticator app"
WINDOW = 1  # time steps before and after ours: clocks differ, and people type


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Shown once. `uri` is what an app reads as a QR code."""

    id: str
    secret: str = field(repr=False)
    uri: str = field(repr=False)


class Totp:
    def __init__(
        self,
        factors: Factors,
        pending: Pending,
        keyring: Keyring,
        service: str,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`service` is how an app calls what it makes codes for."""
        self._factors = factors
        self._pending = pending
        self._keyring = keyring
        self._service = service
        self._now = now

    async def begin(self, principal: Principal) -> Enrolment:
        """Nothing counts before it is confirmed."""
        self._factors.require_may_add(await self._factors.of(principal), principal)
        secret = pyotp.random_base32()
        sealed = self._keyring.seal(secret.encode(), purpose(person_of(principal)))
        id = await self._pending.begin(person_of(principal), {"secret": sealed})
        uri = pyotp.TOTP(secret).provisioning_uri(name=principal.subject, issuer_name=self._service)
        return Enrolment(id, secret, uri)

    async def confirm(self, principal: Principal, factor_id: str, code: str) -> str:
        """Return the method that this was; raise Refused."""
        record = await self._pending.waiting(person_of(principal))
        if record is None or record.id != factor_id:
            raise Refused("not-found", "enrolment-unknown")
        sealed = record.body["secret"]
        step = self._step(principal, sealed, code)
        if step is None:
            raise wrong("totp-wrong")
        await self._pending.end(record)
        await self._factors.change(
            principal,
            lambda body: self._factors.add(
                body, principal, factor_id, "totp", name=NAME, secret=sealed, step=step
            ),
        )
        return METHOD

    async def verify(self, principal: Principal, code: str) -> str:
        """Return the method that this was; raise Refused."""

        def use(body: Body) -> None:
            reason = "totp-wrong"
            for factor in of_kind(body, "totp").values():
                step = self._step(principal, factor["secret"], code)
                if step is not None and step > factor["step"]:
                    sealed = resealed(self._keyring, factor["secret"], person_of(principal))
                    factor.update(step=step, secret=sealed, last_used_at=int(self._now()))
                    return
                reason = "totp-replayed" if step is not None else reason
            raise wrong(reason)

        await self._factors.change(principal, use)
        return METHOD

    def _step(self, principal: Principal, sealed: str, code: str) -> int | None:
        """The time step that a code is of, near the one it is."""
        try:
            secret = self._keyring.unseal(sealed, purpose(person_of(principal))).decode()
            return pyotp.TOTP(secret).verify_and_get_timecode(
                code, for_time=self._now(), valid_window=WINDOW
            )
        except (OTPVerificationError, Unsealable):
            return None


def purpose(person: str) -> str:
    """A secret that is moved to somebody else's record opens no more."""
    return f"totp:{person}"


def resealed(keyring: Keyring, sealed: str, person: str) -> str:
    """The same secret, sealed with the newest key; raise Unsealable."""
    if not keyring.stale(sealed):
        return sealed
    return keyring.seal(keyring.unseal(sealed, purpose(person)), purpose(person))
