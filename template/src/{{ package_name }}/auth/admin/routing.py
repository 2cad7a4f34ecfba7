"""Which prompt, model and index a tenant has chosen for itself, over what the flags say."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...flag_file import Choice
from ..refusals import Refused
from ..store import Conflict, Record, Store, Unavailable
from .catalogue import CHOSEN, Catalogue

KIND = "routing"

log = logging.getLogger(__name__)


class Routing:
    """`refresh` before `choose`: whoever answers asks for the choice where nobody can wait."""

    def __init__(self, store: Store, catalogue: Catalogue) -> None:
        self._store = store
        self._choices = catalogue.choices
        self._known: dict[str, Mapping[str, Any]] = {}

    async def refresh(self, tenant: str) -> None:
        """Take over what the tenant has chosen last; without a store what is known still counts."""
        try:
            self._known[tenant] = await self.chosen(tenant)
        except Unavailable:
            log.warning("routing of a tenant not read: the store does not answer")

    async def chosen(self, tenant: str) -> Mapping[str, Any]:
        record = await self._store.read(KIND, tenant)
        return record.body if record else {}

    async def choose_for(self, tenant: str, chosen: Mapping[str, str | None]) -> None:
        """None leaves it to the flags. Raise Refused for what is not loaded."""
        body = {field: value for field, value in chosen.items() if value is not None}
        if not self._loaded(body):
            raise Refused("not-found", "not-loaded")
        stood = await self._store.read(KIND, tenant)
        record = stood or Record(KIND, tenant, {}, owner=tenant)
        try:
            await self._store.write(replace(record, body=body))
        except Conflict:
            raise Refused("too-many-requests", "routing-busy", {"Retry-After": "1"}) from None

    def choice(self, tenant: str, flags: Choice) -> Choice:
        """What the flags say, but for what the tenant has chosen. A release may have gone without
        something of it: then the flags decide."""
        chosen = self._known.get(tenant, {})
        return flags._replace(**chosen) if self._loaded(chosen) else flags

    def _loaded(self, chosen: Mapping[str, Any]) -> bool:
        return all(
            field in CHOSEN and value in self._choices[field] for field, value in chosen.items()
        )
