"""Fails closed where the forge would go on without asking anyone.

GitHub ignores required reviewers on private repositories of some plans, and GitLab protects no
environment on some: the job just runs. So a job that needs an approval first reads the protection
rules of its environment itself.
"""

from __future__ import annotations

import http.client
import json
import os
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from goldenpath_gates.errors import IncompleteError, UsageError

TIMEOUT_S = 20
Answer = TypeVar("Answer")
DEVELOPER = 30
"""GitLab's access level of those who write the changes."""


@dataclass(frozen=True)
class Forge:
    """Where the rules of an environment are read, and how many people they demand: on GitHub
    besides the author of a change, on GitLab those who may approve or start the job."""

    name: str
    api: str
    project: str
    token: str
    grant: str
    kind: str
    path: str
    headers: Callable[[str], dict[str, str]]
    guards: Callable[[Any], int]
    mend: str


def _github_reviewers(environment: Any) -> int:
    rules = environment["protection_rules"]
    required = [rule for rule in rules if rule["type"] == "required_reviewers"]
    others = [rule for rule in required if rule.get("prevent_self_review") is True]
    return sum(len(rule["reviewers"]) for rule in others)


def _gitlab_guards(environment: Any) -> int:
    """Approvals that are demanded, or else those who alone may start the job."""
    rules = sum(rule["required_approvals"] for rule in environment.get("approval_rules") or ())
    approvals = max(environment.get("required_approval_count") or 0, rules)
    levels = environment["deploy_access_levels"]
    open_to_all = any((level["access_level"] or DEVELOPER + 1) <= DEVELOPER for level in levels)
    return approvals or (0 if open_to_all else len(levels))


GITHUB = Forge(
    name="GitHub",
    api="GITHUB_API_URL",
    project="GITHUB_REPOSITORY",
    token="GITHUB_TOKEN",  # noqa: S106 - the name of a variable
    grant="hand it to this step (actions: read)",
    kind="repos",
    path="/environments/{environment}",
    headers=lambda token: {
        "Accept": "application/vnd.github+json",
        "Authorization": f"Bearer {token}",
        "X-GitHub-Api-Version": "2022-11-28",
    },
    guards=_github_reviewers,
    mend="add them under Settings > Environments and prevent self-review (not every plan can, for "
    "private repositories)",
)
GITLAB = Forge(
    name="GitLab",
    api="CI_API_V4_URL",
    project="CI_PROJECT_ID",
    token="GOLDENPATH_APPROVAL_TOKEN",  # noqa: S106 - the name of a variable
    grant="add a masked variable with a project token (read_api), a job's own token cannot ask",
    kind="projects",
    path="/protected_environments/{environment}",
    headers=lambda token: {"PRIVATE-TOKEN": token},
    guards=_gitlab_guards,
    mend="protect it under Settings > CI/CD, for maintainers or named people (a Premium feature)",
)


def require_reviewers(environment: str, env: Mapping[str, str] = os.environ) -> str:
    """A sentence that says who guards the environment.

    Raises IncompleteError when nobody does or when that cannot be found out.
    """
    forge = _forge(env)
    name = urllib.parse.quote(environment, safe="")
    rules = _ask(forge, forge.path.format(environment=name), f"environment {environment!r}", env)
    reviewers = _read(forge, forge.guards, rules, f"environment {environment!r}")
    if reviewers < 1:
        raise IncompleteError(
            f"environment {environment!r} has no required reviewers but perhaps the author, so "
            "nobody else would be asked: "
            f"{forge.mend}"
        )
    return f"{environment}: {reviewers} required reviewers"


def require_released(trigger: str, env: Mapping[str, str]) -> None:
    """Raises IncompleteError unless GitLab says that the child pipeline of a trigger succeeded.

    A trigger that waits for its child is a setting; this looks at what happened.
    """
    if not env.get("CI_PIPELINE_ID"):
        raise UsageError("approval runs in a pipeline: CI_PIPELINE_ID is not set")
    path = f"/pipelines/{env['CI_PIPELINE_ID']}/bridges"
    bridges = _ask(GITLAB, path, f"trigger {trigger!r}", env)
    status = _read(GITLAB, lambda found: _status(found, trigger), bridges, f"trigger {trigger!r}")
    if status != "success":
        raise IncompleteError(f"nobody approved: the child pipeline of {trigger} is {status}")


def _status(bridges: Any, trigger: str) -> str:
    child = next((b for b in bridges if b["name"] == trigger), {"downstream_pipeline": None})
    return str((child["downstream_pipeline"] or {"status": "missing"})["status"])


def _forge(env: Mapping[str, str]) -> Forge:
    return GITLAB if env.get("GITLAB_CI") else GITHUB


def _read(forge: Forge, reader: Callable[[Any], Answer], answer: Any, what: str) -> Answer:
    try:
        return reader(answer)
    except (KeyError, TypeError, AttributeError) as error:
        raise IncompleteError(
            f"what is said of {what} is not in {forge.name}'s form ({error!r}): "
            f"compare {forge.api} with the forge's version"
        ) from None


def _ask(forge: Forge, path: str, what: str, env: Mapping[str, str]) -> Any:
    """What the forge's API says, under the address of this project."""
    missing = [name for name in (forge.api, forge.project) if not env.get(name)]
    if missing:
        raise UsageError(f"approval runs in a pipeline: {missing[0]} is not set")
    if not env.get(forge.token):
        raise IncompleteError(f"{forge.token} is not set: {forge.grant}")
    url = f"{env[forge.api]}/{forge.kind}/{env[forge.project]}{path}"
    if not url.startswith(("https://", "http://127.0.0.1:")):
        raise UsageError(f"{forge.api} must be an https address, not {env[forge.api]!r}")
    request = urllib.request.Request(  # noqa: S310 - the scheme was checked above
        url, headers=forge.headers(env[forge.token])
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise IncompleteError(
            f"the rules of {what} cannot be read (HTTP {error.code}): "
            "does it exist, and may this job read them?"
        ) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise IncompleteError(f"the rules of {what} cannot be read: {error}") from None
