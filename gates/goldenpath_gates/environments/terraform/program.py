"""Terraform itself: of this machine, or else a pinned release of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from goldenpath_gates import process, released
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.released import Release

VERSION = "1.11.4"
LEAST = (1, 11)
"""Older ones know neither write-only arguments nor the lock files of S3."""
REMEDY = "install Terraform 1.11 or newer and put it on PATH"
RELEASE = Release(
    "terraform",
    VERSION,
    f"https://releases.hashicorp.com/terraform/{VERSION}/terraform_{VERSION}_{{platform}}.zip",
    {
        "linux_amd64": "1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc",
        "linux_arm64": "a43d1d0da9b9bab214a8305a39db0e40869572594ccf50c416a7756499143633",
        "darwin_amd64": "a56d5002b9f7647291faccc3dd1a70350e60fb61e4c45037629508b8fdc2575b",
        "darwin_arm64": "867e0808fa971217043e25b7a792b10720c79b1546f8a68479b74f138be73e18",
    },
    REMEDY,
    100_000_000,
)


def path(env: Mapping[str, str]) -> str:
    """Raises IncompleteError where it cannot be had, or is too old."""
    program = shutil.which("terraform", path=env.get("PATH"))
    if program is None:
        return str(released.obtained(RELEASE))
    if (version := _version(program)) < LEAST:
        raise IncompleteError(f"{program} is {'.'.join(map(str, version))}: {REMEDY}")
    return program


def _version(program: str) -> tuple[int, int]:
    quiet = {"CHECKPOINT_DISABLE": "1", "TF_LOG": ""}
    done = process.run((program, "version", "-json"), Path.cwd(), env=quiet, echo=False)
    try:
        # Warnings about the machine's configuration stand around the document.
        said, _ = json.JSONDecoder().raw_decode(done.output, done.output.index("{\n"))
        major, minor, *_ = said["terraform_version"].split(".")
        return int(major), int(minor)
    except (ValueError, LookupError, AttributeError):
        raise IncompleteError(f"{program} does not say which version it is: {REMEDY}") from None
