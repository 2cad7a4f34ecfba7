"""How STS reads the trust policy of a role, by the documentation of IAM."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from tests.terraform.trust.plans import Plan, resources
from tests.terraform.trust.tokens import Claims

# Of a token STS knows these claims, and others are absent, whatever the token says: "Available keys
# for AWS web identity federation" of the IAM User Guide; those of GitHub since 2026-01.
STANDARD = ("aud", "sub", "amr")
OF_ISSUER = {
    "token.actions.githubusercontent.com": (
        "actor",
        "actor_id",
        "enterprise_id",
        "environment",
        "job_workflow_ref",
        "ref",
        "repository",
        "repository_id",
        "workflow",
    ),
}
# A test of one value of the request against one of the policy.
Test = Callable[[str, str], bool]
TESTS: Mapping[str, Test] = {
    "StringEquals": lambda value, wanted: value == wanted,
    "StringEqualsIgnoreCase": lambda value, wanted: value.casefold() == wanted.casefold(),
    "StringLike": lambda value, wanted: fnmatchcase(value, wanted.replace("[", "[[]")),
}


def stages(plan: Plan, token: Claims) -> frozenset[str]:
    """The stages whose roles are given for a token."""
    return frozenset(
        role.index
        for role in resources(plan, "aws_iam_role")
        if assumable(json.loads(role.values["assume_role_policy"]), token)
    )


def assumable(policy: Mapping[str, Any], token: Claims) -> bool:
    verdicts = [
        statement["Effect"]
        for statement in policy["Statement"]
        if "sts:AssumeRoleWithWebIdentity" in listed(statement["Action"])
        and issued(statement["Principal"], token)
        and fulfilled(statement.get("Condition", {}), token)
    ]
    return "Allow" in verdicts and "Deny" not in verdicts


def issued(principal: Mapping[str, Any], token: Claims) -> bool:
    """STS checks the issuer. Which audiences a shared provider has, a role cannot know."""
    host = token["iss"].removeprefix("https://")
    return any(one.split(":oidc-provider/")[-1] == host for one in listed(principal["Federated"]))


def fulfilled(conditions: Mapping[str, Mapping[str, Any]], token: Claims) -> bool:
    return all(
        holds(operator, known(key, token), listed(wanted))
        for operator, keys in conditions.items()
        for key, wanted in keys.items()
    )


def known(key: str, token: Claims) -> list[str]:
    """Values of a condition key, none where STS does not know it."""
    host, _, claim = key.rpartition(":")
    issuer = token["iss"].removeprefix("https://")
    if host != issuer or claim not in (*STANDARD, *OF_ISSUER.get(issuer, ())):
        return []
    return listed(token.get(claim, []))


def holds(operator: str, values: Sequence[str], wanted: Sequence[str]) -> bool:
    """A key that is absent fulfils no test, but for the negated ones, IfExists and ForAllValues."""
    every, any_value = operator.startswith("ForAllValues:"), operator.startswith("ForAnyValue:")
    name = operator.removeprefix("ForAllValues:").removeprefix("ForAnyValue:")
    if name == "Null":
        return wanted == [str(not values).lower()]
    if_exists = name.endswith("IfExists")
    name = name.removesuffix("IfExists")
    negated = "Not" in name
    test = TESTS[name.replace("Not", "")]
    if not values:
        return every or if_exists or (negated and not any_value)
    each: Iterable[bool] = (any(test(value, one) for one in wanted) != negated for value in values)
    return all(each) if every or not any_value else any(each)


def listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
