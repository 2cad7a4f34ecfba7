"""What a gate sends with a request, so that the service knows who asks."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from goldenpath_gates.identity.claims import claims
from goldenpath_gates.identity.settings import Identity
from goldenpath_gates.identity.wanted import Wanted

if TYPE_CHECKING:
    from goldenpath_gates.issuer.tokens import Issuer

LIFE_S = 240.0


@dataclass(frozen=True)
class Credentials:
    """Without an issuer nobody is asked for a token, and none is sent."""

    settings: Identity | None = None
    issuer: Issuer | None = None
    wanted: Wanted = field(default_factory=Wanted)
    _made: dict[str | None, tuple[float, str]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def env(self) -> dict[str, str]:
        """Of the service: whom it has to trust."""
        if self.settings is None or self.issuer is None:
            return {}
        return {self.settings.issuer_variable: self.issuer.url}

    def headers(self, tenant: str | None = None) -> dict[str, str]:
        """With a token that is at most half as old as it gets; `tenant` is another than ours."""
        now = time.monotonic()
        made, token = self._made.get(tenant, (now, ""))
        if not token or now - made > LIFE_S / 2:
            token = self.token(LIFE_S, tenant)
            self._made[tenant] = (now, token)
        return {"authorization": f"Bearer {token}"} if token else {}

    def token(self, seconds: float, tenant: str | None = None) -> str:
        """Empty where none is asked for. For another process, which cannot ask again."""
        if self.settings is None or self.issuer is None:
            return ""
        return self.issuer.mint(self.claims(tenant), seconds)

    def claims(self, tenant: str | None = None) -> Mapping[str, Any]:
        return claims(self.settings, self.wanted, tenant) if self.settings else {}

    def asking(self, wanted: Wanted) -> Credentials:
        """The same for operations that ask for something else."""
        return replace(self, wanted=wanted, _made={})


NOBODY = Credentials()
