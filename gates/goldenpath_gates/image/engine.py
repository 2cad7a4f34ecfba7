"""The container engines: each builds into an OCI image layout, and runs what lies in one."""

from __future__ import annotations

import io
import json
import re
import shutil
import tarfile
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from goldenpath_gates import process
from goldenpath_gates.errors import FailedError, IncompleteError
from goldenpath_gates.registry import layout as layouts

NAME = "built"
"""Of the image within its layout."""
INSTALL = "install buildah (`apt-get install buildah`), podman, or docker with buildx"
Command = tuple[str, ...]


@dataclass(frozen=True)
class Recipe:
    """What to build. `epoch`, in seconds, is the time that every file in the image bears."""

    dockerfile: Path
    context: Path
    labels: Mapping[str, str]
    epoch: int

    @property
    def flags(self) -> Command:
        labels = (f"--label={key}={value}" for key, value in sorted(self.labels.items()))
        return (f"--file={self.dockerfile}", *labels)


class Container(Protocol):
    """A container on the network of this machine."""

    def start(self, env: Mapping[str, str], command: Sequence[str]) -> Command:
        """The command that runs `command` in it, in the foreground."""

    def inside(self, env: Mapping[str, str], command: Sequence[str]) -> Command:
        """The command that runs a second one beside the first, with the same `env`."""


class Engine(Protocol):
    """A program that builds images and runs containers, without a daemon of root's."""

    @property
    def program(self) -> str: ...

    def build(self, recipe: Recipe, layout: Path) -> None:
        """Writes an OCI image layout to the folder `layout`. Raises FailedError."""

    def container(self, layout: Path) -> AbstractContextManager[Container]:
        """What lies in `layout`, ready to start, removed at the end. Raises IncompleteError."""


@dataclass(frozen=True)
class _Containers:
    """What buildah and podman have in common: they keep images in one store, and know layouts."""

    program: str
    verb: Command

    def build(self, recipe: Recipe, layout: Path) -> None:
        tag = f"localhost/goldenpath-{uuid.uuid4().hex}"  # no other build on this machine has it
        # Whoever builds without layers takes none of an earlier build, and leaves none behind.
        anew = ("--layers=false", f"--timestamp={recipe.epoch}")
        once = (*self.verb, *anew, *recipe.flags, f"--tag={tag}")
        with _gone((self.program, "rmi", tag), recipe.context):
            _build((self.program, *once, str(recipe.context)), recipe)
            _build((self.program, "push", "--quiet", tag, f"oci:{layout}:{NAME}"), recipe)

    @contextmanager
    def _pulled(self, layout: Path) -> Iterator[str]:
        """The image in the engine's own store, for a while."""
        # The store names it by its path, which may be no name of an image, or somebody else's.
        name = f"goldenpath-{uuid.uuid4().hex}"
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, name).symlink_to(layout.resolve())
            said = _must((self.program, "pull", "--quiet", f"oci:{name}:{NAME}"), Path(folder))
        with _gone((self.program, "rmi", image := said.split()[-1]), layout):
            yield image


class Buildah(_Containers):
    """Works without privileges, as in a job of GitLab: `chroot` needs no namespace."""

    def __init__(self, program: str) -> None:
        super().__init__(program, ("bud", "--isolation=chroot"))

    @contextmanager
    def container(self, layout: Path) -> Iterator[Container]:
        with self._pulled(layout) as image:
            name = _must((self.program, "from", "--quiet", image), layout).split()[-1]
            with _gone((self.program, "rm", name), layout):
                yield _BuildahContainer(self.program, name)


@dataclass(frozen=True)
class _BuildahContainer:
    program: str
    name: str

    def start(self, env: Mapping[str, str], command: Sequence[str]) -> Command:
        run = (self.program, "run", "--isolation=chroot", *_env(env))
        return (*run, self.name, "--", *command)

    def inside(self, env: Mapping[str, str], command: Sequence[str]) -> Command:
        return self.start(env, command)  # another process over the same files


class Podman(_Containers):
    def __init__(self, program: str) -> None:
        super().__init__(program, ("build",))

    @contextmanager
    def container(self, layout: Path) -> Iterator[Container]:
        with self._pulled(layout) as image, _running(self.program, image, layout) as container:
            yield container


@dataclass(frozen=True)
class Docker:
    program: str

    def build(self, recipe: Recipe, layout: Path) -> None:
        archive = layout.with_name(f"{layout.name}.tar")
        # buildx writes what was built by which machine into the image, which changes its digest.
        plain = ("--provenance=false", "--sbom=false")
        output = f"--output=type=oci,rewrite-timestamp=true,dest={archive}"
        epoch = f"--build-arg=SOURCE_DATE_EPOCH={recipe.epoch}"
        try:
            built = ("buildx", "build", "--no-cache", *plain, output, epoch, *recipe.flags)
            _build((self.program, *built, str(recipe.context)), recipe)
            with tarfile.open(archive) as packed:
                packed.extractall(layout, filter="data")
        except (OSError, tarfile.TarError) as error:
            raise IncompleteError(f"docker wrote no image that can be read: {error}") from None
        finally:
            archive.unlink(missing_ok=True)

    @contextmanager
    def container(self, layout: Path) -> Iterator[Container]:
        archive = layout.with_name(f"{layout.name}.tar")
        try:
            with tarfile.open(archive, "w") as packed:
                packed.add(layout, arcname=".")
                _add_manifest(packed, layout)
            said = _must((self.program, "load", "--quiet", f"--input={archive}"), layout)
        finally:
            archive.unlink(missing_ok=True)
        image = said.split()[-1]
        with (
            _gone((self.program, "rmi", image), layout),
            _running(self.program, image, layout) as container,
        ):
            yield container


STRICT = ("--read-only", "--tmpfs=/tmp", "--cap-drop=ALL", "--network=host") + (
    "--security-opt=no-new-privileges",
)
"""As a cluster should be: no file changes, and setuid gains nothing."""


@dataclass(frozen=True)
class _RunContainer:
    program: str
    image: str
    name: str

    def start(self, env: Mapping[str, str], command: Sequence[str]) -> Command:
        program, *arguments = command
        run = (self.program, "run", f"--name={self.name}", *STRICT, *_env(env))
        # Named, because words behind the image are put behind the entrypoint that it has.
        return (*run, f"--entrypoint={program}", self.image, *arguments)

    def inside(self, env: Mapping[str, str], command: Sequence[str]) -> Command:
        return (self.program, "exec", *_env(env), self.name, *command)


NO_BASE = re.compile("initializing source docker://|failed to resolve source metadata")
"""What the engines say where a registry does not answer, or does not give the image."""
ENGINES: Mapping[str, Callable[[str], Engine]] = {
    "buildah": Buildah,
    "podman": Podman,
    "docker": Docker,
}
"""In the order in which they are looked for."""


def find(env: Mapping[str, str]) -> Engine:
    """The first engine on PATH. Raises IncompleteError where there is none."""
    for name, engine in ENGINES.items():
        if program := shutil.which(name, path=env.get("PATH")):
            return engine(program)
    raise IncompleteError(f"there is no container engine: {INSTALL}")


def version(engine: Engine) -> str:
    """`buildah 1.28.2`, as the engine tells it."""
    told = process.run((engine.program, "--version"), Path.cwd(), echo=False).output
    return " ".join(told.split("(")[0].split()).replace(" version", "").strip(" ,")


def _env(env: Mapping[str, str]) -> Command:
    return tuple(f"--env={key}={value}" for key, value in env.items())


UNFIT = (
    "docker: unknown command",
    "is not a docker command",
    "Cannot connect to the Docker daemon",
    "is not supported for the docker driver",
)
"""What docker says where no Dockerfile could be built: no buildx, no daemon, a builder that writes
no layouts."""


def _build(command: Command, recipe: Recipe) -> None:
    # The flags say the time; newer releases of buildah refuse to be told it twice.
    done = process.run(command, recipe.context, env={"SOURCE_DATE_EPOCH": ""})
    if done.code:
        said = done.output.strip()[-1500:]
        if any(sign in said for sign in UNFIT):
            raise IncompleteError(
                f"docker cannot build here: start it, and let `docker buildx create --use` make a "
                f"builder, or {INSTALL}: {said}"
            )
        if NO_BASE.search(said):
            raise IncompleteError(f"the base image cannot be had, nothing was built: {said}")
        raise FailedError(f"{recipe.dockerfile.name} does not build by {command[0]}: {said}")


def _must(command: Command, cwd: Path) -> str:
    done = process.run(command, cwd, echo=False)
    if done.code:
        said = done.output.strip()[-1500:]
        raise IncompleteError(f"`{' '.join(command[:2])} ...` failed: {said}")
    return done.output


def _add_manifest(packed: tarfile.TarFile, layout: Path) -> None:
    """Without one, `docker load` takes a layout only where containerd keeps the images."""
    image = layouts.read(layout)
    config, *layers = (f"blobs/{b.digest.replace(':', '/')}" for b in (image.config, *image.layers))
    text = json.dumps([{"Config": config, "RepoTags": None, "Layers": layers}]).encode()
    entry = tarfile.TarInfo("manifest.json")
    entry.size = len(text)
    packed.addfile(entry, io.BytesIO(text))


@contextmanager
def _running(program: str, image: str, cwd: Path) -> Iterator[Container]:
    name = f"goldenpath-{uuid.uuid4().hex}"
    with _gone((program, "rm", "--force", name), cwd):
        yield _RunContainer(program, image, name)


@contextmanager
def _gone(command: Command, cwd: Path) -> Iterator[None]:
    """Takes away, at the end, what lies in the engine's store."""
    try:
        yield
    finally:
        process.run(command, cwd, echo=False)
