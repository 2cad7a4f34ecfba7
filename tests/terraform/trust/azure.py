"""How Entra ID compares a token with the federated credentials of an identity."""

from __future__ import annotations

import re

from tests.terraform.trust.plans import Plan, resources
from tests.terraform.trust.tokens import Claims

# A flexible credential may look at these claims: "Issuer URLs, supported claims, and operators by
# platform" of Entra's documentation.
LOOKED_AT = {"https://token.actions.githubusercontent.com": ("sub", "job_workflow_ref")}
CLAUSE = re.compile(r"claims\['(\w+)'\] (eq|matches) '([^']*)'")


def stages(plan: Plan, token: Claims) -> frozenset[str]:
    """The stages whose identities a token becomes."""
    exact = frozenset(
        credential.index.split("-")[0]
        for credential in resources(plan, "azurerm_federated_identity_credential")
        if token["iss"] == credential.values["issuer"]
        and token["aud"] in credential.values["audience"]
        and token["sub"] == credential.values["subject"]
    )
    flexible = frozenset(
        credential.index.split("-")[0]
        for credential in resources(
            plan, "azuread_application_flexible_federated_identity_credential"
        )
        if token["iss"] == credential.values["issuer"]
        and token["aud"] == credential.values["audience"]
        and matches(credential.values["claims_matching_expression"], token)
    )
    return exact | flexible


def matches(expression: str, token: Claims) -> bool:
    """Clauses that are joined by `and`; `*` is any text, `?` any character."""
    clauses = expression.split(" and ")
    return all(clause_holds(clause, token) for clause in clauses)


def clause_holds(clause: str, token: Claims) -> bool:
    parsed = CLAUSE.fullmatch(clause)
    if parsed is None:
        raise ValueError(f"no clause of a flexible credential: {clause}")
    claim, operator, wanted = parsed.groups()
    if claim not in LOOKED_AT.get(token["iss"], ("sub",)):
        raise ValueError(f"Entra looks at no claim {claim} of {token['iss']}")
    value = token.get(claim)
    if value is None:
        return False
    if operator == "eq":
        return value == wanted
    pattern = re.escape(wanted).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(pattern, value) is not None
