"""The cases beside the rules, and the engines that must agree about them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from goldenpath_gates.policy import team
from goldenpath_gates.policy.document import Document, to_input
from goldenpath_gates.policy.engine import conftest, wasm
from goldenpath_gates.policy.engine.own import Module
from goldenpath_gates.policy.engine.payload import encode
from goldenpath_gates.policy.findings import Found, parse
from goldenpath_gates.policy.rules import Rule, in_folder

from tests.support import ROOT, require

POLICIES = ROOT / "policies"
REGO = POLICIES / "rego"
DATA = POLICIES / "data"
WASM = POLICIES / "policies.wasm"
MARK = "case: "
# One call of conftest has one policy: this hands each input its own, by its number.
BY_INPUT = f"""package cases

deny contains object.union(finding, {{"id": concat("", ["{MARK}", finding.id])}}) if {{
	some finding in data.main.deny with data.policy as data.policy.by_input[input.number]
}}
"""
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Case:
    """A row of `NAME.yaml`: what is judged, by which policy, and where the rule finds something."""

    rule: str
    side: str
    name: str
    documents: Sequence[Mapping[str, Any]]
    policy: Mapping[str, Any]
    at: frozenset[Place]

    def __str__(self) -> str:
        return f"{self.rule}: {self.side}: {self.name}"

    @property
    def input(self) -> dict[str, Any]:
        return to_input(Document(**document) for document in self.documents)

    def places(self, found: Sequence[Found]) -> frozenset[Place]:
        """Where its own rule found something."""
        return frozenset((one.path, *one.at) for one in found if one.rule == self.rule)


@cache
def rules() -> tuple[Rule, ...]:
    return tuple(in_folder(REGO))


@cache
def cases() -> tuple[Case, ...]:
    return tuple(case for rule in rules() for case in cases_of(rule))


DEFAULTS = team.defaults()


def cases_of(rule: Rule) -> Iterator[Case]:
    for side in ("bad", "good"):
        for row in rule.cases.get(side, ()):
            places = frozenset(map(tuple, row.get("at", ())))
            policy = team.merged(DEFAULTS, row.get("policy", {}))
            yield Case(rule.id, side, row["name"], row["documents"], policy, places)


def by_wasm(asked: Any, policy: Mapping[str, Any], path: Path = WASM) -> list[Found]:
    return parse(wasm.deny(encode(asked), policy, path))


def by_conftest(
    asked: Sequence[Mapping[str, Any]], policies: Sequence[Mapping[str, Any]]
) -> list[set[Found]]:
    """What each input has by its own policy, all in one call."""
    payloads = [encode({**one, "number": str(number)}) for number, one in enumerate(asked)]
    data = {"by_input": {str(number): policy for number, policy in enumerate(policies)}}
    own = [Module("policies/rego/cases.rego", BY_INPUT, "cases")]
    found = conftest.judge(tool("conftest"), payloads, data, own)
    return [{_unmarked(one) for one in row if one.rule.startswith(MARK)} for row in found]


def _unmarked(found: Found) -> Found:
    return Found(found.rule.removeprefix(MARK), found.path, found.text, found.at, found.document)


def tool(name: str) -> str:
    program = shutil.which(name)
    require(program, name)
    return str(program)


def run(*command: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    env = os.environ | {
        "GOGC": "400"
    }  # the tracing of a test leaves more than it is worth to collect
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def load(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
