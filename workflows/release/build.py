"""Builds what a release consists of, twice, and tries it where nothing of this checkout is."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from goldenpath_gates import process
from goldenpath_gates.bom.document import SPEC_VERSION, canonical, require_valid
from goldenpath_gates.bom.environment import listed
from goldenpath_gates.errors import FailedError, IncompleteError, UsageError
from goldenpath_hooks.prompts.base_git import Git

from .history import tree_of
from .interface import PROJECT, version_of
from .tree import Tree

HERE = Path(__file__).resolve().parent
BUILDER, LOCK = HERE / "build-requirements.txt", "requirements-dev.txt"
SUMS = "SHA256SUMS"
ALONE = {"PYTHONPATH": ""}
"""Nothing that is built or tried may find this checkout."""


def build(git: Git, out: Path) -> Iterator[str]:
    """Fills `out` with wheel, sdist, bill of materials and sums of HEAD; says what it did.

    Raises FailedError where two builds differ or the wheel does not do its work.
    """
    if out.exists() and any(out.iterdir()):
        raise UsageError(f"{out} is not empty: name a folder for this release alone")
    out.mkdir(parents=True, exist_ok=True)
    tree, out = tree_of(git, "HEAD"), out.resolve()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        yield from _twice(git, work, out)
        environment = work / "environment"
        bill = out / f"goldenpath-{version_of(tree)}.cdx.json"
        _environment(work / "first", environment)
        yield _bill(work / "first", environment, bill)
        yield from tried(environment, next(out.glob("*.whl")), tree, work / "elsewhere")
    (out / SUMS).write_text(sums(out), "utf-8")
    yield f"{SUMS} of {len(list(out.iterdir())) - 1} files in {out}"


def sums(folder: Path) -> str:
    """As `sha256sum` writes them."""
    files = sorted(path for path in folder.iterdir() if path.name != SUMS)
    return "".join(f"{digest(path)}  {path.name}\n" for path in files)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _twice(git: Git, work: Path, out: Path) -> Iterator[str]:
    """From two clones in two folders, the second with other rights."""
    _built(git, work / "first", out, umask=0o022)
    _built(git, work / "second" / "elsewhere", work / "again", umask=0o077)
    for path in sorted(out.iterdir()):
        other = work / "again" / path.name
        if not other.is_file() or digest(other) != digest(path):
            raise FailedError(
                f"{path.name}: release-reproducible two builds of one commit differ: "
                "compare them with diffoscope"
            )
        yield f"{path.name}: twice the same bytes, sha256 {digest(path)}"


def _built(git: Git, clone: Path, out: Path, umask: int) -> None:
    clone.parent.mkdir(parents=True, exist_ok=True)
    before = os.umask(umask)
    try:
        _must(("git", "clone", "--quiet", str(git.root.resolve()), str(clone)), git.root)
        # The time that goes into both archives.
        seconds = _must(("git", "log", "-1", "--format=%ct"), clone).strip()
        locked = ("--build-constraints", str(BUILDER), "--require-hashes")
        env = {"SOURCE_DATE_EPOCH": seconds}
        _must(("uv", "build", "--quiet", *locked, "--out-dir", str(out), str(clone)), clone, env)
    finally:
        os.umask(before)
    (out / ".gitignore").unlink(missing_ok=True)  # uv's own, so that nobody commits the folder


def _environment(clone: Path, environment: Path) -> None:
    """What the library needs, as it is locked, without the library."""
    _must(("uv", "venv", "--quiet", "--python", sys.executable, str(environment)), clone)
    wanted = ("--require-hashes", "-r", PROJECT, "--extra", "gates", "--constraint", LOCK)
    _must(("uv", "pip", "install", "--quiet", "--python", str(environment), *wanted), clone)


def _bill(clone: Path, environment: Path, bill: Path) -> str:
    """As stage sbom makes it, and held to the same schema."""
    _must(
        (sys.executable, "-m", "cyclonedx_py", "environment", str(environment))
        + ("--pyproject", PROJECT, "--mc-type", "library", "--output-reproducible")
        + ("--spec-version", SPEC_VERSION, "--no-validate", "--output-file", str(bill)),
        clone,
    )
    bom = json.loads(bill.read_text("utf-8"))
    require_valid(bom, bill.name)
    inside = {(canonical(each["name"]), each.get("version")) for each in bom.get("components", ())}
    installed = {(canonical(each["name"]), each["version"]) for each in listed(clone, environment)}
    if not installed or installed != inside:
        differ = ", ".join(f"{name} {version}" for name, version in sorted(installed ^ inside))
        raise IncompleteError(f"{bill.name} does not list what is installed: {differ or 'nothing'}")
    return f"{bill.name}: {len(inside)} components, CycloneDX {SPEC_VERSION}"


def tried(environment: Path, wheel: Path, tree: Tree, folder: Path) -> Iterator[str]:
    """The installed wheel says its version, lists the stages, and a hook of it judges."""
    target = ("--python", str(environment), "--no-deps", str(wheel))
    _must(("uv", "pip", "install", "--quiet", *target), wheel.parent)
    folder.mkdir()
    (folder / "bad.json").write_text('{"a":1}', "utf-8")
    (folder / "good.json").write_text('{\n  "a": 1\n}\n', "utf-8")
    stages = [row["id"] for row in tree.yaml("workflows/stages.yml")["stages"]]
    cases: tuple[tuple[tuple[str, ...], int, list[str]], ...] = (
        (("goldenpath", "--version"), 0, [f"goldenpath {version_of(tree)}"]),
        (("goldenpath", "stages"), 0, stages),
        (("format-json", "--check", "bad.json"), 1, ["bad.json", "format-json"]),
        (("format-json", "--check", "good.json"), 0, []),
    )
    for (program, *rest), code, words in cases:
        shown = " ".join((program, *rest))
        command = (str(environment / "bin" / program), *rest)
        done = process.run(command, folder, env=ALONE, echo=False)
        missing = [word for word in words if word not in done.output]
        if done.code != code or missing:
            raise FailedError(
                f"{wheel.name}: release-wheel `{shown}` ended with {done.code}, not {code}"
                f"{f', and without {missing}' if missing else ''}: {done.output.strip()[-500:]}"
            )
        yield f"{wheel.name}: `{shown}` ended with {code}, as it should"


def _must(command: Sequence[str], cwd: Path, env: Mapping[str, str] | None = None) -> str:
    done = process.run(command, cwd, env={**ALONE, **(env or {})}, echo=False)
    if done.code:
        said = done.output.strip()[-1500:]
        raise IncompleteError(f"`{' '.join(command[:3])} ...` failed, nothing was released: {said}")
    return done.output
