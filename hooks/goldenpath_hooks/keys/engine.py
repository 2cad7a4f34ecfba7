"""detect-secrets' own plugins, for the formats that they know well.

Importing it costs a quarter of a second, two thirds of it for `requests`, which serves only to ask
providers whether a key works. So it is imported when a literal of such a format is met, and
`requests` only if anything ever touches it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any


class OnDemand(ModuleType):
    """Stands in for a module until something is asked of it.

    `importlib.util.LazyLoader` gives way too early: importing a module twice reads its `__spec__`.
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        sys.modules.pop(self.__name__, None)
        return getattr(import_module(self.__name__), name)


@cache
def patterns(plugin: str) -> Sequence[Any]:
    """The denylist of the one detector in `detect_secrets.plugins.<plugin>`."""
    sys.modules.setdefault("requests", OnDemand("requests"))
    module = import_module(f"detect_secrets.plugins.{plugin}")
    own = (item for item in vars(module).values() if isinstance(item, type))
    detector = next(item for item in own if item.__module__ == module.__name__)
    return tuple(detector.denylist)  # type: ignore[attr-defined]
