"""pip-audit on what `uv.lock` pins for production: one request per package, to the public index."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from goldenpath_gates import uv
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.vulnerabilities import running
from goldenpath_gates.vulnerabilities.scan import FOLDER

PIP_AUDIT = "pip-audit==2.10.1"
FILE = FOLDER / "pip-audit.json"
TIMEOUT_S = 300.0
VULNERABLE = 1
KEPT = ("UV_CACHE_DIR", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX", "UV_PYTHON")
"""Where uv finds packages; pip-audit itself asks the public index only."""


def audit(root: Path, env: Mapping[str, str]) -> list[Path]:
    """The file of the report. Raises IncompleteError where there is none."""
    report = root / FILE
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    with TemporaryDirectory() as folder:
        pinned = Path(folder) / "requirements.txt"
        export = ("export", "--project", str(root.resolve()), "--locked", "--no-dev", "-q")
        running.run(
            uv.command(*export, "--no-emit-project", "--format", "requirements-txt"),
            env,
            TIMEOUT_S,
            output=pinned,
            keep=KEPT,
            name="uv export",
        )
        said = running.run(
            (
                *_pip_audit(env),
                *("--requirement", str(pinned), "--no-deps", "--disable-pip"),
                *("--format", "json", "--aliases", "on", "--desc", "on"),
                *("--vulnerability-service", "pypi", "--progress-spinner", "off"),
            ),
            env,
            TIMEOUT_S,
            output=report.resolve(),
            keep=KEPT,
            codes=(0, VULNERABLE),
            name="pip-audit",
        )
    if not report.stat().st_size:  # a failure has the same code
        raise IncompleteError(f"pip-audit failed: {said}")
    return [report]


def _pip_audit(env: Mapping[str, str]) -> Sequence[str]:
    """The machine's, else the pinned one of the index."""
    if program := shutil.which("pip-audit", path=env.get("PATH")):
        return (program,)
    return uv.command("tool", "run", "-q", "--from", PIP_AUDIT, "pip-audit")
