"""What synthetic names and texts are made of. Nobody is called so."""

from __future__ import annotations

import json
from importlib.resources import files

_WORDS = json.loads(files(__package__).joinpath("words.json").read_text("utf-8"))
QUALITIES, CREATURES, FILLERS = (
    tuple[str, ...](_WORDS[kind]) for kind in ("qualities", "creatures", "fillers")
)
