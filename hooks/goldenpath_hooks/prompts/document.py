"""A prompt as every rule sees it, whichever format it was read from.

Places are positions in the file, so that a finding points at the text that a person must change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from goldenpath_hooks.findings import Place

START = Place()

Key = tuple[str | int, ...]
"""A way into a document, such as `("model", "options", "temperature")`."""


class Format(StrEnum):
    PROMPTY_V1 = "prompty-v1"
    PROMPTY_V2 = "prompty-v2"
    DOTPROMPT = "dotprompt"
    JINJA = "jinja"
    GITHUB_MODELS = "github-models"
    PROMPTFOO = "promptfoo"


class Engine(StrEnum):
    """What renders the text: told by the front matter or by the text, never by the name alone."""

    JINJA2 = "jinja2"
    NUNJUCKS = "nunjucks"
    HANDLEBARS = "handlebars"
    MUSTACHE = "mustache"
    NONE = "none"


@dataclass(frozen=True)
class Settings:
    """Data in YAML or JSON, with the place of each key and list item. `text` is its source."""

    data: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[Key, Place] = field(default_factory=dict)
    text: str = ""

    def get(self, *key: str | int) -> Any:
        """The value at a key, or None."""
        value: Any = self.data
        for step in key:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def at(self, *key: str | int) -> Place:
        """The place of a key, or of the nearest thing around it."""
        while key and key not in self.places:
            key = key[:-1]
        return self.places.get(key, Place())


MISSING: Any = object()
"""No default was given; None may be one."""


@dataclass(frozen=True)
class Field:
    """An input or an output. `kind` is the Prompty v2 word (string, integer, float, boolean,
    array, object, thread, image, file, audio) or whatever the file says; None when it says none.
    `required` is None where the file does not say. `schema` is the field as written."""

    name: str
    place: Place
    kind: str | None = None
    required: bool | None = None
    default: Any = MISSING
    example: Any = MISSING
    description: str = ""
    schema: Any = None


@dataclass(frozen=True)
class Use:
    """A variable that the template reads and does not set itself: its first name and whole path.

    `guarded`: every way to it asks first whether it is there (`{% if x %}`, `default`).
    `printed`: it may come to stand in the text; what a condition asks for does not.
    """

    name: str
    path: str
    place: Place
    guarded: bool = False
    printed: bool = True


@dataclass(frozen=True)
class Mark:
    """A construct of the template language: kind is filter, tag, test, call, helper, partial,
    operator or attribute; `name` is the filter's name, the tag's name and so on (of a call or an
    attribute the whole path: `x.items`, `loop.index`).

    Two more say that only rendering tells a message's role: `role-in-block`, a marker inside the
    block `name`, and `role-computed`, a line like `{{ m.role }}:`, whose path is `name`."""

    kind: str
    name: str
    place: Place


@dataclass(frozen=True)
class Template:
    """`text` is the source, `place` its first character, `uses` and `marks` in reading order."""

    engine: Engine
    text: str
    place: Place
    uses: tuple[Use, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Message:
    """A part of the prompt. `role` is lower case; "" where the text stands before any marker.
    `place` is that of the marker. `attributes` is what stands in brackets after the role."""

    role: str
    place: Place
    template: Template
    attributes: str = ""


@dataclass(frozen=True)
class Problem:
    """A file, or a part of it, that its own engine would refuse. `rule` is front-matter-syntax,
    template-syntax or prompt-format."""

    rule: str
    place: Place
    message: str
    remedy: str = ""


@dataclass(frozen=True)
class Prompt:
    """One prompt. `inputs` and `outputs` are None where the file declares none at all.

    `settings` is the front matter (Prompty, Dotprompt) or the document (GitHub Models, promptfoo),
    `outputs_schema` the JSON Schema of the answer where the file gives one, with its key in
    `settings`. `sample` holds the example values of Prompty v1, of GitHub Models' test data and so
    on. `model` is the model's id, `options` its parameters in Prompty v2's names (temperature,
    topP, topK, maxOutputTokens, seed, ...); `option_keys` says where each stands in `settings`.
    `body` is where the template begins.
    """

    path: str
    format: Format
    engine: Engine
    settings: Settings
    messages: tuple[Message, ...]
    name: str | None = None
    version: str | None = None
    description: str | None = None
    owner: str | None = None
    model: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    option_keys: Mapping[str, Key] = field(default_factory=dict)
    inputs: tuple[Field, ...] | None = None
    outputs: tuple[Field, ...] | None = None
    outputs_schema: Any = None
    outputs_key: Key = ()
    sample: Mapping[str, Any] = field(default_factory=dict)
    body: Place = START
    key: Key = ()
    """Where a file holds several prompts: the way to this one."""


@dataclass(frozen=True)
class Document:
    """A file: its prompts, and what is so wrong that a part could not be read. A prompt whose
    template or front matter cannot be read is not among `prompts`. `text` is without byte order
    mark and has LF for CRLF."""

    path: str
    text: str
    prompts: tuple[Prompt, ...] = ()
    problems: tuple[Problem, ...] = ()
