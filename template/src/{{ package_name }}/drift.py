"""Whether the model that answered is the one that was asked for."""

import re
from functools import lru_cache

# A pinned version of a name: -2025-04-14, -20250414, @20250414, -0613, -001.
VERSION = re.compile(r"[-@](\d{4}-\d\d-\d\d|\d{8}|\d{6}|\d{3,4})")
NEWEST = "-latest"


def same_model(asked: str, answered: str) -> bool:
    """A name may be answered by a version of it, a version by nothing but itself."""
    return asked == answered or _is_version(asked.removesuffix(NEWEST), answered)


@lru_cache(maxsize=256)
def _is_version(asked: str, answered: str) -> bool:
    return answered.startswith(asked) and bool(VERSION.fullmatch(answered, len(asked)))
