"""The formats as plugins of detect-secrets: `detect-secrets scan -p <this file>` knows them too.

One class for each row of the table; each reports what the search finds of its format, so that a key
is judged alike by both tools. `detect-secrets` asks every plugin about every line: the search runs
once for a line and its surroundings, which is what a key without a shape of its own needs.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from functools import lru_cache
from typing import Any

from detect_secrets.core.potential_secret import PotentialSecret
from detect_secrets.plugins.base import RegexBasedDetector

from goldenpath_hooks.keys import Key, find
from goldenpath_hooks.keys.formats import FORMATS, Format


class KeyDetector(RegexBasedDetector):
    """Without a `secret_type` it counts as abstract, and is not run itself."""

    format: Format

    def analyze_string(self, string: str) -> Generator[str, None, None]:
        for key in _keys(string):
            if key.format == self.format.id:
                yield key.value

    def analyze_line(
        self, filename: str, line: str, line_number: int = 0, context: Any = None, **kwargs: Any
    ) -> set[PotentialSecret]:
        lines = list(context) if context else [line]
        at = context.target_index if context else 0
        start = sum(len(before) + 1 for before in lines[:at])
        return {
            PotentialSecret(self.format.provider, filename, key.value, line_number)
            for key in _keys("\n".join(lines))
            if key.format == self.format.id and start <= key.start <= start + len(line)
        }


@lru_cache(maxsize=2)
def _keys(text: str) -> tuple[Key, ...]:
    return tuple(find(text))


def _detector(format: Format) -> type[KeyDetector]:
    name = "".join(part.capitalize() for part in format.id.split("-")) + "Detector"
    body = {
        "format": format,
        "secret_type": format.provider,
        "denylist": (re.compile(format.pattern),),
        "__doc__": f"{format.provider}: {format.source}",
        "__module__": __name__,
    }
    return type(name, (KeyDetector,), body)


# detect-secrets takes the classes that it finds among the module's names.
globals().update(
    {detector.__name__: detector for detector in map(_detector, FORMATS) if detector.format.pattern}
)
