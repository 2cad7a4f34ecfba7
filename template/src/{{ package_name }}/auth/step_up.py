"""Whether a person has just proved who they are: what a stolen token or session cannot show."""

import time
from collections.abc import Callable

from .access import STEP_UP_AMR, STEP_UP_SECONDS
from .principal import Principal
from .refusals import Refused

ACR = "urn:goldenpath:mfa"
CHALLENGE = (  # RFC 9470
    f'Bearer error="insufficient_user_authentication", acr_values="{ACR}",'
    f' max_age="{STEP_UP_SECONDS}"'
)


def require_step_up(principal: Principal, now: Callable[[], float] = time.time) -> None:
    """Raise Refused unless a second factor was shown, and lately."""
    if STEP_UP_AMR.isdisjoint(principal.amr):
        raise Refused("step-up-required", "no-second-factor", {"WWW-Authenticate": CHALLENGE})
    require_fresh(principal, now)


def require_fresh(principal: Principal, now: Callable[[], float] = time.time) -> None:
    """Raise Refused unless a person has lately proved who they are, by whatever it was."""
    at = principal.auth_time
    if at is None or not at - STEP_UP_SECONDS <= now() <= at + STEP_UP_SECONDS:
        raise Refused("step-up-required", "too-long-ago", {"WWW-Authenticate": CHALLENGE})
