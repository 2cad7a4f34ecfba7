"""Where images of this service are kept."""

from __future__ import annotations

from collections.abc import Mapping

from goldenpath_gates.errors import UsageError
from goldenpath_gates.image.settings import Image
from goldenpath_gates.registry import reference
from goldenpath_gates.registry.reference import Repository


def repository(settings: Image, env: Mapping[str, str]) -> Repository:
    """As set, else in the registry of the forge. Raises UsageError where neither says."""
    name = settings.repository or env.get("CI_REGISTRY_IMAGE", "")
    if not name and env.get("GITHUB_SERVER_URL") == "https://github.com":
        name = f"ghcr.io/{env['GITHUB_REPOSITORY']}".lower()
    if not name:
        raise UsageError(
            "where the image goes is not known: set [image] repository in goldenpath.toml to "
            "HOST/PATH"
        )
    return reference.repository(name)
