"""The service's own environment, managed by uv from a committed lock."""

from __future__ import annotations

import os
from pathlib import Path

from goldenpath_gates import process
from goldenpath_gates.errors import FailedError, IncompleteError

LOCK = "uv.lock"
STALE = "needs to be updated"
"""How uv tells an outdated lock from a network or a file that it cannot read."""


def command(*args: str) -> tuple[str, ...]:
    remedy = "install it with `python3 -m pip install uv`"
    return (process.find("uv", remedy), *args)


def require_lock(root: Path) -> None:
    """A lock that fits `pyproject.toml`. A laptop may make the first one, CI never does."""
    if not (root / "pyproject.toml").is_file():
        raise IncompleteError("pyproject.toml is missing: the dependencies cannot be judged")
    if not (root / LOCK).is_file():
        _first_lock(root)
    else:
        _check_lock(root)


def _check_lock(root: Path) -> None:
    checked = process.run(command("lock", "--check"), root, echo=False)
    if STALE in checked.output and checked.code:
        raise FailedError(f"{LOCK} does not fit pyproject.toml: run `uv lock` and commit it")
    if checked.code:
        raise IncompleteError(f"uv could not check {LOCK}: {checked.output.strip()}")


def _first_lock(root: Path) -> None:
    if os.environ.get("CI"):
        raise IncompleteError(f"{LOCK} is missing: run `uv lock` and commit it")
    print(f"{LOCK} is missing: making the first one; commit it", flush=True)
    made = process.run(command("lock"), root)
    if made.code:
        raise IncompleteError(f"uv could not resolve the dependencies: {made.output.strip()}")
