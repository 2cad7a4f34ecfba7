"""The flags of this service, as the flags file holds them: in flagd's format.

Only what the service asks for is read here; other flags may stand beside it.
"""

from pathlib import Path
from typing import Any, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from .errors import StartError

RAMP = "ramp"  # the variant that a ramp leads to, written by `goldenpath flags switch`


class Choice(NamedTuple):
    """A value of each flag."""

    prompt: str
    model: str
    knowledge_index: str
    cheap_mode: bool


class Flag(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)

    state: Literal["ENABLED", "DISABLED"]
    variants: dict[str, Any]
    default_variant: str = Field(alias="defaultVariant")
    targeting: dict[str, Any] = {}
    metadata: dict[str, str | int | float | bool] = {}

    @model_validator(mode="after")
    def variants_are_known(self) -> Self:
        for name in (self.default_variant, self.metadata.get(RAMP, self.default_variant)):
            if name not in self.variants:
                raise ValueError(f"no variant is called {name!r}")
        return self

    @property
    def default(self) -> Any:
        return self.variants[self.default_variant]

    @property
    def goal(self) -> Any:
        """The value that everybody gets in the end."""
        return self.variants[str(self.metadata.get(RAMP, self.default_variant))]

    @property
    def decides(self) -> bool:
        """Whether it depends on the request."""
        return self.state == "ENABLED" and bool(self.targeting)


class TextFlag(Flag):
    variants: dict[str, str] = Field(min_length=1)


class SwitchFlag(Flag):
    variants: dict[str, bool] = Field(min_length=1)


class Flags(BaseModel):
    """The fields are those of a Choice; their aliases are the flags' keys."""

    model_config = ConfigDict(strict=True, frozen=True)

    prompt: TextFlag
    model: TextFlag
    knowledge_index: TextFlag = Field(alias="index")
    cheap_mode: SwitchFlag = Field(alias="cheap-mode")

    @classmethod
    def key(cls, field: str) -> str:
        return cls.model_fields[field].alias or field

    def flag(self, field: str) -> Flag:
        flag: Flag = getattr(self, field)
        return flag

    @property
    def default(self) -> Choice:
        return Choice(*(self.flag(field).default for field in Choice._fields))

    @property
    def goal(self) -> Choice:
        return Choice(*(self.flag(field).goal for field in Choice._fields))

    def values(self, field: str) -> list[Any]:
        """What the variants of a flag stand for, each once."""
        return list(dict.fromkeys(self.flag(field).variants.values()))


class FlagFile(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)

    flags: Flags


def read_flags(path: Path) -> tuple[Flags, str]:
    """Return the flags and the text they stand in; raise StartError that names file and key."""
    try:
        text = path.read_bytes().decode()
        return FlagFile.model_validate_json(text).flags, text
    except OSError as exc:
        raise StartError(f"{path}: not readable ({exc.strerror}); see FLAGS_FILE.") from None
    except UnicodeDecodeError:
        raise StartError(f"{path}: not UTF-8; save it as UTF-8.") from None
    except ValidationError as exc:
        raise StartError("\n".join(_sentence(path, error) for error in exc.errors())) from None


def _sentence(path: Path, error: Any) -> str:
    key = ".".join(str(step) for step in error["loc"]) or "flags"
    return f"{path}: {key}: {error['msg'].removeprefix('Value error, ')}."
