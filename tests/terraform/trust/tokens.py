"""Tokens as the forges issue them: a row of `tokens.yaml`, and the subject that follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
CLOUDS = ("aws", "gcp", "azure")
AUDIENCES = {
    "aws": "sts.amazonaws.com",
    "gcp": "goldenpath-cloud",
    "azure": "api://AzureADTokenExchange",
}
# What the outputs `subject_template` and `subject_components` ask the forge for.
WHOLE = {
    "github": ("repository_owner_id", "repository_id", "context", "job_workflow_ref"),
    "gitlab": (
        "project_path",
        "project_id",
        "ref_protected",
        "environment_protected",
        "deployment_tier",
    ),
}
Claims = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """`accepted` is by cloud, the stages whose role the token gets."""

    forge: str
    token: str
    claims: Mapping[str, str | None]
    subject: str | None
    accepted: Mapping[str, frozenset[str]]
    why: str
    everywhere: bool

    def __str__(self) -> str:
        return f"{self.forge}: {self.token}"

    def to(self, cloud: str, environment: str = "staging") -> Claims:
        """The token that a pipeline of such a repository gets for a cloud."""
        table = said()[self.forge]
        right = table["claims"] | {"aud": AUDIENCES[cloud]} | table["of"][environment]
        changed = right | self.claims
        claims = {name: value for name, value in changed.items() if value is not None}
        form = self.subject or table["subjects"][cloud]
        return {**claims, "sub": SUBJECTS[self.forge](claims, form)}


def github_subject(claims: Claims, form: str) -> str:
    """Colons of a value are escaped, so that it cannot imitate another part."""
    owner, name = claims["repository"].split("/")
    parts = {key: value.replace(":", "%3A") for key, value in claims.items()}
    context = f"ref:{parts['ref']}"
    if "environment" in claims:
        context = f"environment:{parts['environment']}"
    elif claims["event_name"] == "pull_request":
        context = "pull_request"
    if form == "whole":
        return ":".join(
            context if key == "context" else f"{key}:{parts.get(key, '')}"
            for key in WHOLE["github"]
        )
    if form == "immutable":
        owner = f"{owner}@{claims['repository_owner_id']}"
        name = f"{name}@{claims['repository_id']}"
    return f"repo:{owner}/{name}:{context}"


def gitlab_subject(claims: Claims, form: str) -> str:
    """GitLab leaves out what a job does not have."""
    keys = WHOLE["gitlab"] if form == "whole" else ("project_path", "ref_type", "ref")
    return ":".join(f"{key}:{claims[key]}" for key in keys if key in claims)


SUBJECTS = {"github": github_subject, "gitlab": gitlab_subject}


@cache
def said() -> dict[str, Any]:
    tables: dict[str, Any] = yaml.safe_load((HERE / "tokens.yaml").read_text("utf-8"))
    return tables


def rows(forge: str) -> tuple[Row, ...]:
    return tuple(
        Row(
            forge,
            row["token"],
            row.get("claims", {}),
            row.get("subject"),
            accepted_by_cloud(row.get("accepted", [])),
            row.get("why", ""),
            row.get("everywhere", False),
        )
        for row in said()[forge]["rows"]
    )


def accepted_by_cloud(
    given: Sequence[str] | Mapping[str, Sequence[str]],
) -> dict[str, frozenset[str]]:
    if isinstance(given, Mapping):
        return {cloud: frozenset(given.get(cloud, ())) for cloud in CLOUDS}
    return dict.fromkeys(CLOUDS, frozenset(given))
