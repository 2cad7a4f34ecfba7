"""Grype for a pipeline that has no scanner."""

from __future__ import annotations

from pathlib import Path

from goldenpath_gates import released
from goldenpath_gates.released import Release

VERSION = "0.115.0"
RELEASES = "https://github.com/anchore/grype/releases"
RELEASE = Release(
    "grype",
    VERSION,
    f"{RELEASES}/download/v{VERSION}/grype_{VERSION}_{{platform}}.tar.gz",
    {
        "linux_amd64": "3fad92940650e514c0aa2dad83526942a055e210cec09a8a59d9c024adc2b90e",
        "linux_arm64": "b8541b9ecc3e936e7db4ff14b71a9474b25f3898ccaad63ee0bfe3449fcd734d",
    },
    f"install Grype or Trivy on the runner, {RELEASES}/tag/v{VERSION}, and put it on PATH",
    500_000_000,
)


def obtained() -> Path:
    """Its path, downloaded once. Raises IncompleteError where it cannot be had, or is another."""
    return released.obtained(RELEASE)
