"""What must hold without a pipeline, as policies that the API server itself evaluates."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from string import Template
from typing import Any

import yaml

from goldenpath_gates import library
from goldenpath_gates.errors import UsageError
from goldenpath_gates.policy.settings import LABEL, PREVIEW
from goldenpath_gates.policy.team import Team

REMINDS, REFUSES = ["Audit", "Warn"], ["Deny", "Audit"]


def manifests(team: Team, label: str = LABEL, preview: str = PREVIEW) -> str:
    """Three ValidatingAdmissionPolicies with their bindings, as YAML.

    They hold in namespaces with the label; what has the label `preview` may run by tag. They refuse
    unless the profile is advisory. Raises UsageError where the team's `exposure` cannot be asked
    in a cluster.
    """
    exposure = _expressions(team.data["exposure"])
    actions = REMINDS if team.profile == "advisory" else REFUSES
    documents: list[Any] = []
    for path in sorted((library.data("policies") / "admission").glob("*.yaml")):
        documents += yaml.load_all(path.read_text("utf-8"), yaml.CSafeLoader)
    for document in documents:
        spec = document["spec"]
        for validation in spec.get("validations", ()):
            validation["expression"] = Template(validation["expression"]).safe_substitute(exposure)
        if document["kind"] == "ValidatingAdmissionPolicyBinding":
            spec["validationActions"] = list(actions)
            for row in spec["matchResources"]["namespaceSelector"]["matchExpressions"]:
                row["key"] = {LABEL: label, PREVIEW: preview}[row["key"]]
    return yaml.dump_all(documents, sort_keys=False, width=100)


def _expressions(exposure: Mapping[str, Any]) -> Mapping[str, str]:
    """In CEL, what the rules before the cluster read as data."""
    controls = exposure["controls"]
    internal, asking = controls["internal"], controls["authentication"]
    gives = exposure["classes"].items()
    return {
        "classes": json.dumps(
            [name for name, of in gives if {"internal", "authentication"} & {*of}]
        ),
        "open_services": json.dumps(exposure["open_services"]),
        "ingress_controls": _any(
            [*internal.get("Ingress", {}).values(), *asking.get("Ingress", {}).values()]
        ),
        "service_controls": _any(internal.get("Service", {}).values()),
    }


def _any(alternatives: Iterable[Mapping[str, str]]) -> str:
    """A JSON text is a literal of CEL, too."""
    return " || ".join(f"({_all(patterns)})" for patterns in alternatives) or "false"


def _all(patterns: Mapping[str, str]) -> str:
    if strange := [key for key in patterns if "/" not in key]:
        raise UsageError(
            f"policy.yaml: exposure.controls: {strange[0]} is no annotation, and only these can be "
            "asked for in the cluster: name an annotation"
        )
    return " && ".join(_matches(json.dumps(key), json.dumps(p)) for key, p in patterns.items())


def _matches(key: str, pattern: str) -> str:
    return (
        f"({key} in variables.annotations ? variables.annotations[{key}] : '').matches({pattern})"
    )
