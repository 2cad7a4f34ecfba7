"""Where the library's own data lies, in a wheel and in a checkout, and which version this is."""

from __future__ import annotations

from importlib.metadata import version as distribution_version
from pathlib import Path

PACKAGE = Path(__file__).parent


def data(name: str) -> Path:
    """A data file or folder of the library, such as `workflows`.

    Only two places are looked at, so that a folder of the same name in the service that is being
    judged is never taken for ours.
    """
    checkout = PACKAGE.parents[1]
    if (checkout / "copier.yml").is_file():
        return checkout / name
    installed = PACKAGE / name
    if installed.exists():
        return installed
    raise FileNotFoundError(f"the library's {name} is missing: reinstall goldenpath")


def version() -> str:
    return distribution_version("goldenpath")
