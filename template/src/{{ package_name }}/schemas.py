"""The bodies of the API."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class Question(BaseModel):
    # Strict: the schema says boolean, so "yes" is refused rather than guessed.
    model_config = ConfigDict(strict=True, extra="forbid")

    question: str = Field(min_length=1, max_length=4000)
    stream: bool = Field(default=False, description="true: server-sent events, not one document")


class PromptVersion(BaseModel):
    name: str
    version: str


class TokenUsage(BaseModel):
    input_tokens: int
    output_tokens: int


@dataclass  # made by us only, so nothing of it needs to be checked
class RetrievedDocument:
    id: str
    score: Annotated[float, Field(description="compares within one answer only")]


class AnswerInfo(BaseModel):
    """All about an answer but its text; the last event of a stream."""

    id: str
    created_at: AwareDatetime
    model: str = Field(description="the model that answered")
    provider: str
    stub: bool = Field(description="true: no model was asked, the text says nothing about quality")
    prompt: PromptVersion
    usage: TokenUsage
    cost_usd: float
    documents: list[RetrievedDocument] = Field(description="what was retrieved, best first")
    citations: list[str] = Field(description="ids of the documents that the text cites, in order")


class Answer(AnswerInfo):
    answer: str


class Receipt(BaseModel):
    status: Literal["accepted", "duplicate"] = Field(
        description="duplicate: it was accepted before, and had no effect again"
    )


class Status(BaseModel):
    status: str
