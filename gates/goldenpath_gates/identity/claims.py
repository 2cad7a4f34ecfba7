"""What the tokens of the gates say."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldenpath_gates.identity.settings import Identity
from goldenpath_gates.identity.wanted import Wanted, published

if TYPE_CHECKING:
    from goldenpath_gates.config import Config
    from goldenpath_gates.issuer.server import Standard

SUBJECT = "goldenpath-gates"
AMR = ["pwd", "otp", "mfa"]


def claims(settings: Identity, wanted: Wanted, tenant: str | None = None) -> dict[str, Any]:
    """Where an operation asks for a second factor, it was shown just now."""
    said: dict[str, Any] = {
        **settings.claims,
        "sub": SUBJECT,
        "aud": settings.audience,
        "tenant": tenant or settings.tenant,
        "scope": " ".join(wanted.scopes),
    }
    proof = {"acr": wanted.acr, "amr": AMR, "auth_time": int(time.time())}
    return {**said, **proof} if wanted.acr else said


def standard(root: Path, config: Config, settings: Identity) -> Standard:
    """For a token of which nothing is named: all that the published document asks for."""
    return partial(claims, settings, published(root, config.contract))
