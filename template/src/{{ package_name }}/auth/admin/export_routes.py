"""All that answers are made with, as one document: prompts, models, options and flags.

Settings are left out, for some are secret; so are the rules of the flags, for they name tenants.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI
from pydantic import AwareDatetime, BaseModel, Field

from ... import about
from ...api import LIMITED_ROUTE
from ...flag_file import Choice
from ...problems import documented
from ..audit import Audit
from ..routes import NEVER_STORED, Asks
from .catalogue import Catalogue
from .prompt_routes import PromptSource


class ExportedPrompt(PromptSource):
    options: dict[str, Any]


class ExportedModel(BaseModel):
    name: str
    provider: str


class ExportedFlag(BaseModel):
    variants: dict[str, str | bool]
    default_variant: str


class Export(BaseModel):
    service: str
    version: str
    exported_at: AwareDatetime
    prompts: list[ExportedPrompt]
    models: list[ExportedModel]
    knowledge_indexes: list[str]
    flags: dict[str, ExportedFlag] = Field(description="by key, without their rules")


def add_export(
    app: FastAPI, catalogue: Catalogue, audit: Audit, now: Callable[[], float] = time.time
) -> None:
    @app.get(
        "/v1/admin/models/export",
        dependencies=NEVER_STORED,
        responses=documented(*LIMITED_ROUTE),
    )
    async def export_models(asks: Asks) -> Export:
        with audit.of("models-exported", asks):
            return _export(catalogue, datetime.fromtimestamp(now(), UTC))


def _export(catalogue: Catalogue, at: datetime) -> Export:
    models = {(made.model.name, made.model.provider) for made in catalogue.recipes.values()}
    return Export(
        service=about.NAME,
        version=about.VERSION,
        exported_at=at,
        prompts=[_prompt(catalogue, name) for name in catalogue.prompts],
        models=[ExportedModel(name=name, provider=provider) for name, provider in sorted(models)],
        knowledge_indexes=catalogue.choices["knowledge_index"],
        flags={catalogue.flags.key(field): _flag(catalogue, field) for field in Choice._fields},
    )


def _prompt(catalogue: Catalogue, name: str) -> ExportedPrompt:
    prompt = catalogue.prompts[name]
    return ExportedPrompt(
        name=name,
        version=prompt.version,
        digest=prompt.digest,
        source=prompt.source,
        options=catalogue.options(name),
    )


def _flag(catalogue: Catalogue, field: str) -> ExportedFlag:
    flag = catalogue.flags.flag(field)
    return ExportedFlag(variants=flag.variants, default_variant=flag.default_variant)
