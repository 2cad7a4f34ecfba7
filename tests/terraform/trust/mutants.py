"""The trusts of a plan, each with one condition less."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from tests.terraform.trust.plans import Plan, Resource, resources

ANOTHER = "another-service"
FLEXIBLE = "azuread_application_flexible_federated_identity_credential"


@dataclass(frozen=True)
class Mutant:
    """`plan` does not ask for `claim` where it trusts a pipeline of `stage`."""

    stage: str
    claim: str
    plan: Plan

    def __str__(self) -> str:
        return f"{self.stage}: {self.claim}"


def of_aws(plan: Plan) -> Iterator[Mutant]:
    for role in resources(plan, "aws_iam_role"):
        policy = json.loads(role.values["assume_role_policy"])
        (statement,) = policy["Statement"]
        asked = statement["Condition"]["StringEquals"]
        for key, wanted in asked.items():
            rest = {"StringEquals": {name: said for name, said in asked.items() if name != key}}
            claim = key.rpartition(":")[2]
            loose = loosened(wanted) if claim == "sub" else {}
            tests = {claim: rest} | {
                part: {**rest, "StringLike": {key: patterns}} for part, patterns in loose.items()
            }
            for dropped, conditions in tests.items():
                trust = {**policy, "Statement": [{**statement, "Condition": conditions}]}
                new = {"assume_role_policy": json.dumps(trust)}
                yield Mutant(role.index, dropped, changed(plan, [(role, role.type, new)]))


def of_gcp(plan: Plan) -> Iterator[Mutant]:
    for provider in resources(plan, "google_iam_workload_identity_pool_provider"):
        parts = provider.values["attribute_condition"].split(" && ")
        for part in parts:
            rest = " && ".join(one for one in parts if one != part)
            claim = re.findall(r"assertion\.(\w+)", part)[0]
            new: dict[str, Any] = {"attribute_condition": rest}
            yield Mutant(provider.index, claim, changed(plan, [(provider, provider.type, new)]))
        (oidc,) = provider.values["oidc"]
        new = {"oidc": [{**oidc, "allowed_audiences": [*oidc["allowed_audiences"], ANOTHER]}]}
        yield Mutant(provider.index, "aud", changed(plan, [(provider, provider.type, new)]))


def of_azure(plan: Plan) -> Iterator[Mutant]:
    """Exact subjects become patterns, which only flexible credentials have."""
    credentials = resources(plan, "azurerm_federated_identity_credential")
    for stage, group in groupby(credentials, lambda one: one.index.split("-")[0]):
        members = list(group)
        by_member = [loosened([one.values["subject"]]) for one in members]
        for claim in by_member[0]:
            news = [
                (one, FLEXIBLE, flexible(one.values, patterns[claim][0]))
                for one, patterns in zip(members, by_member, strict=True)
            ]
            yield Mutant(stage, claim, changed(plan, news))
        audiences = [
            (one, one.type, {"audience": [*one.values["audience"], ANOTHER]}) for one in members
        ]
        yield Mutant(stage, "aud", changed(plan, audiences))


def flexible(values: Mapping[str, Any], pattern: str) -> dict[str, Any]:
    return {
        "subject": None,
        "audience": values["audience"][0],
        "issuer": values["issuer"],
        "claims_matching_expression": f"claims['sub'] matches '{pattern}'",
    }


def loosened(subjects: Sequence[str]) -> dict[str, list[str]]:
    """Patterns of subjects that name their claims, by the claim that may be anything."""
    if subjects[0].startswith("repo:"):
        return {}
    split = [subject.split(":") for subject in subjects]
    return {
        name: [":".join([*parts[: at * 2 + 1], "*", *parts[at * 2 + 2 :]]) for parts in split]
        for at, name in enumerate(split[0][::2])
    }


def changed(plan: Plan, news: Sequence[tuple[Resource, str, Mapping[str, Any]]]) -> Plan:
    """With other values, both where a plan says what will be and where it says what changes."""
    new = copy.deepcopy(dict(plan))
    by_address = {resource.address: (type_, values) for resource, type_, values in news}
    for change in new["resource_changes"]:
        if change["address"] in by_address:
            change["type"], values = by_address[change["address"]]
            change["change"]["after"] |= values
    _change(new["planned_values"]["root_module"], by_address)
    return new


def _change(module: Any, by_address: Mapping[str, tuple[str, Mapping[str, Any]]]) -> None:
    for one in module.get("resources", ()):
        if one["address"] in by_address:
            one["type"], values = by_address[one["address"]]
            one["values"] |= values
    for child in module.get("child_modules", ()):
        _change(child, by_address)


OF = {"aws": of_aws, "gcp": of_gcp, "azure": of_azure}
