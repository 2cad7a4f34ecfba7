"""Where a person is logged in, and the end of it: by themselves, or by the provider."""

from ..principal import Principal
from .families import Families, Family


class Devices:
    def __init__(self, families: Families) -> None:
        self._families = families

    async def of(self, principal: Principal) -> list[Family]:
        """Return the logins of this person in this tenant, the latest first."""
        found = await self._families.of_subject(principal.subject)
        own = [family for family in found if family.tenant == principal.tenant]
        return sorted(own, key=lambda family: family.created_at, reverse=True)

    async def revoke(self, principal: Principal, id: str) -> bool:
        """End a login of this person; return whether there was one of this id."""
        family = await self._families.read(id)
        if family is None or family.subject != principal.subject:
            return False
        if family.tenant != principal.tenant:
            return False
        await self._families.revoke(family, "logout" if id == principal.credential else "device")
        return True

    async def ended(self, subject: str, sid: str) -> None:
        """The provider has ended one of its sessions, or all of a person."""
        if sid:
            families = await self._families.of_provider_session(sid)
        else:
            families = await self._families.of_subject(subject)
        theirs = [family for family in families if subject in ("", family.subject)]
        await self._families.revoke_all(theirs, "backchannel-logout")

    async def replaced(self, family: Family | None) -> None:
        """Another login has taken its place in the same browser."""
        if family:
            await self._families.revoke(family, "new-login")
