"""The public Sigstore tells everybody who signed: of a private repository only if asked to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.signing.settings import Signing


def require(settings: Signing, env: Mapping[str, str]) -> None:
    """Raises IncompleteError where a signature would tell of a repository that is not public."""
    if settings.trust_config or settings.public_log or _is_public(env):
        return
    raise IncompleteError(
        "the public log of Sigstore would show everybody the address, the workflow and the commits "
        "of this repository, which is not known to be public: set [signing] public_log = true if "
        "that is wanted, or trust_config to a private Sigstore"
    )


def _is_public(env: Mapping[str, str]) -> bool:
    """As the forge says; what it does not say is private."""
    if env.get("CI_PROJECT_VISIBILITY"):
        return env["CI_PROJECT_VISIBILITY"] == "public"
    try:
        event = json.loads(Path(env["GITHUB_EVENT_PATH"]).read_bytes())
        return bool(event["repository"]["private"] is False)
    except (KeyError, OSError, ValueError, TypeError, RecursionError):
        return False
