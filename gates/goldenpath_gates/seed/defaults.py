"""Where things are in a service. It imports nothing of weight, for `--help` asks for it."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from goldenpath_gates.environments.spec import Size

RECIPE = Path("seed/seed.yaml")
RULES = Path("seed/masking.yaml")
SIZES: tuple[Size, ...] = get_args(Size)
