"""Which tokens get a role, as the clouds read the trusts that the modules plan."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.terraform.support import MODULES, planned
from tests.terraform.trust import aws, azure, gcp, mutants, page, policies
from tests.terraform.trust.plans import Plan
from tests.terraform.trust.tokens import AUDIENCES, CLOUDS, WHOLE, Claims, Row, rows

FORGES = ("github", "gitlab")
STAGES_FOR = {"aws": aws.stages, "gcp": gcp.stages, "azure": azure.stages}
EACH = [(forge, cloud) for forge in FORGES for cloud in CLOUDS]
OFFERED = [(row, cloud) for forge in FORGES for row in rows(forge) for cloud in CLOUDS]
ELSEWHERE = [
    (row, cloud, environment)
    for row, cloud in OFFERED
    if row.everywhere
    for environment in ("plan", "preview")
]
# On GitLab a plan or a preview is of any branch, protected or not, so both values are trusted.
DELIBERATE = {("gitlab", "plan", "ref_protected"), ("gitlab", "preview", "ref_protected")}
# The rule asks for repository, environment and workflow without a star. Of what else is bound it
# knows nothing.
RED = {
    ("github", "aws"): {"job_workflow_ref", "sub"},
    ("github", "gcp"): {"environment", "job_workflow_ref", "repository_id"},
    ("github", "azure"): {
        "environment",
        "job_workflow_ref",
        "repository_id",
        "repository_owner_id",
    },
    ("gitlab", "aws"): {"sub", *WHOLE["gitlab"]},
    ("gitlab", "gcp"): {"deployment_tier", "project_id", "ref_protected"},
    ("gitlab", "azure"): set(WHOLE["gitlab"]),
}


@cache
def plan_of(forge: str, cloud: str) -> Plan:
    module = MODULES / f"federated-identity-{forge}-{cloud}"
    with TemporaryDirectory() as folder:
        return planned(module / "examples" / "default", Path(folder))


@pytest.mark.parametrize(("row", "cloud"), OFFERED, ids=str)
def test_a_token_gets_the_roles_that_the_table_says(row: Row, cloud: str) -> None:
    given = STAGES_FOR[cloud](plan_of(row.forge, cloud), row.to(cloud))
    assert given == row.accepted[cloud]


@pytest.mark.parametrize(("row", "cloud", "environment"), ELSEWHERE, ids=str)
def test_what_is_refused_everywhere_gets_no_weaker_role_either(
    row: Row, cloud: str, environment: str
) -> None:
    token = row.to(cloud, environment)
    assert STAGES_FOR[cloud](plan_of(row.forge, cloud), token) == frozenset()


@pytest.mark.parametrize("row", [row for forge in FORGES for row in rows(forge)], ids=str)
def test_a_row_says_why_the_clouds_differ_where_they_do(row: Row) -> None:
    assert bool(row.why) == (len(set(row.accepted.values())) > 1)


@pytest.mark.parametrize(("forge", "cloud"), EACH)
def test_every_condition_is_needed(forge: str, cloud: str) -> None:
    offers = list(tokens(forge, cloud))
    missed = {
        (forge, mutant.stage, mutant.claim)
        for mutant in mutants.OF[cloud](plan_of(forge, cloud))
        if all(STAGES_FOR[cloud](mutant.plan, token) <= accepted for token, accepted in offers)
    }
    assert missed <= DELIBERATE


def tokens(forge: str, cloud: str) -> Iterator[tuple[Claims, frozenset[str]]]:
    for row in rows(forge):
        yield row.to(cloud), row.accepted[cloud]
        if row.everywhere:
            yield row.to(cloud, "plan"), frozenset()
            yield row.to(cloud, "preview"), frozenset()


@pytest.mark.parametrize(("forge", "cloud"), EACH)
def test_the_rules_pass_over_the_modules_and_see_what_they_ask_for(forge: str, cloud: str) -> None:
    plan = plan_of(forge, cloud)
    assert policies.findings(plan) == set()
    found = {
        mutant.claim
        for mutant in mutants.OF[cloud](plan)
        if policies.findings(mutant.plan) >= {policies.RULE}
    }
    assert found == RED[forge, cloud]


@pytest.mark.parametrize(
    ("forge", "output"), [("github", "subject_template"), ("gitlab", "subject_components")]
)
def test_the_forge_is_asked_for_the_subject_that_the_modules_compare(
    forge: str, output: str, tmp_path: Path
) -> None:
    example = MODULES / f"federated-identity-{forge}-azure" / "examples" / "default"
    said = planned(example, tmp_path)["planned_values"]["outputs"]
    assert tuple(said[output]["value"]) == WHOLE[forge]


@pytest.mark.parametrize("forge", FORGES)
def test_the_audience_is_what_the_pipeline_asks_for(forge: str) -> None:
    for cloud in CLOUDS:
        said = plan_of(forge, cloud)["planned_values"]["outputs"]
        assert said["audience"]["value"] == AUDIENCES[cloud]


def test_the_page_has_the_same_tables() -> None:
    text = page.PAGE.read_text("utf-8")
    assert text == page.current(text), "run python -m tests.terraform.trust"


HOST = "token.actions.githubusercontent.com"
OWN = "acme/answers/.github/workflows/goldenpath.yml@refs"
PULL = {"ref": "refs/pull/7/merge", "event_name": "pull_request"}
SERVER = "https://github.acme.example/_services/token"
TRUSTED: dict[str, dict[str, Any]] = {
    "github": {
        "repository": {"owner": "acme", "owner_id": "123456", "name": "answers", "id": "456789"},
        "workflows": [f"{OWN}/heads/main"],
        "stages": {"preview": ["preview"], "deploy": ["staging"]},
    },
    "gitlab": {
        "repository": {"path": "acme/answers", "id": "456789", "namespace_id": "123456"},
        "stages": {"deploy": {"environments": ["staging"], "tiers": ["staging"]}},
        "environments_protected": False,
    },
}


@pytest.mark.parametrize(
    ("forge", "variables", "stage", "claims", "accepted"),
    [
        # A vendored pipeline, whose workflow is the repository's own.
        ("github", {}, "deploy", {"job_workflow_ref": f"{OWN}/heads/main"}, CLOUDS),
        ("github", {}, "deploy", {"job_workflow_ref": f"{OWN}/heads/try"}, ()),
        (
            "github",
            {},
            "preview",
            {"job_workflow_ref": f"{OWN}/heads/main", "environment": "preview"},
            CLOUDS,
        ),
        (
            "github",
            {},
            "preview",
            {"job_workflow_ref": f"{OWN}/pull/7/merge", "environment": "preview", **PULL},
            (),
        ),
        # A GitHub Enterprise Server, of whose tokens AWS knows the subject alone.
        (
            "github",
            {"issuer": SERVER},
            "deploy",
            {"job_workflow_ref": f"{OWN}/heads/main", "iss": SERVER},
            CLOUDS,
        ),
        (
            "github",
            {"issuer": SERVER},
            "deploy",
            {"job_workflow_ref": f"{OWN}/heads/try", "iss": SERVER},
            (),
        ),
        # GitLab Free, which has no protected environments, and an instance of one's own.
        ("gitlab", {}, "deploy", {"environment_protected": "false"}, CLOUDS),
        (
            "gitlab",
            {},
            "deploy",
            {"environment_protected": "false", "ref_protected": "false"},
            (),
        ),
        ("gitlab", {"environments_protected": True}, "deploy", {}, CLOUDS),
        (
            "gitlab",
            {"environments_protected": True, "issuer": "https://gitlab.acme.example"},
            "deploy",
            {
                "iss": "https://gitlab.acme.example",
                "ci_config_ref_uri": (
                    "gitlab.acme.example/acme/answers//.gitlab-ci.yml@refs/heads/main"
                ),
            },
            CLOUDS,
        ),
    ],
)
def test_a_deviation_is_trusted_as_its_page_says(
    forge: str,
    variables: dict[str, Any],
    stage: str,
    claims: dict[str, str],
    accepted: tuple[str, ...],
    tmp_path: Path,
) -> None:
    module = MODULES / f"federated-claims-{forge}"
    plan = planned(module, tmp_path, TRUSTED[forge] | variables)
    said = {name: out["value"] for name, out in plan["planned_values"]["outputs"].items()}
    host = said["issuer"].removeprefix("https://")
    whole = Row(forge, "", claims, "whole", {}, "", False).to("aws")
    as_made = Row(forge, "", claims, None, {}, "", False).to("aws")
    token = as_made if host == HOST else whole
    asked = {f"{host}:{claim}": values for claim, values in said["claims"][stage].items()}
    verdicts = {
        "aws": aws.fulfilled({"StringEquals": asked}, token),
        "gcp": bool(gcp.evaluated(said["conditions"][stage], whole)),
        "azure": whole["sub"] in said["subjects"][stage],
    }
    assert {cloud for cloud, given in verdicts.items() if given} == set(accepted)


TOKEN = {"iss": "https://token.actions.githubusercontent.com", "sub": "repo:acme/a:environment:x"}


@pytest.mark.parametrize(
    ("operator", "key", "wanted", "holds"),
    [
        ("StringEquals", f"{HOST}:sub", "repo:acme/a:environment:x", True),
        ("StringEquals", f"{HOST}:sub", ["other", "repo:acme/a:environment:x"], True),
        ("StringEquals", f"{HOST}:sub", "repo:acme/A:environment:x", False),
        ("StringEquals", f"{HOST}:sub", "repo:acme/*", False),
        ("StringLike", f"{HOST}:sub", "repo:acme/*", True),
        ("StringLike", f"{HOST}:sub", "repo:acme/?:environment:x", True),
        ("StringLike", f"{HOST}:sub", "repo:[a]cme/*", False),
        ("StringEqualsIgnoreCase", f"{HOST}:sub", "REPO:acme/a:environment:x", True),
        ("StringNotEquals", f"{HOST}:sub", "other", True),
        ("StringNotLike", f"{HOST}:sub", "repo:*", False),
        # What a token lacks, what STS does not know, and what is of another issuer.
        ("StringEquals", f"{HOST}:ref", "refs/heads/main", False),
        ("StringEqualsIfExists", f"{HOST}:ref", "refs/heads/main", True),
        ("StringNotEquals", f"{HOST}:ref", "refs/heads/main", True),
        ("ForAllValues:StringEquals", f"{HOST}:ref", "refs/heads/main", True),
        ("ForAnyValue:StringEquals", f"{HOST}:ref", "refs/heads/main", False),
        ("ForAnyValue:StringNotEquals", f"{HOST}:ref", "refs/heads/main", False),
        ("Null", f"{HOST}:ref", "true", True),
        ("Null", f"{HOST}:sub", "true", False),
        ("StringEquals", f"{HOST}:iss", "https://token.actions.githubusercontent.com", False),
        ("StringEquals", "gitlab.com:sub", "repo:acme/a:environment:x", False),
        ("ForAnyValue:StringLike", f"{HOST}:sub", "repo:acme/*", True),
        ("ForAllValues:StringLike", f"{HOST}:sub", ["other", "repo:acme/*"], True),
    ],
)
def test_a_condition_of_iam_holds_as_documented(
    operator: str, key: str, wanted: Any, holds: bool
) -> None:
    assert aws.fulfilled({operator: {key: wanted}}, TOKEN) is holds


def test_a_denial_wins() -> None:
    allow = {
        "Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{HOST}"},
    }
    assert aws.assumable({"Statement": [allow]}, TOKEN)
    assert not aws.assumable({"Statement": [allow, {**allow, "Effect": "Deny"}]}, TOKEN)
    other = json.loads(json.dumps(allow).replace(HOST, "gitlab.com"))
    assert not aws.assumable({"Statement": [other]}, TOKEN)


@pytest.mark.parametrize(
    ("condition", "subject", "accepted"),
    [
        ("assertion.sub.startsWith('repo:acme/')", "assertion.sub", True),
        ("", "assertion.sub", True),
        ("assertion.sub == 'other'", "assertion.sub", False),
        ("assertion.environment == 'x'", "assertion.sub", False),
        ("assertion.environment != 'y'", "assertion.sub", False),
        ("has(assertion.environment)", "assertion.sub", False),
        ("assertion.sub != ''", "assertion.environment", False),
        ("assertion.sub != ''", f"'{'x' * 128}'", False),
    ],
)
def test_a_condition_of_google_holds_as_documented(
    condition: str, subject: str, accepted: bool
) -> None:
    oidc = {"issuer_uri": TOKEN["iss"], "allowed_audiences": ["here"]}
    provider = {
        "oidc": [oidc],
        "attribute_condition": condition,
        "attribute_mapping": {"google.subject": subject},
    }
    assert bool(gcp.mapped(provider, {**TOKEN, "aud": "here"})) is accepted
    assert not gcp.mapped(provider, {**TOKEN, "aud": "there"})


@pytest.mark.parametrize(
    ("expression", "accepted"),
    [
        ("claims['sub'] eq 'repo:acme/a:environment:x'", True),
        ("claims['sub'] eq 'repo:acme/*'", False),
        ("claims['sub'] matches 'repo:acme/*'", True),
        ("claims['sub'] matches 'repo:acme/?:environment:?'", True),
        ("claims['sub'] matches 'repo:acme'", False),
        ("claims['sub'] matches 'repo:*' and claims['job_workflow_ref'] eq 'w'", False),
    ],
)
def test_a_flexible_credential_matches_as_documented(expression: str, accepted: bool) -> None:
    assert azure.matches(expression, TOKEN) is accepted


@pytest.mark.parametrize(
    "expression",
    ["claims['repository_id'] eq '7'", "claims['sub'] like 'x'", "claims['sub'] eq 'a' or true"],
)
def test_an_expression_that_entra_refuses_is_an_error(expression: str) -> None:
    with pytest.raises(ValueError, match=r"clause|looks at"):
        azure.matches(expression, TOKEN)
