"""Who a job is in a cloud and its cluster: short-lived tokens of the forge, never a stored key.

On a laptop it is the person who is logged in there, and nothing is set.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from goldenpath_gates.config import FILENAME, Config
from goldenpath_gates.delivery import cluster, order, tokens
from goldenpath_gates.environments.settings import Identity
from goldenpath_gates.errors import IncompleteError, UsageError

TOKEN = "GOLDENPATH_CLOUD_TOKEN"  # noqa: S105 - the name of a variable
AUDIENCES = {
    "aws": "sts.amazonaws.com",
    "gcp": "goldenpath-cloud",  # a GitLab template cannot know the name of the provider
    "azure": "api://AzureADTokenExchange",
}
SESSION = "goldenpath"
STS = "https://sts.googleapis.com/v1/token"
IMPERSONATION = "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"


@dataclass(frozen=True)
class Credentials:
    """`folder` is of this run and goes with it."""

    root: Path
    config: Config
    env: Mapping[str, str] = field(repr=False)
    folder: Path

    def variables(self) -> dict[str, str]:
        """For Terraform's providers, with a new token. Empty for a person's own login.

        Raises IncompleteError in a pipeline that has no identity.
        """
        settings = self.config.environments
        audience = AUDIENCES[settings.cloud]
        found = tokens.token(self.env, TOKEN) or tokens.of_github(self.env, audience)
        if found:
            path = _kept(self.folder / "token", found)
            return {**CLOUDS[settings.cloud](settings.identity, path), **self._cluster()}
        if self.env.get("CI"):
            raise IncompleteError(
                "nothing says to the cloud who this job is: on GitHub grant it `id-token: write`, "
                f"on GitLab give it `id_tokens: {TOKEN}: aud: {audience}`"
            )
        return {}

    def _cluster(self) -> dict[str, str]:
        """The API server that the previews live in, as the provider `kubernetes` reads it."""
        place = order.environment(self.config.delivery, self.config.delivery.previews)
        if not place.cluster:
            return {}  # the root module says itself how it reaches one
        known = {"KUBE_HOST": place.cluster, "KUBE_TOKEN": cluster.identity(self.env)}
        if place.certificate_authority:
            try:
                authority = (self.root / place.certificate_authority).read_text("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise IncompleteError(
                    f"{place.certificate_authority}: cannot be read ({type(error).__name__}): "
                    f"[delivery.environments.{place.name}] certificate_authority names a PEM file"
                ) from None
            known["KUBE_CLUSTER_CA_CERT_DATA"] = authority
        return known


def _aws(identity: Identity, path: Path) -> dict[str, str]:
    return {
        "AWS_WEB_IDENTITY_TOKEN_FILE": str(path),
        "AWS_ROLE_ARN": _of(identity, "role"),
        "AWS_ROLE_SESSION_NAME": SESSION,
        "AWS_REGION": _of(identity, "region"),
    }


def _gcp(identity: Identity, path: Path) -> dict[str, str]:
    account = {
        "type": "external_account",
        "audience": f"//iam.googleapis.com/{_of(identity, 'provider')}",
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        "token_url": STS,
        "service_account_impersonation_url": (
            f"{IMPERSONATION}{_of(identity, 'role')}:generateAccessToken"
        ),
        "credential_source": {"file": str(path)},
    }
    file = _kept(path.with_name("google.json"), json.dumps(account))
    return {
        "GOOGLE_APPLICATION_CREDENTIALS": str(file),
        "GOOGLE_PROJECT": _of(identity, "project"),
        "GOOGLE_REGION": _of(identity, "region"),
    }


def _azure(identity: Identity, path: Path) -> dict[str, str]:
    return {
        "ARM_USE_OIDC": "true",
        "ARM_USE_CLI": "false",
        "ARM_OIDC_TOKEN_FILE_PATH": str(path),
        "ARM_CLIENT_ID": _of(identity, "role"),
        "ARM_TENANT_ID": _of(identity, "tenant"),
        "ARM_SUBSCRIPTION_ID": _of(identity, "subscription"),
    }


CLOUDS: Mapping[str, Callable[[Identity, Path], dict[str, str]]] = {
    "aws": _aws,
    "gcp": _gcp,
    "azure": _azure,
}


def _of(identity: Identity, key: str) -> str:
    value = str(getattr(identity, key))
    if not value:
        raise UsageError(
            f"[environments.identity] {key} is not set in {FILENAME}: "
            "docs/terraform/environments.md of goldenpath says what each cloud needs"
        )
    return value


def _kept(path: Path, text: str) -> Path:
    """Read by providers of this run alone."""
    made = path.with_suffix(".made")
    with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    return made.replace(path)
