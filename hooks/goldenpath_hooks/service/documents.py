"""Settings that a hook checks, read from TOML, YAML or JSON: data, and where each key stands."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import PurePath

from goldenpath_hooks import files
from goldenpath_hooks.findings import Finding, Place
from goldenpath_hooks.formats import jsontext
from goldenpath_hooks.prompts.document import Settings

END_OF_DOCUMENT = re.compile(r"^---(?=\s|\Z)", re.M)
TOO_DEEP = "the values are nested too deeply"
TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


class Malformed(Exception):
    """The text is not in the notation that the file's name promises."""

    def __init__(self, at: Place, message: str) -> None:
        super().__init__(message)
        self.at = at


def read(rule: str, path: str) -> tuple[str, list[Settings], list[Finding]]:
    """The text of a file, its documents, and a finding where it cannot be read."""
    text = ""
    try:
        text = files.text(path).replace("\r\n", "\n")
        return text, list(NOTATIONS[PurePath(path).suffix](text)), []
    except files.Unreadable as error:
        return text, [], [error.finding]
    except Malformed as error:
        return text, [], [Finding(path, error.at, rule, str(error), "mend the file")]


def _toml(text: str) -> Iterator[Settings]:
    import tomllib

    from goldenpath_hooks.service import tomltext

    try:
        data = tomllib.loads(text)
    except RecursionError:
        raise Malformed(Place(), TOO_DEEP) from None
    except tomllib.TOMLDecodeError as error:
        numbers = TOML_PLACE.search(str(error))
        end = (text.count("\n") + 1, 1)
        line, column = map(int, numbers.groups()) if numbers else end
        message = str(error).partition(" (at ")[0]
        raise Malformed(Place(line, column), message[:1].lower() + message[1:]) from None
    yield Settings(data, tomltext.places(text), text)


def _json(text: str) -> Iterator[Settings]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        message = error.msg[:1].lower() + error.msg[1:]
        raise Malformed(Place(error.lineno, error.colno), message) from None
    except RecursionError:
        raise Malformed(Place(), TOO_DEEP) from None
    except ValueError as error:  # a number of thousands of digits
        raise Malformed(Place(), str(error).partition(";")[0]) from None
    yield Settings(data, {key: jsontext.place(text, at) for key, at in jsontext.keys(text)}, text)


def _yaml(text: str) -> Iterator[Settings]:
    from goldenpath_hooks.prompts.notations import yaml
    from goldenpath_hooks.prompts.source import Source

    source = Source("", text)
    bounds = [0, *(match.start() for match in END_OF_DOCUMENT.finditer(text)), len(text)]
    for start, end in pairwise(bounds):
        located = yaml.read(source, start, end)
        if located.problems:
            problem = located.problems[0]
            raise Malformed(problem.place, problem.message)
        if located.settings.data is not None:
            yield located.settings


NOTATIONS: Mapping[str, Callable[[str], Iterator[Settings]]] = {
    ".toml": _toml,
    ".json": _json,
    ".yaml": _yaml,
    ".yml": _yaml,
}
