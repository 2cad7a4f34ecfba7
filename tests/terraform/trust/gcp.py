"""How Google reads the providers of a workload identity pool, and who may become whom."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import celpy
from celpy.adapter import json_to_cel
from celpy.evaluation import CELEvalError

from tests.terraform.trust.plans import Plan, resources
from tests.terraform.trust.tokens import Claims

IMPERSONATES = "roles/iam.workloadIdentityUser"


def stages(plan: Plan, token: Claims) -> frozenset[str]:
    """The stages whose service accounts a token becomes."""
    held = {
        f"attribute.{name.removeprefix('attribute.')}/{value}"
        for provider in resources(plan, "google_iam_workload_identity_pool_provider")
        for name, value in mapped(provider.values, token).items()
    }
    return frozenset(
        member.index
        for member in resources(plan, "google_service_account_iam_member")
        if member.values["role"] == IMPERSONATES
        and member.values["member"].split("/workloadIdentityPools/")[-1].split("/", 1)[-1] in held
    )


def mapped(provider: Mapping[str, Any], token: Claims) -> dict[str, str]:
    """Attributes that a token gets; none where its issuer, audience or the condition refuses it.
    An expression over a claim that is not there is an error, and an error refuses."""
    oidc = provider["oidc"][0]
    if token["iss"] != oidc["issuer_uri"] or token["aud"] not in oidc["allowed_audiences"]:
        return {}
    try:
        if not evaluated(provider.get("attribute_condition") or "true", token):
            return {}
        attributes = {
            name: str(evaluated(expression, token))
            for name, expression in provider["attribute_mapping"].items()
        }
    except CELEvalError:
        return {}
    # "google.subject must not exceed 127 bytes", or the exchange fails.
    return attributes if len(attributes["google.subject"].encode()) <= 127 else {}


def evaluated(expression: str, token: Claims) -> Any:
    result = program(expression).evaluate({"assertion": json_to_cel(dict(token))})
    if isinstance(result, CELEvalError):
        raise result
    return result


@cache
def program(expression: str) -> Any:
    environment = celpy.Environment()
    return environment.program(environment.compile(expression))
