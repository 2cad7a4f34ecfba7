"""Where measuring happens: a temporary folder with a snapshot of this repository in git."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COPIER = (sys.executable, "-m", "copier")


@dataclass(frozen=True)
class Lab:
    """`folder` is removed at the end; `library` is the work tree, tagged with its version."""

    folder: Path

    @property
    def library(self) -> Path:
        return self.folder / "library"

    @property
    def env(self) -> Mapping[str, str]:
        """Keeps Copier's mirrors out of the home folder."""
        return {"COPIER_CACHE_DIR": str(self.folder / "cache")}

    def release(self, version: str) -> None:
        """What lies in `library` becomes a tagged version."""
        commit(self.library, f"v{version}")
        git(self.library, "tag", f"v{version}")

    def service(self, name: str, version: str, **answers: str) -> Path:
        """A committed service, rendered with defaults for what is not answered."""
        root = self.folder / name
        done = subprocess.run(
            copy_command(self.library, root, version, **answers),
            env={**os.environ, **self.env},
            capture_output=True,
            check=False,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"copier copy: {done.stderr}")
        git(root, "init", "-q", "-b", "main")
        commit(root, "first")
        return root


@contextmanager
def lab() -> Iterator[Lab]:
    with tempfile.TemporaryDirectory(prefix="goldenpath-benchmarks-") as folder:
        here = Lab(Path(folder))
        _snapshot(here.library)
        yield here


def version() -> str:
    with (ROOT / "pyproject.toml").open("rb") as f:
        found: str = tomllib.load(f)["project"]["version"]
        return found


def copy_command(source: Path, target: Path, ref: str, **answers: str) -> tuple[str, ...]:
    options = ("--defaults", "--quiet", "--vcs-ref", f"v{ref}")
    data = (f"--data={name}={value}" for name, value in answers.items())
    return (*COPIER, "copy", *options, *data, str(source), str(target))


def git(folder: Path, *args: str) -> str:
    identity = ("-c", "user.name=benchmarks", "-c", "user.email=benchmarks@example.com")
    command = ("git", *identity, "-c", "commit.gpgsign=false", *args)
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--no-verify", "--allow-empty", "-m", message)


def _snapshot(target: Path) -> None:
    listed = git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    git(target, "init", "-q", "-b", "main")
