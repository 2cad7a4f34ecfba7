"""A service as the gates see it, and the real command with stand-in stages."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml
from goldenpath_gates import report
from goldenpath_gates.report import Report
from goldenpath_gates.schema import packaged

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "gates" / "goldenpath_gates"
HOOKS = ROOT / "hooks" / "goldenpath_hooks"
CONFIG = '[service]\nname = "tiny"\nstart = ["true"]\n'
PYPROJECT = '[project]\nname = "tiny"\nversion = "0.1.0"\nrequires-python = ">=3.11"\n'
COMMIT = "0123456789abcdef0123456789abcdef01234567"
PATIENCE_S = 30.0
"""How long a test waits for what should happen at once: only a failing test waits that long."""


def a_report(**changes: Any) -> Report:
    values: dict[str, Any] = {
        "stage": "unit",
        "verdict": "passed",
        "summary": "3 of 3 tests passed",
        "started": report.now(),
        "duration_s": 1.25,
        "commit": COMMIT,
        "library": "0.1.0",
    }
    return Report(**{**values, **changes})


def violation(document: Any, schema: str) -> str | None:
    """What the published schema says of a document, references to the report schema included."""
    registry = jsonschema_rs.Registry(
        [(packaged(name)["$id"], packaged(name)) for name in ("report", "evidence")]
    )
    validator = jsonschema_rs.validator_for(packaged(schema), registry=registry)
    error = next(validator.iter_errors(document), None)
    return error.message if error else None


def git(root: Path, *args: str) -> str:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.test")
    done = subprocess.run(
        ("git", *identity, *args), cwd=root, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def repository(root: Path) -> str:
    """Commits everything in a folder, returns the commit."""
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "first")
    return git(root, "rev-parse", "HEAD")


def write(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def goldenpath(
    *args: str, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-m", "goldenpath_gates", *args),
        cwd=cwd,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )


def library(folder: Path, rows: Sequence[Mapping[str, Any]], stages: Mapping[str, str]) -> Path:
    """The library in the layout of its wheel, with these stages instead of its own.

    For PYTHONPATH: the command, the runner and the process tree are the real ones. A stage is
    given as the body of `run(root, config)`.
    """
    package = folder / "goldenpath_gates"
    skip = shutil.ignore_patterns("model_stub", "__pycache__")
    shutil.copytree(PACKAGE, package, ignore=skip)
    shutil.copytree(ROOT / "workflows", package / "workflows", ignore=skip)
    table = {
        "version": 1,
        "defaults": {"timeout": 5, "keep": 1, "required_timeout": 5},
        "stages": [{"asks": "Does it run?", **row} for row in rows],
    }
    (package / "workflows" / "stages.yml").write_text(yaml.safe_dump(table))
    for name, body in stages.items():
        module = package / "stages" / f"{name}.py"
        module.write_text(f"{STAGE}{textwrap.indent(textwrap.dedent(body), '    ')}\n")
    return folder


STAGE = """\
import os, sys, time
from pathlib import Path
from goldenpath_gates import process
from goldenpath_gates.errors import FailedError, IncompleteError, UsageError
from goldenpath_gates.report import judge

def await_file(path):
    while not path.exists():
        time.sleep(0.01)

def run(root, config):
"""


def until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for: {what}"
        time.sleep(0.01)


class Lifeline:
    """A FIFO that a process holds open for writing: its end of file is the process's end.

    Unlike a process id it cannot be reused, and a zombie does not count as alive.
    """

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.path = path
        self._fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    def held(self, *, stubborn: bool = False) -> str:
        """The body of a stage that waits for a shell with a child; it may ignore requests."""
        trap = "trap '' TERM INT HUP;" if stubborn else ""
        script = f"exec 9>{self.path}; {trap} echo up >&9; sleep 60 & wait"
        return f"process.run(('sh', '-c', {script!r}), root)"

    def started(self) -> None:
        until(lambda: self._read() not in (None, b""), f"a writer of {self.path.name}")

    def ended(self) -> None:
        until(lambda: self._read() == b"", f"the end of every process that holds {self.path.name}")

    def _read(self) -> bytes | None:
        try:
            return os.read(self._fd, 100)
        except BlockingIOError:
            return None
