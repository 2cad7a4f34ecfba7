"""Prompt files: front matter in YAML, a body in Jinja2 with role lines.

Roles are split in the source, before anything is rendered, so a user's text cannot make a role.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import yaml
from jinja2.sandbox import SandboxedEnvironment
from pydantic import ValidationError

from .errors import StartError
from .model import Role
from .prompt_schema import FrontMatter

ROLES: dict[str, Role] = {"system": "system", "user": "user", "assistant": "assistant"}
ROLE_LINE = re.compile(rf"^\s*#?\s*({'|'.join(ROLES)})\s*(\[.*\])?\s*:\s*$", re.IGNORECASE)
REFERENCE = re.compile(r"\$\{(env|file):")
FENCE = "---"


class _FieldsFirst(SandboxedEnvironment):
    def getattr(self, obj: Any, attribute: str) -> Any:
        # `document.items` is a field called so, not the method of the dictionary that carries it.
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


JINJA = _FieldsFirst(
    undefined=jinja2.StrictUndefined,
    finalize=lambda value: "" if value is None else value,
    autoescape=False,  # a prompt is plain text
)


@dataclass(frozen=True)
class Part:
    role: Role
    text: str
    template: jinja2.Template | None  # None: there is nothing to fill in

    def render(self, values: Mapping[str, Any]) -> str:
        return self.template.render(values) if self.template else self.text


@dataclass(frozen=True)
class Prompt:
    spec: FrontMatter
    parts: tuple[Part, ...]

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def version(self) -> str:
        return self.spec.metadata.version


class _UniqueKeys(yaml.SafeLoader):
    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in seen:
                raise yaml.MarkedYAMLError(None, None, f"duplicate key {name}", key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep)


def load_prompt(path: Path) -> Prompt:
    """Read and check a prompt file; raise StartError that names the file and the key."""
    try:
        source = path.read_bytes().decode("utf-8-sig")
    except OSError as exc:
        raise StartError(f"{path}: not readable ({exc.strerror}); see PROMPTS_DIR.") from None
    except UnicodeDecodeError:
        raise StartError(f"{path}: not UTF-8; save it as UTF-8.") from None
    front, body, first_line = _split_front_matter(path, source.replace("\r\n", "\n").split("\n"))
    sections = _sections(path, body, first_line)
    parts = (Part(role, text, _compiled(path, at, text)) for role, at, text in sections if text)
    return Prompt(_front_matter(path, front), tuple(parts))


def _split_front_matter(path: Path, lines: list[str]) -> tuple[str, list[str], int]:
    if lines[0] != FENCE:
        raise StartError(f"{path}:1: no front matter; begin the file with a line '---'.")
    try:
        end = lines.index(FENCE, 1)
    except ValueError:
        raise StartError(f"{path}: the front matter is not closed; add a line '---'.") from None
    return "\n".join(lines[1:end]), lines[end + 1 :], end + 2


def _front_matter(path: Path, text: str) -> FrontMatter:
    if REFERENCE.search(text):
        raise StartError(f"{path}: ${{env:}} and ${{file:}} are not resolved; write the value.")
    try:
        return FrontMatter.model_validate(_UniqueKeys(text).get_single_data())
    except yaml.YAMLError as exc:
        mark, problem = getattr(exc, "problem_mark", None), getattr(exc, "problem", "bad character")
        line = mark.line + 2 if mark else 1
        raise StartError(f"{path}:{line}: not valid YAML ({problem}).") from None
    except ValidationError as exc:
        raise StartError("\n".join(_sentence(path, error) for error in exc.errors())) from None


def _sentence(path: Path, error: Any) -> str:
    key = ".".join(str(step) for step in error["loc"]) or "front matter"
    return f"{path}: {key}: {error['msg'].removeprefix('Value error, ')}."


def _sections(path: Path, body: list[str], first_line: int) -> Iterator[tuple[Role, int, str]]:
    role, start = ROLES["system"], first_line
    text: list[str] = []
    for number, line in enumerate(body, start=first_line):
        if not (marker := ROLE_LINE.match(line)):
            text.append(line)
            continue
        if marker[2]:
            raise StartError(f"{path}:{number}: role attributes are not supported, remove them.")
        yield role, start, "\n".join(text).strip()
        role, start, text = ROLES[marker[1].lower()], number, []
    yield role, start, "\n".join(text).strip()


def _compiled(path: Path, start: int, text: str) -> jinja2.Template | None:
    if "{" not in text:
        return None
    try:
        return JINJA.from_string(text)
    except jinja2.TemplateSyntaxError as exc:
        hint = "a block must begin and end in the same role"
        raise StartError(f"{path}:{start}: in this part: {exc.message}; {hint}.") from None
