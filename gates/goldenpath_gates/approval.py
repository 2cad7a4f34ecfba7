"""Fails closed where the forge would deploy without asking anyone.

GitHub ignores required reviewers on private repositories of some plans: the job just runs. So the
first step of a job that needs approval reads the environment's protection rules itself.
"""

from __future__ import annotations

import http.client
import json
import os
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

from goldenpath_gates.errors import IncompleteError, UsageError

TIMEOUT_S = 20


def require_reviewers(environment: str, env: Mapping[str, str] = os.environ) -> str:
    """A sentence that says who guards the environment.

    Raises IncompleteError when nobody does or when that cannot be found out. On GitLab the manual
    job of the pipeline is the guard and this is not called: a job cannot read the rules there.
    """
    if env.get("GITLAB_CI"):
        raise UsageError("approval reads GitHub's rules; on GitLab the manual job is the guard")
    missing = [name for name in ("GITHUB_API_URL", "GITHUB_REPOSITORY") if not env.get(name)]
    if missing:
        raise UsageError(f"approval runs in a pipeline: {missing[0]} is not set")
    if not env.get("GITHUB_TOKEN"):
        raise IncompleteError("GITHUB_TOKEN is not set: hand it to this step (actions: read)")
    reviewers = _reviewers(environment, env)
    if not reviewers:
        raise IncompleteError(
            f"environment {environment!r} has no required reviewers, so nobody would be asked: "
            "add them under Settings > Environments (not every plan has them for private ones)"
        )
    return f"{environment}: {reviewers} required reviewers"


def _reviewers(environment: str, env: Mapping[str, str]) -> int:
    try:
        rules = _environment(environment, env)["protection_rules"]
        required = [rule for rule in rules if rule["type"] == "required_reviewers"]
        return sum(len(rule["reviewers"]) for rule in required)
    except (KeyError, TypeError) as error:
        raise IncompleteError(
            f"the rules of {environment!r} are not in GitHub's form ({error!r}): "
            "compare GITHUB_API_URL with the forge's version"
        ) from None


def _environment(environment: str, env: Mapping[str, str]) -> Any:
    name = urllib.parse.quote(environment, safe="")
    url = f"{env['GITHUB_API_URL']}/repos/{env['GITHUB_REPOSITORY']}/environments/{name}"
    if not url.startswith(("https://", "http://127.0.0.1:")):
        raise UsageError(f"GITHUB_API_URL must be an https address, not {env['GITHUB_API_URL']!r}")
    request = urllib.request.Request(  # noqa: S310 - the scheme was checked above
        url,
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {env['GITHUB_TOKEN']}",
            "X-GitHub-Api-Version": "2022-11-28",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise IncompleteError(
            f"the rules of environment {environment!r} cannot be read (HTTP {error.code}): "
            "does it exist, and may this job read actions?"
        ) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise IncompleteError(f"the rules of {environment!r} cannot be read: {error}") from None
