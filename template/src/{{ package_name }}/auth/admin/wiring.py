"""Puts together what people administer."""

import time
from collections.abc import Callable, Mapping

from fastapi import FastAPI

from ...answers import AnswerService
from ...callers import Caller
from ...flag_file import Choice
from ...flags import LiveFlags
from ...prices import Price
from ...recipes import Recipe
from ...settings import Settings
from ..audit import Audit
from ..keyring import Keyring
from ..store import Store
from .budget import Budget
from .budget_routes import add_budget
from .catalogue import Catalogue
from .export_routes import add_export
from .prompt_routes import add_prompts
from .rewrap import Rewrap
from .routing import Routing
from .routing_routes import add_routing
from .secret_routes import add_secrets
from .tenant_answers import TenantAnswers


class Administration:
    def __init__(
        self,
        settings: Settings,
        flags: LiveFlags,
        recipes: Mapping[Choice, Recipe],
        prices: Mapping[str, Price],
        store: Store,
        keyring: Keyring,
        audit: Audit,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._flags = flags
        self._recipes = recipes
        self._prices = prices
        self._audit = audit
        self._catalogue = Catalogue(settings.prompts_dir, flags.loaded, recipes)
        self._routing = Routing(store, self._catalogue)
        self._budget = Budget(store, now)
        self._rewrap = Rewrap(store, keyring, now)

    def recipe_of(self, caller: Caller) -> Recipe:
        """What the flags say, or what the tenant has chosen."""
        return self._recipes[self._routing.choice(caller.tenant, self._by_flags(caller))]

    def around(self, service: AnswerService) -> TenantAnswers:
        return TenantAnswers(
            service, self.recipe_of, self._prices, self._routing, self._budget, self._audit
        )

    def add_routes(self, app: FastAPI) -> None:
        add_prompts(app, self._catalogue, self._audit)
        add_routing(app, self._routing, self._catalogue, self._by_flags, self._audit)
        add_secrets(app, self._rewrap, self._audit)
        add_budget(app, self._budget, self._audit)
        add_export(app, self._catalogue, self._audit)

    def _by_flags(self, caller: Caller) -> Choice:
        return self._flags.choose(caller)  # asked each time: another file brings another one
