"""What a train reaches outside of its forge, on loopback: a registry, Sigstore, the forge's word.

The two tools that tell of vulnerabilities are stubs (stubs/): their databases cannot be reached.
All else is real: the image is built by buildah, started, signed by Sigstore's library and pushed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import registry_box, sigstore_box
from tests.support import commit

SECRETS = {
    "GOLDENPATH_REGISTRY_USER": registry_box.USER,
    "GOLDENPATH_REGISTRY_PASSWORD": registry_box.PASSWORD,
}
TRUST = "sigstore-of-this-test.json"
SETTINGS = """
[image]
repository = "{repository}"

[signing]
repository = "{source}"
issuer = "{issuer}"
workflow = "{workflow}"
trust_config = "{trust}"
"""
SOURCES = {
    "github": "https://github.com/acme/svc",
    "gitlab": "https://gitlab.com/acme/svc",
}
WORKFLOWS = {"github": ".github/workflows/goldenpath.yml", "gitlab": ".gitlab-ci.yml"}


@dataclass(frozen=True)
class Outside:
    """`repository` is where the image goes, `secrets` let a job in."""

    registry: registry_box.Registry
    sigstore: sigstore_box.Sigstore
    repository: str
    identity: str
    """Where a job of GitHub asks who it is."""
    secrets: dict[str, str]

    def token(self) -> str:
        """What a job of GitLab is given."""
        return self.sigstore.token(self.sigstore.claims)


@contextmanager
def outside(service: Path, forge: str) -> Iterator[Outside]:
    """Everything started, and named in the settings of the service, which are committed."""
    registry, sigstore = registry_box.Registry(), sigstore_box.Sigstore()
    with registry.serving() as host, sigstore.serving() as env:
        issuer = sigstore_box.GITHUB if forge == "github" else sigstore_box.GITLAB
        repository = f"{host}/acme/svc"
        trust = json.dumps(json.loads(sigstore.trust_config), indent=2)
        (service / TRUST).write_text(f"{trust}\n")
        with (service / "goldenpath.toml").open("a") as settings:
            settings.write(
                SETTINGS.format(
                    repository=repository,
                    source=SOURCES[forge],
                    issuer=issuer,
                    workflow=WORKFLOWS[forge],
                    trust=TRUST,
                )
            )
        sigstore.claims = _claims(forge, commit(service, "where the image goes"))
        yield Outside(registry, sigstore, repository, env["ACTIONS_ID_TOKEN_REQUEST_URL"], SECRETS)


def _claims(forge: str, sha: str) -> sigstore_box.Claims:
    if forge == "gitlab":
        return sigstore_box.gitlab("acme/svc", sha=sha)
    signer = "acme/svc/.github/workflows/goldenpath.yml@refs/heads/main"
    return sigstore_box.github("acme/svc", sha=sha, signer=signer)
