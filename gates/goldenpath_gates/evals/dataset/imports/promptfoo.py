"""Tests of a promptfoo configuration, or of a file of tests: YAML or JSON.

https://www.promptfoo.dev/docs/configuration/test-cases/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from goldenpath_hooks import files
from goldenpath_hooks.prompts.document import Key, Settings
from goldenpath_hooks.prompts.notations import yaml
from goldenpath_hooks.prompts.source import Source

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.dataset.imports import assertions
from goldenpath_gates.evals.dataset.imports.assertions import Lost, filled
from goldenpath_gates.evals.dataset.imports.found import Found, Origin, case, chosen

TAKEN = ("description", "vars", "assert", "metadata")
ELSEWHERE = "it stands in another file, which is not opened; import that file itself"
SCENARIOS = "scenarios are not unfolded; write each as a test"


def read(path: str, name: str | None) -> Iterator[Found]:
    """Each test with its `defaultTest`. No file that it names is opened, and no code is run."""
    settings = _settings(path)
    whole = settings.data if isinstance(settings.data, dict) else {"tests": settings.data}
    default, tests = whole.get("defaultTest", {}), whole.get("tests", [])
    if "scenarios" in whole:
        yield _lost(path, settings, "scenarios", SCENARIOS)
    if not isinstance(default, dict):
        yield _lost(path, settings, "defaultTest", ELSEWHERE)
        default = {}
    before: Key = () if isinstance(settings.data, list) else ("tests",)
    for index, test in enumerate(tests if isinstance(tests, list) else [tests]):
        key = (*before, index) if isinstance(tests, list) else before
        yield _Test(path, settings, key, test, default).found(name)


def _settings(path: str) -> Settings:
    try:
        source = Source(path, files.text(path).replace("\r\n", "\n"))
    except files.Unreadable as error:
        raise IncompleteError(str(error.finding)) from None
    located = yaml.read(source)
    if located.problems:
        problem = located.problems[0]
        place = f"{path}:{problem.place.line}:{problem.place.column}"
        raise IncompleteError(f"{place}: import {problem.message}; mend the file")
    return located.settings


def _lost(path: str, settings: Settings, key: str, why: str) -> Found:
    origin = Origin("promptfoo", path, settings.at(key).line)
    return Found(findings=[origin.finding(f"{key}: {why}")])


@dataclass(frozen=True)
class _Test:
    """`key` is the way to it in the file, `default` what is true of every test."""

    path: str
    settings: Settings
    key: Key
    test: Any
    default: Mapping[str, Any]

    def found(self, name: str | None) -> Found:
        origin = Origin("promptfoo", self.path, self.line())
        try:
            variables = self.variables()
            given = chosen(variables, name)
        except Lost as why:
            return Found(findings=[origin.finding(f"this test is left out: {why}")])
        parts, lost = assertions.read(self.assertions(), variables)
        said = [(self.line("assert", index), why) for index, why in lost.items()]
        said += [(self.line(key), f"{key}: {assertions.UNKNOWN}") for key in self.others()]
        besides: dict[str, Any] = {"not_imported": [why for _, why in said]} if said else {}
        if len(variables) > 1 and given != variables:
            besides["variables"] = variables
        title = self.test.get("description")
        body = case(
            origin,
            given,
            parts,
            title=title if isinstance(title, str) else "",
            tags=tags(self.merged("metadata")),
            **besides,
        )
        return Found(body, [origin.finding(why, line) for line, why in said])

    def line(self, *key: str | int) -> int:
        return self.settings.at(*self.key, *key).line

    def merged(self, name: str) -> dict[str, Any]:
        default, own = self.default.get(name) or {}, self.test.get(name) or {}
        if not isinstance(default, dict) or not isinstance(own, dict):
            raise Lost(f"{name}: {ELSEWHERE}")
        return {**default, **own}

    def variables(self) -> dict[str, Any]:
        if not isinstance(self.test, dict):
            raise Lost(ELSEWHERE)
        variables = self.merged("vars")
        for name, value in variables.items():
            if isinstance(value, list):
                raise Lost(f"{name} has several values; write a test for each")
        return {name: filled(value, variables) for name, value in variables.items()}

    def assertions(self) -> list[Any]:
        """Its own come first, so that an index is a place in the file."""
        both = [part.get("assert") or [] for part in (self.test, self.default)]
        return [one for part in both for one in (part if isinstance(part, list) else [part])]

    def others(self) -> list[str]:
        return [str(key) for key in self.test if key not in TAKEN]


def tags(metadata: Mapping[str, Any]) -> Iterator[str]:
    """`{category: math}` is the tag `category:math`; what stands under `tags` is tags already."""
    for name, value in metadata.items():
        for one in value if isinstance(value, list) else [value]:
            yield str(one) if name == "tags" else f"{name}:{one}"
