"""Where the environment branches are, and what opens the door to them."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from goldenpath_gates import git
from goldenpath_gates.config import FILENAME
from goldenpath_gates.delivery.settings import Delivery
from goldenpath_gates.errors import UsageError
from goldenpath_gates.registry.exchange import loopback

OWN = "GOLDENPATH_GIT_TOKEN"


@dataclass(frozen=True)
class Remote:
    """`address` never holds a credential; `authorization` is a header for its host alone."""

    address: str
    authorization: str = field(default="", repr=False)

    @property
    def settings(self) -> dict[str, str]:
        """Of git, handed over in the environment, where no list of processes shows them."""
        fixed = {
            "core.hooksPath": "/dev/null",
            "credential.helper": "",
            "commit.gpgSign": "false",
            "gc.auto": "0",
            # The objects of the service are read, its branches are not: a checkout may be shallow.
            "core.alternateRefsCommand": ":",
            "http.followRedirects": "false",
        }
        parts = urlsplit(self.address)
        key = f"http.{parts.scheme}://{parts.netloc}/.extraHeader"
        header = {key: f"Authorization: {self.authorization}"} if self.authorization else {}
        return fixed | header


def remote(settings: Delivery, root: Path, env: Mapping[str, str]) -> Remote:
    """Raises UsageError where neither the settings, nor a forge, nor `origin` name a repository."""
    own = _of_forge(env)
    address = settings.repository or own or git.remote(root)
    if not address:
        raise UsageError(
            f"[delivery] repository is not known here: set it in {FILENAME} to an https or ssh "
            "address or a path; else it is the forge's, or that of the remote `origin`"
        )
    if "://" not in address and ":" not in address.partition("/")[0]:
        return Remote(str(root / address))
    parts = urlsplit(address)
    if parts.scheme == "http" and not loopback(parts.netloc):
        raise UsageError(f"[delivery] repository: {address} is not https: nothing was sent")
    if parts.scheme not in ("http", "https"):
        return Remote(address)
    return Remote(address, _authorization(parts.netloc, own, env))


def _of_forge(env: Mapping[str, str]) -> str:
    for server, project in (
        ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY"),
        ("CI_SERVER_URL", "CI_PROJECT_PATH"),
    ):
        if env.get(server) and env.get(project):
            return f"{env[server]}/{env[project]}.git"
    return ""


def _authorization(host: str, own: str, env: Mapping[str, str]) -> str:
    """The forge's own token goes to the forge and nowhere else."""
    known = [("x-access-token", OWN)]
    if host == urlsplit(own).netloc:
        known += [("x-access-token", "GITHUB_TOKEN"), ("gitlab-ci-token", "CI_JOB_TOKEN")]
    for user, name in known:
        if token := env.get(name):
            return f"Basic {base64.b64encode(f'{user}:{token}'.encode()).decode()}"
    return ""
