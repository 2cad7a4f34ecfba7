"""What this process has loaded: prompts, models and indexes, and what a tenant may choose from."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ...flag_file import Choice, Flags
from ...recipes import Recipe

CHOSEN = ("prompt", "model", "knowledge_index")
"""What a tenant may choose. Cheap mode stays with whoever runs the service."""


@dataclass(frozen=True, slots=True)
class PromptFile:
    """`name` is what flags and routing call it."""

    name: str
    version: str
    digest: str
    source: str


@dataclass(frozen=True)
class Catalogue:
    prompts_dir: Path
    flags: Flags
    recipes: Mapping[Choice, Recipe]

    @cached_property
    def prompts(self) -> dict[str, PromptFile]:
        versions = {choice.prompt: made.prompt.version for choice, made in self.recipes.items()}
        return {name: _read(self.prompts_dir / name, name, versions[name]) for name in versions}

    @property
    def choices(self) -> dict[str, list[str]]:
        return {field: self.flags.values(field) for field in CHOSEN}

    def options(self, prompt: str) -> dict[str, Any]:
        made = next(made for choice, made in self.recipes.items() if choice.prompt == prompt)
        return made.prompt.spec.model.options.model_dump(by_alias=True, exclude_none=True)


def _read(path: Path, name: str, version: str) -> PromptFile:
    source = path.read_bytes()
    return PromptFile(name, version, hashlib.sha256(source).hexdigest(), source.decode("utf-8-sig"))
