"""The commands that reach the engines, and what is left of them: nothing."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from goldenpath_gates.errors import FailedError, IncompleteError
from goldenpath_gates.image import engine
from goldenpath_gates.image.engine import ENGINES, Engine, Recipe

from tests.gates.image.layouts import Row, image
from tests.gates.image.support import PULL, program, recorded, recorder

FILES: list[Row] = [("service", b"program")]
ENV = {"HOST": "127.0.0.1", "PORT": "8000"}
SHOUTS = 'echo "early"; echo "no such base" >&2; exit 125'


@pytest.fixture
def bin_(tmp_path: Path) -> Path:
    return tmp_path / "bin"


@pytest.fixture
def recipe(tmp_path: Path) -> Recipe:
    return Recipe(tmp_path / "Dockerfile", tmp_path, {"b": "2 words", "a": "1"}, 1795341600)


def made(name: str, path: Path) -> Engine:
    return ENGINES[name](str(path))


@pytest.mark.parametrize(
    ("name", "verb"), [("buildah", "bud --isolation=chroot"), ("podman", "build")]
)
def test_what_keeps_a_store_builds(
    tmp_path: Path, bin_: Path, recipe: Recipe, name: str, verb: str
) -> None:
    made(name, recorder(bin_, name)).build(recipe, tmp_path / "image")
    build, push, remove = recorded(bin_)
    tag = remove.removeprefix("rmi ")
    assert tag.startswith("localhost/goldenpath-")
    assert build == (
        f"{verb} --layers=false --timestamp=1795341600 --file={tmp_path}/Dockerfile --label=a=1 "
        f"--label=b=2 words --tag={tag} {tmp_path}"
    )
    assert push == f"push --quiet {tag} oci:{tmp_path}/image:built"


@pytest.mark.parametrize("name", ["buildah", "podman"])
def test_the_time_is_said_once(
    bin_: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Newer releases of buildah refuse the variable beside the flag."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    refuses = 'test -z "$SOURCE_DATE_EPOCH" || exit 125'
    made(name, recorder(bin_, name, refuses)).build(recipe, bin_ / "image")


@pytest.mark.parametrize(
    ("name", "fails"), [("buildah", "bud"), ("podman", "build"), ("podman", "push")]
)
def test_a_failed_build_says_its_end_and_leaves_nothing(
    tmp_path: Path, bin_: Path, recipe: Recipe, name: str, fails: str
) -> None:
    path = recorder(bin_, name, f'case "$1" in {fails}) {SHOUTS};; esac')
    with pytest.raises(FailedError, match=rf"^Dockerfile does not build by .*/{name}: ") as caught:
        made(name, path).build(recipe, tmp_path / "image")
    assert str(caught.value).endswith("early\nno such base")
    assert recorded(bin_)[-1].startswith("rmi localhost/goldenpath-")


def test_only_the_end_of_a_long_output(bin_: Path, recipe: Recipe) -> None:
    path = recorder(bin_, "buildah", "seq 1 5000; echo the end; exit 1")
    with pytest.raises(FailedError) as caught:
        made("buildah", path).build(recipe, bin_ / "image")
    assert str(caught.value).endswith("5000\nthe end")
    assert len(str(caught.value)) < 2000


PULLED = 'case "$1" in pull) echo "warning: slow"; echo 0123ab;; from) echo built-1;; esac'


def test_buildah_starts(tmp_path: Path, bin_: Path) -> None:
    path = recorder(bin_, "buildah", PULLED)
    with made("buildah", path).container(tmp_path) as container:
        start = container.start(ENV, ("python", "-m", "a"))
        assert start == (
            *(str(path), "run", "--isolation=chroot", "--env=HOST=127.0.0.1", "--env=PORT=8000"),
            *("built-1", "--", "python", "-m", "a"),
        )
        assert container.inside(ENV, ("b",)) == (*start[:6], "--", "b")
    pull, *others = recorded(bin_)
    assert PULL.fullmatch(pull)
    assert others == ["from --quiet 0123ab", "rm built-1", "rmi 0123ab"]


def assert_strict(path: Path, start: tuple[str, ...], name: str, image_: str) -> None:
    assert start == (
        *(str(path), "run", f"--name={name}", "--read-only", "--tmpfs=/tmp", "--cap-drop=ALL"),
        *("--network=host", "--security-opt=no-new-privileges"),
        *("--env=HOST=127.0.0.1", "--env=PORT=8000", "--entrypoint=python", image_, "-m", "a"),
    )


def test_podman_starts(tmp_path: Path, bin_: Path) -> None:
    path = recorder(bin_, "podman", PULLED)
    with made("podman", path).container(tmp_path) as container:
        start = container.start(ENV, ("python", "-m", "a"))
        inside = container.inside(ENV, ("b", "c"))
    pull, remove, remove_image = recorded(bin_)
    name = remove.removeprefix("rm --force ")
    assert PULL.fullmatch(pull)
    assert remove_image == "rmi 0123ab"
    assert_strict(path, start, name, "0123ab")
    assert inside == (
        *(str(path), "exec", "--env=HOST=127.0.0.1", "--env=PORT=8000", name, "b", "c"),
    )


PULLS = [
    ("buildah", "creating build container: initializing source docker://python@sha256:a: pinging"),
    ("docker", "failed to solve: python: failed to resolve source metadata for python: not found"),
]


@pytest.mark.parametrize(("name", "said"), PULLS)
def test_a_base_that_cannot_be_had_fails_nobody(
    tmp_path: Path, bin_: Path, recipe: Recipe, name: str, said: str
) -> None:
    path = program(bin_, name, f"echo '{said}'; exit 125")
    with pytest.raises(IncompleteError, match="the base image cannot be had"):
        made(name, path).build(recipe, tmp_path / "image")


def test_docker_starts(tmp_path: Path, bin_: Path) -> None:
    """Where containerd does not keep the images, docker asks for a manifest of its own kind."""
    folder = tmp_path / "image"
    built = image(folder, FILES)
    looks = 'test "$1" = load && tar -xf "${3#--input=}" -C "$0.d" && echo "Loaded ID: sha256:0"'
    path = recorder(bin_, "docker", looks)
    (bin_ / "docker.d").mkdir()
    with made("docker", path).container(folder) as container:
        start = container.start(ENV, ("python", "-m", "a"))
    load, remove, remove_image = recorded(bin_)
    assert load == f"load --quiet --input={tmp_path}/image.tar"
    assert remove_image == "rmi sha256:0"
    assert_strict(path, start, remove.removeprefix("rm --force "), "sha256:0")
    loaded = bin_ / "docker.d"
    (manifest,) = json.loads((loaded / "manifest.json").read_text())
    assert (loaded / "index.json").read_bytes() == (folder / "index.json").read_bytes()
    assert f"sha256:{Path(manifest['Config']).name}" == built.config.digest
    for path in (loaded / part for part in (manifest["Config"], *manifest["Layers"])):
        assert path.read_bytes() == (folder / path.relative_to(loaded)).read_bytes()
    assert not (tmp_path / "image.tar").exists()
    assert not (folder / "manifest.json").exists()


@pytest.mark.parametrize(
    ("name", "fails", "left"),
    [
        ("buildah", "pull", []),
        ("buildah", "from", ["rmi 0123ab"]),
        ("podman", "pull", []),
        ("docker", "load", []),
    ],
)
def test_what_cannot_be_started_is_incomplete(
    tmp_path: Path, bin_: Path, name: str, fails: str, left: list[str]
) -> None:
    folder = tmp_path / "image"
    image(folder, FILES)
    path = recorder(bin_, name, f'case "$1" in {fails}) {SHOUTS};; esac\n{PULLED}')
    with (
        pytest.raises(IncompleteError, match=rf"{fails} \.\.\.` failed: early\nno such base$"),
        made(name, path).container(folder),
    ):
        raise AssertionError
    assert [said for said in recorded(bin_) if said.startswith("rm")] == left
    assert not (tmp_path / "image.tar").exists()


@pytest.mark.parametrize("name", ENGINES)
def test_a_container_is_gone_after_an_error(tmp_path: Path, bin_: Path, name: str) -> None:
    folder = tmp_path / "image"
    image(folder, FILES)
    path = recorder(bin_, name, f'{PULLED}\ncase "$1" in load) echo Loaded 0123ab;; esac')
    with pytest.raises(KeyError), made(name, path).container(folder):
        raise KeyError
    remove, remove_image = recorded(bin_)[-2:]
    assert (remove.split()[0], remove_image) == ("rm", "rmi 0123ab")


WRITES = 'for arg; do case "$arg" in --output=*) cp {} "${{arg##*dest=}}";; esac; done'


def test_docker_builds(tmp_path: Path, bin_: Path, recipe: Recipe) -> None:
    image(tmp_path / "made", FILES)
    with tarfile.open(tmp_path / "made.tar", "w") as packed:
        packed.add(tmp_path / "made", arcname=".")
    path = recorder(bin_, "docker", WRITES.format(tmp_path / "made.tar"))
    folder = tmp_path / "image"
    made("docker", path).build(recipe, folder)
    assert recorded(bin_) == [
        "buildx build --no-cache --provenance=false --sbom=false "
        f"--output=type=oci,rewrite-timestamp=true,dest={tmp_path}/image.tar "
        f"--build-arg=SOURCE_DATE_EPOCH=1795341600 --file={tmp_path}/Dockerfile "
        f"--label=a=1 --label=b=2 words {tmp_path}"
    ]
    assert (folder / "index.json").read_bytes() == (tmp_path / "made/index.json").read_bytes()
    assert not (tmp_path / "image.tar").exists()


@pytest.mark.parametrize(
    "said",
    [
        "docker: unknown command: docker buildx",
        "docker: 'buildx' is not a docker command.",
        "ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock.",
        "ERROR: OCI exporter is not supported for the docker driver.",
    ],
)
def test_docker_that_cannot_build_anything(bin_: Path, recipe: Recipe, said: str) -> None:
    path = recorder(bin_, "docker", f'echo "{said}"; exit 1')
    with pytest.raises(IncompleteError, match="docker cannot build here: start it") as caught:
        made("docker", path).build(recipe, bin_ / "image")
    assert str(caught.value).endswith(said)


def test_docker_that_does_not_build_this(bin_: Path, recipe: Recipe) -> None:
    path = recorder(bin_, "docker", SHOUTS)
    with pytest.raises(FailedError, match="Dockerfile does not build by"):
        made("docker", path).build(recipe, bin_ / "image")


@pytest.mark.parametrize(
    "writes", ["", WRITES.format("/dev/null"), 'echo x > "$(dirname "$0")/../image.tar"']
)
def test_docker_that_writes_nothing(
    tmp_path: Path, bin_: Path, recipe: Recipe, writes: str
) -> None:
    path = recorder(bin_, "docker", writes)
    with pytest.raises(IncompleteError, match="docker wrote no image that can be read"):
        made("docker", path).build(recipe, tmp_path / "image")
    assert not (tmp_path / "image.tar").exists()


@pytest.mark.parametrize(
    ("there", "first"),
    [
        (("docker", "podman", "buildah"), "buildah"),
        (("docker", "podman"), "podman"),
        (("docker",), "docker"),
    ],
)
def test_the_first_of_them(bin_: Path, there: tuple[str, ...], first: str) -> None:
    for name in there:
        recorder(bin_, name)
    assert engine.find({"PATH": str(bin_)}).program == str(bin_ / first)


@pytest.mark.parametrize("make", [lambda folder: None, lambda folder: (folder / "docker").touch()])
def test_none_of_them(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path)  # a file that is no program is none
    with pytest.raises(IncompleteError, match=r"no container engine: install buildah \(`apt-get"):
        engine.find({"PATH": str(tmp_path)})


def test_without_a_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(IncompleteError, match="no container engine"):
        engine.find({})


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("buildah version 1.28.2 (image-spec 1.1.0-rc2, runtime-spec 1.0.2)", "buildah 1.28.2"),
        ("podman version 5.4.0", "podman 5.4.0"),
        ("Docker version 28.2.2, build e6534b4", "Docker 28.2.2, build e6534b4"),
        ("", ""),
    ],
)
def test_the_version(bin_: Path, said: str, version: str) -> None:
    path = program(bin_, "podman", f"echo '{said}'")
    assert engine.version(made("podman", path)) == version


def test_an_engine_that_cannot_be_run(tmp_path: Path, recipe: Recipe) -> None:
    path = tmp_path / "buildah"
    path.write_bytes(b"no program")
    path.chmod(0o755)
    with pytest.raises(IncompleteError, match="buildah cannot be started"):
        made("buildah", path).build(recipe, tmp_path / "image")
