"""Stand-ins for the programs that build and start images, and a service for them to start."""

from __future__ import annotations

import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
PULL = re.compile(r"pull --quiet oci:goldenpath-[0-9a-f]{32}:built")
"""A layout is pulled under a name that no other image has."""


def program(folder: Path, name: str, script: str) -> Path:
    """A program of a few lines for a shell, to be put on PATH."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    return path


def recorder(folder: Path, name: str, script: str = "") -> Path:
    """Writes its arguments to `log` beside it, one call a line."""
    return program(folder, name, f'echo "$@" >> {folder / "log"}\n{script}')


def recorded(folder: Path) -> list[str]:
    log = folder / "log"
    return log.read_text("utf-8").splitlines() if log.exists() else []


def buildah(folder: Path) -> Path:
    """fake_buildah.sh says what it does."""
    own = f"FAKE_PYTHON={sys.executable} FAKE_PUSH={HERE / 'fake_push.py'}"
    return program(folder, "buildah", f"{own}\n. {HERE / 'fake_buildah.sh'}")


def answering(status: int) -> tuple[str, ...]:
    """The command of a service that answers every request with this status."""
    return (sys.executable, "-S", str(HERE / "answering.py"), str(status))
