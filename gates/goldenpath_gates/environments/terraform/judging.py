"""A plan, before it is applied: by the rules of the stage `policy`, and by what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from goldenpath_gates.config import Config
from goldenpath_gates.environments import cost
from goldenpath_gates.environments.engine import Plan
from goldenpath_gates.environments.spec import Spec
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy import checkov, engine, judgement, team
from goldenpath_gates.policy.document import Document
from goldenpath_gates.policy.findings import Found, located
from goldenpath_gates.policy.judgement import Evaluated
from goldenpath_gates.policy.terraform import plan as plans
from goldenpath_gates.report import Figure, Judgement

FILE = "plan.json"
SIGNS = {
    ("create",): "+",
    ("update",): "~",
    ("delete",): "-",
    ("delete", "create"): "-/+",
    ("create", "delete"): "+/-",
    ("forget",): ".",
}


def judged(
    root: Path, config: Config, env: Mapping[str, str], spec: Spec, shown: bytes, folder: Path
) -> Plan:
    """`shown` is what `terraform show -json` says, `folder` is for what must not stay, as a plan
    holds secrets. Raises IncompleteError where a rule or a price is missing."""
    path = folder / FILE
    path.write_bytes(shown)
    name = f"{config.environments.infra}/{FILE}"
    plan = plans.load(shown, name)
    contents = plans.contents(plan)
    estimate = cost.estimate(contents["resources"], spec.ttl_hours, cost.prices(root, config))
    verdict = _verdict(root, config, env, Document("terraform-plan", name, contents), path)
    return Plan(
        tuple(_lines(plan)),
        (*verdict.findings, *estimate.findings(spec.budget_usd, config.environments.infra)),
        (_broken(verdict), *estimate.figures(spec.budget_usd)),
    )


def _verdict(
    root: Path, config: Config, env: Mapping[str, str], document: Document, file: Path
) -> Judgement:
    """As the stage `policy` reaches it, waivers and profile included. Our rules read the path, too:
    what lies below `preview` ends; Checkov reads the file."""
    ours = team.read(root)
    by, rego = engine.evaluate(root, [document], judgement.data_of(root, ours), env)
    on_disk = replace(document, path=str(file))
    found = located(rego, [document])
    found += [_named(one, document) for one in checkov.run(root, [on_disk], config.policy) or []]
    evaluated = Evaluated([document], found, [by, "checkov"])
    verdict = judgement.concluded(ours, evaluated, datetime.now(UTC).date())
    if verdict.verdict == "incomplete":
        raise IncompleteError(verdict.summary)
    return verdict


def _broken(verdict: Judgement) -> Figure:
    count = len(verdict.findings)
    return Figure("rules that the plan breaks", count, None, "= 0", not count)


def _named(found: Found, document: Document) -> Found:
    """By the path that a waiver can name; a line of a plan says nothing to anybody."""
    return replace(found, path=document.path, line=None, column=None)


def _lines(plan: Mapping[str, Any]) -> list[str]:
    rows = ((tuple(one["change"]["actions"]), one["address"]) for one in plan["resource_changes"])
    return sorted(f"{SIGNS[actions]} {address}" for actions, address in rows if actions in SIGNS)
