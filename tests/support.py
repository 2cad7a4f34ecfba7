"""Renders the template once per set of answers, offline, for every test that looks at a service."""

from __future__ import annotations

import fcntl
import os
import pickle
import random
import shutil
import string
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import copier
import pytest
import yaml
from jinja2 import Environment, Template
from plumbum import local

ROOT = Path(__file__).resolve().parents[1]
PYTHONS = ("3.14", "3.13", "3.12", "3.11")
# As a user would write them: Copier takes an address of an unknown host for one of git's only by
# its ending or its prefix.
ADDRESSES = {
    "github": "https://github.com/acme/goldenpath",
    "gitlab": "https://gitlab.example.com/acme/goldenpath.git",
    "ghes": "git+https://ghe.example.com/acme/goldenpath",
}
# Sixty characters, each legal and each the end of some naive quoting.
HOSTILE = """A "quoted" 'name' <b> & | `id` $(id) {x} {{ y }} {% z %} #é🐙"""
Answers = dict[str, Any]
Made = TypeVar("Made")


@cache
def interpreters() -> dict[str, Path]:
    """The Pythons that are really here, newest first; those of pyenv lie behind its shims."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    folders = [str(folder) for folder in sorted(pyenv.glob("versions/*/bin"))]
    env = os.environ | {"PATH": os.pathsep.join([*folders, os.environ["PATH"]])}
    found = {}
    for version in PYTHONS:
        command = ("uv", "python", "find", "--no-python-downloads", "--no-project", version)
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            found[version] = Path(done.stdout.strip())
    return found


def _newest() -> Answers:
    return {"python_version": next(iter(interpreters()), "3.11")}


GITLAB: Answers = {"ci": "gitlab"}
ENTERPRISE: Answers = {"github_host": "ghes"}
ANSWER_SETS: dict[str, Answers] = {
    "defaults": {},
    "github-referenced": {"licence": "Apache-2.0", "cloud": "aws"},
    "gitlab-vendored": GITLAB | {"licence": "MIT"},
    "gitlab-referenced": GITLAB | {"licence": "BSD-3-Clause", "cloud": "gcp"},
    "gitlab-from-github": GITLAB,
    "ghes": ENTERPRISE,
    "ghes-referenced": ENTERPRISE,
    "py-newest": _newest(),
    "github-referenced-py-newest": _newest(),
    "gitlab-vendored-py-newest": GITLAB | _newest(),
    "gitlab-referenced-py-newest": GITLAB | _newest(),
    "hostile": {
        "project_name": HOSTILE,
        "description": HOSTILE + HOSTILE,
        "team": "platform+on-call@example.co.uk",
        "security_contact": "https://example.com/report?to=us&from=you#x".partition("#")[0],
        "cloud": "azure",
        "auth": "full",
        **_newest(),
    },
    "no-auth": {"auth": "none"},
    "gitlab-hostile": GITLAB | {"project_name": HOSTILE, "description": HOSTILE + HOSTILE},
}
# Where the template comes from; a set that is not named here is rendered from a local clone.
HOST_OF = {
    "github-referenced": "github",
    "github-referenced-py-newest": "github",
    "gitlab-referenced": "gitlab",
    "gitlab-referenced-py-newest": "gitlab",
    "gitlab-from-github": "github",
    "ghes-referenced": "ghes",
}


def git(folder: Path, *args: str) -> str:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    command = ("git", *identity, *args)
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=True, env=_clean()
    ).stdout


def commit(folder: Path, message: str = "a commit") -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "--no-verify", "-m", message)
    return git(folder, "rev-parse", "HEAD").strip()


def _clean() -> dict[str, str]:
    """The environment without what a git hook or an outer run of git has left in it."""
    return {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}


def questionnaire(library: Path = ROOT) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((library / "copier.yml").read_text(encoding="utf-8"))
    return loaded


def questions(library: Path = ROOT) -> dict[str, dict[str, Any]]:
    """What is asked: neither settings of Copier nor computed values."""
    return {
        name: body
        for name, body in questionnaire(library).items()
        if not name.startswith("_") and body.get("when") is not False
    }


def ownership(library: Path = ROOT) -> dict[str, dict[str, str]]:
    """Path, or folder with a slash at its end, to owner and `since` or `extend`."""
    rows: dict[str, dict[str, str]] = yaml.safe_load(questionnaire(library)["ownership"]["default"])
    return rows


def rows_of(path: str, rows: Mapping[str, Any]) -> list[str]:
    return [row for row in rows if path == row or (row.endswith("/") and path.startswith(row))]


def owner(path: str, rows: Mapping[str, Mapping[str, str]]) -> str:
    (row,) = rows_of(path, rows)
    return rows[row]["owner"]


def tree(folder: Path) -> dict[str, tuple[bool, bytes]]:
    """Path to mode (executable or not) and content, of every file but git's own."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): (bool(path.stat().st_mode & 0o100), path.read_bytes())
        for path in files
        if ".git" not in path.relative_to(folder).parts
    }


def tracked(folder: Path) -> list[str]:
    """What git would commit, so neither caches nor environments."""
    return git(folder, "ls-files", "-co", "--exclude-standard", "-z").split("\0")[:-1]


@dataclass(frozen=True)
class Library:
    """A clone of this repository that answers under real addresses without a network.

    `folder/goldenpath` is the checkout; `publish` makes its state the one that the hosts serve.
    """

    folder: Path

    @property
    def checkout(self) -> Path:
        return self.folder / "goldenpath"

    @property
    def env(self) -> dict[str, str]:
        """Sends git to the bare clone, and keeps Copier's mirrors out of the home folder."""
        served = f"url.{(self.folder / 'hosts').as_uri()}/.insteadOf"
        rules = {"GIT_CONFIG_COUNT": str(len(ADDRESSES))}
        for number, address in enumerate(ADDRESSES.values()):
            rules[f"GIT_CONFIG_KEY_{number}"] = served
            organisation = address.removeprefix("git+").rpartition("/")[0]
            rules[f"GIT_CONFIG_VALUE_{number}"] = f"{organisation}/"
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        return rules | {"COPIER_CACHE_DIR": str(self.folder / f"cache-{worker}")}

    def address(self, host: str | None) -> str:
        """Of one of the hosts; anything else is an address already."""
        return ADDRESSES.get(host, host) if host else str(self.checkout)

    def publish(self) -> None:
        bare = self.folder / "hosts" / "goldenpath.git"
        shutil.rmtree(bare, ignore_errors=True)
        bare.parent.mkdir(exist_ok=True)
        git(self.folder, "clone", "-q", "--bare", str(self.checkout), str(bare))

    def copy(
        self, destination: Path, answers: Answers, host: str | None = None, ref: str = "HEAD"
    ) -> None:
        """Renders with the defaults of whatever is not answered. Raises what Copier raises."""
        require_known(answers, self.checkout)
        with self._quietly():
            copier.run_copy(
                self.address(host), destination, answers, vcs_ref=ref, defaults=True, quiet=True
            )

    def update(self, service: Path, ref: str, answers: Answers | None = None) -> None:
        with self._quietly():
            copier.run_update(
                service, answers, vcs_ref=ref, defaults=True, overwrite=True, quiet=True
            )

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        # Copier calls git through plumbum, which copied the environment when it was imported
        with (
            local.env(**self.env),
            pytest.MonkeyPatch.context() as patch,
            warnings.catch_warnings(),
        ):
            patch.setenv("COPIER_CACHE_DIR", self.env["COPIER_CACHE_DIR"])
            patch.setattr(tempfile, "tempdir", _memory() or tempfile.tempdir)
            patch.setattr(Environment, "from_string", _compiled)
            warnings.simplefilter("ignore")
            yield


def _compiled(environment: Environment, source: str) -> Template:
    """Once per render what Copier compiles once per file: parts of paths, above all. Its own tag,
    for a path that becomes several, must be read each time, and is forgotten before the next."""
    if "{%" in source:
        return _COMPILE(environment, source)
    environment.preprocess(source)
    return _COMPILE_ONCE(environment, source)


_COMPILE = Environment.from_string
_COMPILE_ONCE = lru_cache(maxsize=1_000)(_COMPILE)


def _memory() -> str | None:
    """Where there is one, a folder in memory: Copier clones and removes thousands of files a time,
    which takes a disk several seconds."""
    folder, enough = "/dev/shm", 2_000_000_000
    if os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > enough:
        return folder
    return None


def require_known(answers: Answers, library: Path = ROOT) -> None:
    """Copier ignores an answer to a question that nobody asked."""
    unknown = set(answers) - set(questions(library))
    assert not unknown, f"copier.yml asks no {sorted(unknown)}"


def clone(folder: Path, source: Path = ROOT) -> Library:
    """HEAD and, as one commit on top of it, whatever the work tree changes.

    Without its tests, which no service sees: every copy and update clones the library whole.
    """
    library = Library(folder)
    git(folder, "clone", "-q", str(source), str(library.checkout))
    for path in tracked(library.checkout):
        (library.checkout / path).unlink()
    for path in tracked(source):
        if (source / path).is_file() and not path.startswith("tests/"):
            target = library.checkout / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / path, target)
    commit(library.checkout, "the work tree")
    library.publish()
    return library


@dataclass(frozen=True)
class Workshop:
    """A folder that all workers of a test run share: what is made there is made once."""

    base: Path

    @contextmanager
    def alone(self, name: str) -> Iterator[Path]:
        """The path `name`, which no other test has as long as this one has it."""
        path = self.base / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.with_name(f"{path.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield path

    def once(self, name: str, make: Callable[[Path], object]) -> Path:
        """The folder `name`, made by the first who asks; a failed attempt leaves nothing."""
        with self.alone(name) as folder:
            done = folder.with_name(f"{folder.name}.done")
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                done.touch()
        return folder

    def share(self, name: str, make: Callable[[Path], Made]) -> Made:
        """What `make` returned for the folder `name` to the first who asked: a copy, by pickle."""

        def keep(folder: Path) -> None:
            (folder / "made.pickle").write_bytes(pickle.dumps(make(folder)))

        made: Made = pickle.loads((self.once(name, keep) / "made.pickle").read_bytes())  # noqa: S301
        return made

    def library(self) -> Library:
        return Library(self.once("library", clone))

    def render(self, name: str) -> Path:
        """The committed service of an answer set. Look, do not touch: others look at it too."""
        library = self.library()

        def make(folder: Path) -> None:
            library.copy(folder, ANSWER_SETS[name], HOST_OF.get(name))
            git(folder, "init", "-q", "-b", "main")
            commit(folder, "first")

        return self.once(f"services/{name}", make)


def fresh_copy(service: Path, folder: Path) -> Path:
    """A service of one's own, to change and to run."""
    return Path(shutil.copytree(service, folder / service.name, symlinks=True))


def service_env() -> dict[str, str]:
    """For `./ci` in a rendered service: this library, and every Python that is here.

    The newest comes first, so that a service on an older one proves that it asked for it.
    """
    folders = [str(path.parent) for path in interpreters().values()]
    path = os.pathsep.join([*folders, os.environ["PATH"]])
    env = {key: value for key, value in _clean().items() if key not in ("CI", "VIRTUAL_ENV")}
    return env | {"GOLDENPATH_SOURCE": str(ROOT), "PATH": path, "UV_PYTHON_DOWNLOADS": "never"}


def key_like() -> str:
    """Shaped like a key of OpenAI's, and put together here so that no scanner stops a push."""
    letters = string.ascii_letters + string.digits
    half = "".join(random.Random(7).choices(letters, k=74))  # noqa: S311 - nothing is protected
    return f"sk-{'proj'}-{half}{'T3Blbk'}FJ{half[::-1]}"


def require(found: object, what: str) -> None:
    """A laptop may lack a tool; the pipeline may not, or its checks would fade away unseen."""
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{what} is missing")
