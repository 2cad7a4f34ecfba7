"""The routes for second factors, and what each can return."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Self

from fastapi import FastAPI, Path, Request

from ...api import LIMITED_ROUTE
from ...problems import documented
from ..audit import Audit
from ..keyring import Keyring
from ..login.sessions import Sessions
from ..routes import BODY_PROBLEMS, NEVER_STORED, Asks
from ..store import Store
from .attempts import Attempts
from .factors import Factors
from .passkey_routes import add_passkeys
from .passkeys import Passkeys
from .pending import Pending
from .recovery import RecoveryCodes
from .schemas import Code, Mine, NewCodes, NewTotp, Proved, RecoveryCode, mine
from .step_up import StepUp
from .totp import Totp
from .webauthn_site import Site

VERIFY_PROBLEMS = ("code-refused", "attempts-limited", *BODY_PROBLEMS)
ADD_PROBLEMS = ("step-up-required", "invalid-request", *LIMITED_ROUTE)

FactorId = Annotated[str, Path(max_length=64, description="As GET /v1/mfa names it.")]


@dataclass(frozen=True, slots=True)
class SecondFactors:
    factors: Factors
    totp: Totp
    passkeys: Passkeys
    recovery: RecoveryCodes
    step_up: StepUp

    @classmethod
    def of(
        cls,
        store: Store,
        keyring: Keyring,
        sessions: Sessions,
        audit: Audit,
        site: Site,
        now: Callable[[], float] = time.time,
    ) -> Self:
        factors = Factors(store, now)
        enrolments = Pending(store, "totp-enrolment", now)
        challenges = Pending(store, "passkey-challenge", now)
        return cls(
            factors,
            Totp(factors, enrolments, keyring, site.name, now),
            Passkeys(factors, challenges, site, now),
            RecoveryCodes(factors),
            StepUp(sessions, Attempts(store, now), audit),
        )


def add_mfa(app: FastAPI, mfa: SecondFactors, audit: Audit) -> None:
    @app.get("/v1/mfa", dependencies=NEVER_STORED, responses=documented(*LIMITED_ROUTE))
    async def list_factors(asks: Asks) -> Mine:
        return mine(await mfa.factors.of(asks))

    @app.delete(
        "/v1/mfa/factors/{factor_id}",
        status_code=204,
        dependencies=NEVER_STORED,
        responses=documented("not-found", "invalid-request", *LIMITED_ROUTE),
    )
    async def remove_factor(factor_id: FactorId, asks: Asks) -> None:
        with audit.of("factor-removed", asks) as said:
            said["factor"] = factor_id
            await mfa.factors.remove(asks, factor_id)

    _add_totp(app, mfa, audit)
    add_passkeys(app, mfa.passkeys, mfa.factors, mfa.step_up, audit)
    _add_recovery_codes(app, mfa, audit)


def _add_totp(app: FastAPI, mfa: SecondFactors, audit: Audit) -> None:
    @app.post(
        "/v1/mfa/totp",
        status_code=201,
        dependencies=NEVER_STORED,
        responses=documented(*ADD_PROBLEMS),
    )
    async def begin_totp(asks: Asks) -> NewTotp:
        with audit.of("totp-begun", asks):
            made = await mfa.totp.begin(asks)
        return NewTotp(id=made.id, secret=made.secret, uri=made.uri)

    @app.post(
        "/v1/mfa/totp/{factor_id}/confirm",
        dependencies=NEVER_STORED,
        responses=documented("step-up-required", "not-found", *VERIFY_PROBLEMS),
    )
    async def confirm_totp(factor_id: FactorId, body: Code, request: Request, asks: Asks) -> Proved:
        confirm = partial(mfa.totp.confirm, asks, factor_id, body.code)
        return await mfa.step_up.by(request, asks, "totp", confirm)

    @app.post(
        "/v1/mfa/totp/verify", dependencies=NEVER_STORED, responses=documented(*VERIFY_PROBLEMS)
    )
    async def verify_totp(body: Code, request: Request, asks: Asks) -> Proved:
        verify = partial(mfa.totp.verify, asks, body.code)
        return await mfa.step_up.by(request, asks, "totp", verify)


def _add_recovery_codes(app: FastAPI, mfa: SecondFactors, audit: Audit) -> None:
    @app.post(
        "/v1/mfa/recovery-codes",
        status_code=201,
        dependencies=NEVER_STORED,
        responses=documented(*LIMITED_ROUTE),
    )
    async def renew_recovery_codes(asks: Asks) -> NewCodes:
        with audit.of("recovery-codes-renewed", asks):
            return NewCodes(codes=await mfa.recovery.renew(asks))

    @app.post(
        "/v1/mfa/recovery-codes/verify",
        dependencies=NEVER_STORED,
        responses=documented(*VERIFY_PROBLEMS),
    )
    async def verify_recovery_code(body: RecoveryCode, request: Request, asks: Asks) -> Proved:
        verify = partial(mfa.recovery.verify, asks, body.code)
        return await mfa.step_up.by(request, asks, "recovery", verify)
