"""The front matter of a prompt file: the part of Prompty v2 that this service understands."""

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic.alias_generators import to_camel

from .model import Options

NUMBER = r"(0|[1-9]\d*)"
SEMVER = rf"^{NUMBER}\.{NUMBER}\.{NUMBER}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$"

Text = Annotated[str, StringConstraints(strict=True, min_length=1)]


class Metadata(BaseModel):
    version: Annotated[Text, StringConstraints(pattern=SEMVER)]
    owner: Text


class ModelOptions(BaseModel):
    # An option that the model port cannot pass on would be lost without a word.
    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, strict=True)

    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, ge=0, le=1)
    frequency_penalty: float | None = Field(default=None, ge=-2, le=2)
    presence_penalty: float | None = Field(default=None, ge=-2, le=2)
    seed: int | None = None
    stop_sequences: list[Text] | None = None
    max_output_tokens: int | None = Field(default=None, ge=1)

    def port_options(self) -> Options:
        values = self.model_dump(exclude={"stop_sequences"})
        return Options(**values, stop=tuple(self.stop_sequences) if self.stop_sequences else None)


def _as_mapping(value: Any) -> Any:
    return {"id": value} if isinstance(value, str) else value


class ModelSpec(BaseModel):
    id: Text
    apiType: Literal["chat"] = "chat"
    connection: None = None  # the connection comes from the settings, keys never from a file
    options: ModelOptions = ModelOptions()


class Input(BaseModel):
    kind: Literal["string", "integer", "float", "boolean", "array", "object"]
    required: bool = False
    default: Any = None
    enumValues: list[Any] | None = None


KINDS: dict[type, str] = {str: "string", bool: "boolean", int: "integer", float: "float"}


def _inputs_by_name(value: Any) -> Any:
    if isinstance(value, list):
        names = [entry.get("name") if isinstance(entry, dict) else None for entry in value]
        if not all(isinstance(name, str) for name in names) or len(set(names)) < len(names):
            raise ValueError("each entry needs a name of its own")
        value = dict(zip(names, value, strict=True))
    if not isinstance(value, dict):
        return value
    return {name: _spelled_out(entry) for name, entry in value.items()}


def _spelled_out(entry: Any) -> Any:
    kind = KINDS.get(type(entry))
    return {"kind": kind, "default": entry} if kind else entry


class Format(BaseModel):
    kind: Literal["jinja2"] = "jinja2"


class Parser(BaseModel):
    kind: Literal["prompty"] = "prompty"


class Template(BaseModel):
    format: Format = Format()
    parser: Parser = Parser()


class FrontMatter(BaseModel):
    name: Text
    description: str = ""
    metadata: Metadata
    model: Annotated[ModelSpec, BeforeValidator(_as_mapping)]
    inputs: Annotated[dict[str, Input], BeforeValidator(_inputs_by_name)] = {}
    template: Template = Template()

    @model_validator(mode="before")
    @classmethod
    def refuse_what_would_be_ignored(cls, data: Any) -> Any:
        for key in ("outputs", "tools"):
            if isinstance(data, dict) and data.get(key):
                raise ValueError(f"{key} are not supported by this service, remove them")
        return data
