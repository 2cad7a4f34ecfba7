"""Test your own rules against the cases beside them, by the real conftest."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldenpath_gates.errors import UsageError
from goldenpath_gates.policy.settings import RULES

if TYPE_CHECKING:
    from goldenpath_gates.policy.findings import Found
    from goldenpath_gates.policy.rules import Rule

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Case:
    rule: Rule
    name: str
    documents: list[dict[str, Any]]
    policy: Mapping[str, Any]
    expected: frozenset[Place]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", default=f"{RULES}/rego", help="default: policies/rego")


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import console
    from goldenpath_gates.policy import judgement, team
    from goldenpath_gates.policy.engine import provision
    from goldenpath_gates.policy.rules import in_folder

    root, folder = Path.cwd(), Path(args.folder)
    rules = list(in_folder(root / folder))
    if not rules:
        raise UsageError(
            f"{folder} has no rule with METADATA: docs/policies/own-rules.md shows one"
        )
    program = provision.conftest(os.environ, needed=True)
    data = judgement.data_of(root, team.read(root))
    wrong = list(_judged(str(program), [case for rule in rules for case in _cases(rule)], data))
    wrong += [said for rule in rules for said in _lacking(rule)]
    for sentence in wrong:
        console.say(sentence)
    failed = {sentence.partition(":")[0] for sentence in wrong}
    for rule in rules:
        if rule.id not in failed:
            console.say(f"{rule.id}: {sum(map(len, rule.cases.values()))} cases as expected")
    return int(bool(wrong))


def _cases(rule: Rule) -> Iterator[Case]:
    for side in ("bad", "good"):
        for case in rule.cases.get(side, ()):
            expected = frozenset(tuple(place) for place in case.get("at", ()))
            name = f"{side}: {case['name']}"
            yield Case(rule, name, case["documents"], case.get("policy", {}), expected)


def _lacking(rule: Rule) -> Iterator[str]:
    for side in ("bad", "good"):
        if not rule.cases.get(side):
            yield f"{rule.id}: has no {side} case in {rule.file and rule.file.with_suffix('.yaml')}"


def _judged(program: str, cases: Iterable[Case], data: Mapping[str, Any]) -> Iterator[str]:
    """One run of conftest for all cases that share a policy."""
    from goldenpath_gates.policy import team
    from goldenpath_gates.policy.engine import conftest, own, payload

    def by_policy(case: Case) -> str:
        return json.dumps(case.policy, sort_keys=True)

    for _, group in groupby(sorted(cases, key=by_policy), by_policy):
        alike = list(group)
        files = {case.rule.file for case in alike}
        modules = [
            module for file in files if file for module in own.rules(Path.cwd(), file.parent)
        ]
        inputs = [payload.encode({"documents": case.documents}) for case in alike]
        merged = team.merged(data, alike[0].policy)
        found = conftest.judge(program, inputs, merged, list(dict.fromkeys(modules)))
        yield from (
            said for case, one in zip(alike, found, strict=True) for said in _wrong(case, one)
        )


def _wrong(case: Case, found: Iterable[Found]) -> Iterator[str]:
    places = {(one.path, *one.at) for one in found if one.rule == case.rule.id}
    for verb, odd in (("found", places - case.expected), ("not found", case.expected - places)):
        for place in sorted(odd, key=str):
            yield f"{case.rule.id}: {case.name}: {verb} at {list(place)}"
