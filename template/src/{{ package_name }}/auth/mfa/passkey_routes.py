"""The routes for passkeys: options for the browser, and what it brings back."""

from functools import partial
from typing import Any

from fastapi import FastAPI, Request

from ...api import LIMITED_ROUTE
from ...problems import documented
from ..audit import Audit
from ..routes import BODY_PROBLEMS, NEVER_STORED, Asks
from .factors import Factors
from .passkeys import Passkeys
from .schemas import Assertion, Factor, NewPasskey, Proved, factor
from .step_up import StepUp

# What `PublicKeyCredential.parseCreationOptionsFromJSON` and its sister read.
Options = dict[str, Any]


def add_passkeys(
    app: FastAPI, passkeys: Passkeys, factors: Factors, step_up: StepUp, audit: Audit
) -> None:
    @app.post(
        "/v1/mfa/passkeys/registration",
        dependencies=NEVER_STORED,
        responses=documented("step-up-required", "invalid-request", *LIMITED_ROUTE),
    )
    async def begin_passkey(asks: Asks) -> Options:
        with audit.of("passkey-begun", asks):
            return await passkeys.registration(asks)

    @app.post(
        "/v1/mfa/passkeys",
        status_code=201,
        dependencies=NEVER_STORED,
        responses=documented("code-refused", "step-up-required", *BODY_PROBLEMS),
    )
    async def register_passkey(body: NewPasskey, asks: Asks) -> Factor:
        with audit.of("passkey-registered", asks):
            id = await passkeys.register(asks, body.name, body.credential)
        return factor(id, (await factors.of(asks))["factors"][id])

    @app.post(
        "/v1/mfa/passkeys/challenge",
        dependencies=NEVER_STORED,
        responses=documented(*LIMITED_ROUTE),
    )
    async def challenge_passkey(asks: Asks) -> Options:
        return await passkeys.challenge(asks)

    @app.post(
        "/v1/mfa/passkeys/verify",
        dependencies=NEVER_STORED,
        responses=documented("code-refused", "attempts-limited", *BODY_PROBLEMS),
    )
    async def verify_passkey(body: Assertion, request: Request, asks: Asks) -> Proved:
        verify = partial(passkeys.verify, asks, body.credential)
        return await step_up.by(request, asks, "passkey", verify)
