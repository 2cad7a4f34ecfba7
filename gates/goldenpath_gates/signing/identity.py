"""Whose signature counts: issuer of the identity, repository, workflow and ref."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from goldenpath_gates import git
from goldenpath_gates.errors import UsageError
from goldenpath_gates.signing.settings import Signing

GITHUB_ISSUER = "https://token.actions.githubusercontent.com"
CALLER = ".github/workflows/ci.yml"
"""Of the template: it says whose train it calls."""
GITHUB_FOLDER = ".github/workflows/"
USES = re.compile(r"^ +uses: +(?P<path>\S+?\.ya?ml)(?:@\S+)?(?: |$)", re.MULTILINE)
ENDS = re.compile(r"/(goldenpath-)?preview-end(-ghes)?\.ya?ml$")
"""What the caller calls besides its train; it signs nothing."""
REMOTE = re.compile(
    r"(?:https://|ssh://)?(?:[^@/]+@)?(?P<host>[\w.-]+)(?::\d+/|[:/])(?P<path>\S+?)(?:\.git)?/?"
)


@dataclass(frozen=True)
class Identity:
    """`repository` is the URL of the source; `workflow` that of the file whose job signs, which a
    library may own, with `@REF` only where one ref of the file is meant. `ref` is the source's."""

    issuer: str
    repository: str
    workflow: str
    ref: str

    @property
    def owns_workflow(self) -> bool:
        """Whether the workflow lies in the repository that is built."""
        return self.workflow.startswith(f"{self.repository}/")

    @property
    def github(self) -> bool:
        return f"/{GITHUB_FOLDER}" in self.workflow


def expected(settings: Signing, env: Mapping[str, str], root: Path) -> Identity:
    """From the settings, and for what they leave open from the forge that runs this or from the
    remote `origin`. Raises UsageError, with the key to set, where neither says."""
    repository = (settings.repository or _repository(env, root)).rstrip("/")
    if not re.fullmatch(r"https://[^/\s@]+(?:/[^/\s]+){2,}", repository):
        raise UsageError(
            f"[signing] repository: {repository!r} is no address of a repository; write "
            "https://HOST/OWNER/NAME"
        )
    issuer = settings.issuer or _issuer(repository, env)
    workflow = settings.workflow or _workflow(issuer, root)
    return Identity(issuer, repository, _address(workflow, repository), settings.ref)


def _repository(env: Mapping[str, str], root: Path) -> str:
    if env.get("GITHUB_SERVER_URL") and env.get("GITHUB_REPOSITORY"):
        return f"{env['GITHUB_SERVER_URL']}/{env['GITHUB_REPOSITORY']}"
    if env.get("CI_PROJECT_URL"):
        return env["CI_PROJECT_URL"]
    found = REMOTE.fullmatch(git.remote(root) or "")
    if not found:
        raise _unknown("repository", "https://HOST/OWNER/NAME")
    return f"https://{found['host']}/{found['path']}"


def _issuer(repository: str, env: Mapping[str, str]) -> str:
    """GitHub's is another name; each GitLab issues under its own."""
    host = urlsplit(repository).netloc
    if host == "github.com":
        return GITHUB_ISSUER
    if env.get("GITHUB_SERVER_URL") == f"https://{host}":
        return f"https://{host}/_services/token"  # GitHub Enterprise Server
    if host == "gitlab.com" or env.get("CI_SERVER_URL") == f"https://{host}":
        return f"https://{host}"
    raise _unknown("issuer", "the address of the forge's OIDC issuer")


def _workflow(issuer: str, root: Path) -> str:
    """On GitHub what the caller calls; on GitLab a pipeline has one file."""
    if issuer != GITHUB_ISSUER and not issuer.endswith("/_services/token"):
        return ".gitlab-ci.yml"
    try:
        called = USES.findall((root / CALLER).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        called = []
    trains = [path for path in called if GITHUB_FOLDER in path and not ENDS.search(path)]
    if len(trains) != 1:
        raise _unknown("workflow", "OWNER/NAME/.github/workflows/FILE or .github/workflows/FILE")
    return str(trains[0])


def _address(workflow: str, repository: str) -> str:
    """As certificates write it: GitLab puts two slashes before the path of the file."""
    if workflow.startswith("https://"):
        return workflow
    path = re.sub(r"^(\$|\.)/", "", workflow)
    if path.startswith(GITHUB_FOLDER):
        return f"{repository}/{path}"
    if f"/{GITHUB_FOLDER}" in path:  # OWNER/NAME/.github/workflows/FILE
        return f"{'/'.join(repository.split('/')[:3])}/{path}"
    return f"{repository}//{path}"


def _unknown(key: str, form: str) -> UsageError:
    return UsageError(
        f"[signing] {key} is not known here: set it in goldenpath.toml, or --{key}, to {form}"
    )
