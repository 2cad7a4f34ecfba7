"""The documentation's pages of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from goldenpath_gates.policy.commands import explain
from goldenpath_gates.policy.rules import Rule

DOMAINS = {
    "ai": "What the AI part may do, and who may change it",
    "api": "What the API promises: OpenAPI documents",
    "delivery": "How it is rolled out: Argo CD, Argo Rollouts, Flux",
    "exposure": "What the world can reach: routes, gateways, network policies",
    "image": "What is in the image: Dockerfiles",
    "pipeline": "What the pipeline may do: GitHub workflows and actions, GitLab CI",
    "terraform": "What is provisioned: Terraform plans and sources",
    "workload": "What runs, and as whom: pods and what makes them",
}
"""The domains of the rules in Rego, by the beginning of their ids."""


LINT = "manifest"
"""The domain of what is no rule in Rego: the lint of manifests."""


def path(rule: Rule) -> str:
    """Of the page that has it, below `docs/`."""
    if rule.file:
        return f"policies/{rule.id}.md"
    return "delivery/manifest-lint.md" if rule.domain == LINT else "policies/checkov.md"


def index(rules: Iterable[Rule]) -> str:
    """A table of the rules of each domain."""
    parts = []
    for domain, listed in groupby(
        sorted(rules, key=lambda rule: rule.id), lambda rule: rule.domain
    ):
        rows = [
            f"| [{rule.id}]({rule.id}.md) | {rule.severity} | {rule.title} |" for rule in listed
        ]
        head = (
            f"### {domain}\n\n{DOMAINS[domain]}.\n\n| rule | severity | asks |\n| --- | --- | --- |"
        )
        parts.append("\n".join([head, *rows]))
    return "\n\n".join(parts) + "\n"


def table(rules: Iterable[Rule]) -> str:
    """Of those that have no page of their own."""
    rows = (f"| {rule.id} | {rule.severity} | {rule.title} |" for rule in rules)
    return "\n".join(("| check | severity | asks |", "| --- | --- | --- |", *rows)) + "\n"


def lint(rules: Iterable[Rule]) -> str:
    """Of the lint of manifests: what each asks, why, and how to mend it."""
    parts = (
        f"### {rule.id}\n\n{rule.title} ({rule.severity}). {' '.join(rule.description.split())}\n\n"
        f"To mend it: {' '.join(rule.remedy.split())}\n"
        for rule in rules
    )
    return "\n".join(parts)


def page(rule: Rule) -> str:
    return "\n".join(_lines(rule)) + "\n"


def _lines(rule: Rule) -> Iterator[str]:
    yield f"# {rule.id}\n"
    yield f"{rule.title}.\n"
    yield f"Severity: {rule.severity}. {_stops(rule)}\n"
    yield f"## Why it matters\n\n{' '.join(rule.description.split())}\n"
    yield f"## How to mend it\n\n{' '.join(rule.remedy.split())}\n"
    yield "## Example\n"
    for side, title in (("bad", "Found"), ("good", "Not found")):
        for case in rule.cases.get(side, ())[:1]:
            yield f"{title}: {case['name']}.\n\n```yaml\n{explain.shown(case).rstrip()}\n```\n"
    yield f"## Configure it\n\n{_configured(rule)}\n"
    yield "## Make an exception\n"
    yield "In `policy.yaml`, for one thing and until a day:\n"
    yield f"""```yaml
waivers:
  - rule: {rule.id}
    scope: {_scope(rule)}
    reason: Why this is right for now.
    owner: "@acme/ai-team"
    expires: 2027-01-31
```"""


def _stops(rule: Rule) -> str:
    if rule.approvable:
        return "It waits for an approval, unless the profile is less strict."
    return "It stops the train, unless the profile is less strict."


def _configured(rule: Rule) -> str:
    return (
        f"`{rule.domain}` in `policy.yaml` holds the lists and limits of this domain: see "
        f"[policy.yaml](policy-yaml.md#{rule.domain})."
    )


def _scope(rule: Rule) -> str:
    paths = [place[0] for case in rule.cases.get("bad", ())[:1] for place in case.get("at", ())]
    return paths[0] if paths else "Deployment/answers"
