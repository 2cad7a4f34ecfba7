"""The bodies of the API."""

from pydantic import BaseModel, ConfigDict, Field


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


class AnswerInfo(BaseModel):
    """All about an answer but its text; the last event of a stream."""

    id: str
    model: str = Field(description="the model that answered")
    provider: str
    stub: bool = Field(description="true: no model was asked, the text says nothing about quality")
    prompt: PromptVersion
    usage: TokenUsage
    cost_usd: float


class Answer(AnswerInfo):
    answer: str


class Status(BaseModel):
    status: str
