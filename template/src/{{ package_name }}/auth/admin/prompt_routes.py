"""The prompt templates that are loaded, for those who may read them."""

from typing import Annotated

from fastapi import FastAPI, Path
from pydantic import BaseModel, Field

from ...api import LIMITED_ROUTE
from ...problems import documented
from ..audit import Audit
from ..refusals import Refused
from ..routes import NEVER_STORED, Asks
from .catalogue import Catalogue, PromptFile

PromptName = Annotated[str, Path(max_length=256, examples=["answer.prompty"])]


class LoadedPrompt(BaseModel):
    name: str = Field(description="what flags and routing call it")
    version: str
    digest: str = Field(description="SHA-256 of the file, in hexadecimal digits")


class Prompts(BaseModel):
    prompts: list[LoadedPrompt]


class PromptSource(LoadedPrompt):
    source: str


def add_prompts(app: FastAPI, catalogue: Catalogue, audit: Audit) -> None:
    prompts = catalogue.prompts  # as they were loaded, whatever the folder holds later

    @app.get("/v1/admin/prompts", dependencies=NEVER_STORED, responses=documented(*LIMITED_ROUTE))
    async def list_prompts(asks: Asks) -> Prompts:
        with audit.of("prompts-listed", asks):
            return Prompts(prompts=[_version(each) for each in prompts.values()])

    @app.get(
        "/v1/admin/prompts/{name}",
        dependencies=NEVER_STORED,
        responses=documented("not-found", "invalid-request", *LIMITED_ROUTE),
    )
    async def read_prompt(name: PromptName, asks: Asks) -> PromptSource:
        with audit.of("prompt-read", asks) as said:
            said["prompt"] = name
            if (found := prompts.get(name)) is None:
                raise Refused("not-found", "prompt-unknown")
            return PromptSource(**_version(found).model_dump(), source=found.source)


def _version(prompt: PromptFile) -> LoadedPrompt:
    return LoadedPrompt(name=prompt.name, version=prompt.version, digest=prompt.digest)
