"""Environments for tools with pins of their own, apart from ours and from the service's."""

from __future__ import annotations

import platform
import shutil
import sys
from hashlib import sha256
from pathlib import Path

from goldenpath_gates import process, uv
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.engine import folders


def python(name: str, requirements: Path) -> Path:
    """The interpreter of an environment with exactly these packages, made once in the user's cache.

    Every requirement needs its hashes. Raises IncompleteError where it cannot be made.
    """
    try:
        tools = folders.private("tools")
    except OSError as error:
        raise IncompleteError(f"{name} cannot be installed: {error}") from None
    home = tools / f"{name}-{_key(requirements)}"
    interpreter = home / "bin" / "python"
    if not interpreter.exists():  # also where the Python that it links to is gone
        with folders.locked(home.with_suffix(".lock")):
            if not interpreter.exists():
                _make(home, name, requirements)
    return interpreter


def _key(requirements: Path) -> str:
    about = (sys.version, sys.platform, platform.machine())
    return sha256(requirements.read_bytes() + repr(about).encode()).hexdigest()[:16]


def _make(home: Path, name: str, requirements: Path) -> None:
    print(f"policy: installing {name} into {home}, once", file=sys.stderr, flush=True)
    part = home.with_suffix(".part")
    for stale in (part, home):
        shutil.rmtree(stale, ignore_errors=True)
    interpreter = str(part / "bin" / "python")
    for command in (
        uv.command("venv", "--no-project", "--python", sys.executable, str(part)),
        # No build: the packages that a build needs are not among the hashes.
        uv.command("pip", "install", "--python", interpreter, "--require-hashes", "--no-build")
        + ("--requirements", str(requirements)),
    ):
        done = process.run(command, home.parent, env={"UV_SYSTEM_PYTHON": "0"}, echo=False)
        if done.code:
            said = done.output.strip()[-1000:]
            raise IncompleteError(f"{name} cannot be installed into {home}: {said}")
    part.rename(home)
