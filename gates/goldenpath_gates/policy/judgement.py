"""What the rules found, and what profile and waivers make of it: the verdict of the stage."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from goldenpath_gates import library, manifests, report, train, versions
from goldenpath_gates.config import Config
from goldenpath_gates.console import say
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.flags import check as flags
from goldenpath_gates.policy import checkov, engine, formats, team
from goldenpath_gates.policy.collect import collect
from goldenpath_gates.policy.document import Document
from goldenpath_gates.policy.findings import Found, located
from goldenpath_gates.policy.rules import Rule, Severity, rules
from goldenpath_gates.policy.team import Team
from goldenpath_gates.policy.waivers import Waived, apply
from goldenpath_gates.report import Figure, Finding, Judgement, Verdict
from goldenpath_gates.slo import files

FOLDER = Path("reports/policy")
UNKNOWN: Severity = "high"
"""The severity of a team's own rule that states none."""


@dataclass(frozen=True)
class Evaluated:
    """What was judged by what, and what could not be."""

    documents: Sequence[Document]
    found: Sequence[Found]
    engines: Sequence[str]
    unjudged: Sequence[str] = ()


@dataclass
class Sorted:
    """Findings by what they do."""

    blocking: list[Found] = field(default_factory=list)
    approvable: list[Found] = field(default_factory=list)
    noted: list[Found] = field(default_factory=list)


def judged(root: Path, config: Config, env: Mapping[str, str] = os.environ) -> Judgement:
    """Raises UsageError where `policy.yaml` is wrong; what cannot be judged makes it incomplete."""
    report.emptied(root, FOLDER.name)
    ours = team.read(root)
    evaluated = evaluate(root, config, ours, env)
    return verdict(root, ours, evaluated, datetime.now(UTC).date())


def evaluate(root: Path, config: Config, ours: Team, env: Mapping[str, str]) -> Evaluated:
    """Both engines at once: Checkov needs seconds to start, the Rego part is done by then."""
    documents, unjudged = collect(root, config, env)
    say(f"policy: {len(documents)} documents")
    with ThreadPoolExecutor(1) as beside:
        other = beside.submit(checkov.run, root, documents, config.policy)
        found, engines = [], []
        try:
            name, rego = engine.evaluate(root, documents, data_of(root, ours), env)
            found += located(rego, documents)
            engines.append(name)
        except IncompleteError as error:
            unjudged.append(str(error))
        try:
            checked = other.result()
            if checked is not None:
                found += checked
                engines.append("checkov")
        except IncompleteError as error:
            unjudged.append(str(error))
    found += located(manifests.lint(documents), documents)
    found += flags.found(root)
    found += files.found(root)
    return Evaluated(documents, found, engines, unjudged)


def data_of(root: Path, ours: Team) -> Mapping[str, Any]:
    """The rules' data: the team's, and what only the library knows."""
    stages = [asdict(stage) for stage in train.load(library.data("workflows") / "stages.yml")]
    pipeline = {"stages": stages, "library": versions.library_path(root)}
    data: Mapping[str, Any] = team.merged(ours.data, {"pipeline": pipeline})
    return data


def verdict(root: Path, ours: Team, evaluated: Evaluated, today: date) -> Judgement:
    judged = concluded(ours, evaluated, today)
    artifacts = formats.write(root, FOLDER, judged.findings, rules())
    return replace(judged, artifacts=tuple(artifacts))


def concluded(ours: Team, evaluated: Evaluated, today: date) -> Judgement:
    """The verdict alone: nothing is written."""
    known = rules()
    waived = apply(evaluated.found, ours.own_waivers, today)
    by_effect = _sorted(waived.open, known, ours)
    stopping = [*by_effect.blocking, *by_effect.approvable]
    findings = (*(_finding(one, known) for one in stopping), *waived.expired)
    notes = (
        *waived.notes,
        *(_finding(one, known) for one in by_effect.noted),
        *waived.excused,
    )
    return Judgement(
        _verdict(by_effect, waived, evaluated),
        _summary(evaluated, findings, waived, ours),
        tuple(_figures(evaluated, findings, waived)),
        findings,
        notes=notes,
    )


def _sorted(found: Iterable[Found], known: Mapping[str, Rule], ours: Team) -> Sorted:
    by_effect = Sorted()
    for one in found:
        rule = known.get(one.rule)
        if not ours.blocks(rule.severity if rule else UNKNOWN):
            by_effect.noted.append(one)
        elif rule and rule.approvable:
            by_effect.approvable.append(one)
        else:
            by_effect.blocking.append(one)
    return by_effect


def _verdict(by_effect: Sorted, waived: Waived, evaluated: Evaluated) -> Verdict:
    if by_effect.blocking or waived.expired:
        return "failed"
    if evaluated.unjudged or not evaluated.documents:
        return "incomplete"
    return "approval" if by_effect.approvable else "passed"


def _finding(found: Found, known: Mapping[str, Rule]) -> Finding:
    rule = known.get(found.rule)
    text = f"{found.text}. {rule.remedy}" if rule else found.text
    return Finding(found.rule, text, found.path, found.line, found.column)


def _figures(evaluated: Evaluated, findings: Sequence[Finding], waived: Waived) -> Iterable[Figure]:
    count = len(evaluated.documents)
    yield Figure("documents judged", count, None, ">= 1", count > 0)
    for type_, number in sorted(Counter(one.type for one in evaluated.documents).items()):
        yield Figure(f"documents judged: {type_}", number)
    yield Figure("findings that stop the train", len(findings), None, "= 0", not findings)
    yield Figure("findings waived", len(waived.waived))
    yield Figure("waivers that ended", len(waived.expired), None, "= 0", not waived.expired)


def _summary(evaluated: Evaluated, findings: Sequence[Finding], waived: Waived, ours: Team) -> str:
    by = " and ".join(evaluated.engines) or "nothing"
    said = [f"{len(evaluated.documents)} documents judged by {by}, profile {ours.profile}"]
    said.append(f"{len(findings)} to mend" if findings else "nothing to mend")
    if waived.waived:
        said.append(f"{len(waived.waived)} waived")
    if not evaluated.documents:
        said.append("there was nothing to judge")
    return "; ".join([*said, *evaluated.unjudged])
