"""Instructions, and the stages that they belong to."""

from __future__ import annotations

import re
from collections import ChainMap
from dataclasses import dataclass, field
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.dockerfile import lines, words

MAX_CHARACTERS = 200_000
MAX_PUT_IN = 2_000_000
"""Characters of all arguments, with the variables put in."""
MAX_STAGES = 500
LONGEST = 1000
"""Characters of a variable that is put in; a longer one stays a name, or it doubled without end."""
NAMES = re.compile(
    "ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL"
    "|STOPSIGNAL|USER|VOLUME|WORKDIR"
)
WITH_FLAGS = frozenset(("ADD", "COPY", "FROM", "HEALTHCHECK", "RUN"))
AS_WRITTEN = frozenset(("CMD", "ENTRYPOINT", "HEALTHCHECK", "RUN", "SHELL"))
"""The builder puts no variables in."""


def contents(text: str, path: str) -> dict[str, Any]:
    """`instructions` and `stages`, as the rules see them. Raises IncompleteError.

    An instruction has `name`, `flags` (lists, by name), `value` (its text behind the flags, with
    what is in heredocs), `arguments` (words, with the variables put in that are known), `line`,
    `stage` (None before the first) and `onbuild`. A stage has `name`, `image`, `line` and `chain`:
    its index, that of the stage that it starts from, and so on."""
    if len(text) > MAX_CHARACTERS:
        raise IncompleteError(f"{path}: {len(text)} characters are too many, split the Dockerfile")
    written = re.split(r"\r?\n", text.removeprefix("\ufeff"))
    build = _Build(path, lines.escape_of(written))
    for number, line, body in lines.logical(written, build.escape, path):
        build.add(number, line, body)
    if not build.stages:
        raise IncompleteError(f"{path}: it has no FROM, name the image that it starts from")
    return {"instructions": build.instructions, "stages": build.stages}


Variables = ChainMap[str, str]
"""ENV, which counts, and ARG."""


def _copied(variables: Variables) -> Variables:
    return ChainMap(*(dict(part) for part in variables.maps))


@dataclass
class _Build:
    path: str
    escape: str
    instructions: list[dict[str, Any]] = field(default_factory=list)
    stages: list[dict[str, Any]] = field(default_factory=list)
    variables: list[Variables] = field(default_factory=list)
    """Of each stage."""
    outside: Variables = field(default_factory=lambda: ChainMap({}, {}))
    """Above the first stage: FROM sees them, and a stage that asks for one by name."""
    put_in: int = 0
    names: dict[str, int] = field(default_factory=dict)
    """Of stages, with their index."""

    def add(self, line: int, text: str, body: str) -> None:
        name, text = words.name_and_rest(text)
        onbuild = name == "ONBUILD"
        if onbuild:
            name, text = words.name_and_rest(text)
        if not NAMES.fullmatch(name):
            raise self._wrong(line, f"{name[:40]} is no instruction, write one that Docker knows")
        if not self.stages and name not in ("ARG", "FROM"):
            raise self._wrong(line, f"{name} comes before FROM, write it below")
        flags, value = words.flags_and_rest(text) if name in WITH_FLAGS else ({}, text)
        arguments = self._arguments(name, value)
        self.put_in += sum(map(len, arguments))
        if self.put_in > MAX_PUT_IN:
            raise self._wrong(line, "its variables hold too much text, shorten them")
        if name == "FROM":
            self._start(line, arguments)
        elif name in ("ARG", "ENV") and not onbuild:
            self._define(name, arguments)
        row = {"name": name, "flags": flags, "value": value + body, "arguments": arguments}
        stage = len(self.stages) - 1 if self.stages else None
        self.instructions.append(row | {"line": line, "stage": stage, "onbuild": onbuild})

    @property
    def _known(self) -> Variables:
        return self.variables[-1] if self.stages else self.outside

    def _arguments(self, name: str, value: str) -> list[str]:
        listed = words.json_list(value)
        if name in AS_WRITTEN:
            return listed or ([value] if value else [])
        plain = words.pairs(value) if name in ("ENV", "LABEL") else words.WORD.findall(value)
        known = self.outside if name == "FROM" else self._known
        return [words.expanded(word, known, self.escape) for word in listed or plain]

    def _start(self, line: int, arguments: list[str]) -> None:
        if len(arguments) not in (1, 3):
            raise self._wrong(line, "FROM takes `IMAGE` or `IMAGE AS NAME`, write one of these")
        index = len(self.stages)
        if index == MAX_STAGES:
            raise self._wrong(line, f"{MAX_STAGES} stages are enough, split the Dockerfile")
        image, name = arguments[0], arguments[-1].lower() if arguments[1:] else ""
        parent = self.names.get(image.lower())
        chain = [index] if parent is None else [index, *self.stages[parent]["chain"]]
        self.variables.append(
            ChainMap({}, {}) if parent is None else _copied(self.variables[parent])
        )
        self.stages.append({"name": name, "image": image, "line": line, "chain": chain})
        if name:
            self.names[name] = index

    def _define(self, name: str, arguments: list[str]) -> None:
        target = self._known.maps[name == "ARG"]
        for word in arguments:
            key, equals, value = word.partition("=")
            if not equals and key in self.outside:
                value = self.outside[key]
            elif not equals or len(value) > LONGEST:
                target.pop(key, None)
                continue
            target[key] = value

    def _wrong(self, line: int, message: str) -> IncompleteError:
        return IncompleteError(f"{self.path}:{line}:1: {message}")
