"""The commits on environment branches, and what git gets to see."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from goldenpath_gates.delivery import branches
from goldenpath_gates.delivery.branches import Branches
from goldenpath_gates.delivery.remote import Remote, remote
from goldenpath_gates.delivery.settings import Delivery
from goldenpath_gates.errors import FailedError, IncompleteError, UsageError
from goldenpath_gates.registry import reference

from tests.gates.delivery.conftest import IMAGE, NEW, OLD
from tests.gates.support import git

if TYPE_CHECKING:
    from tests.gates.delivery.conftest import World

IMAGE_NEW = reference.parse(f"{IMAGE}@sha256:{NEW}")
STAGING = "environments/staging"


def opened(world: World, **env: str) -> object:
    there = Remote(str(world.box.remote))
    return branches.opened(there, world.root, {**world.env, **env})


def test_a_deployment_is_one_commit_of_the_manifests_and_the_digest(world: World) -> None:
    with opened(world) as there:  # type: ignore[attr-defined]
        deployed = there.deploy("staging", IMAGE_NEW)
    assert deployed.changed
    assert deployed.earlier == f"sha256:{OLD}"
    head = git(world.root, "rev-parse", "HEAD")
    (message, *_) = world.box.log(STAGING, "%B%x00")[0:1]
    said = git(world.box.remote, "log", "-1", "--format=%B", STAGING)
    assert message == "deploy bbbbbbbbbbbb to staging"
    assert said.split("\n\n", 1)[1].strip().splitlines() == [
        f"Image: {IMAGE}@sha256:{NEW}",
        f"Source-Commit: {head}",
        "Run: https://github.com/acme/answers/actions/runs/42",
    ]
    files = git(world.box.remote, "ls-tree", "-r", "--name-only", STAGING).splitlines()
    assert "src/main.py" not in files
    assert {"deploy/base/deployment.yaml", "flags/flags.json"} < set(files)
    text = world.box.file(STAGING, "deploy/overlays/staging/release/kustomization.yaml")
    assert f"digest: sha256:{NEW}\n" in text
    assert "literals: [RELEASE=bbbbbbbbbbbb]" in text
    other = world.box.file(STAGING, "deploy/overlays/production-eu/release/kustomization.yaml")
    assert f"digest: sha256:{'0' * 64}" in other
    assert (
        git(world.box.remote, "log", "-1", "--format=%an %cn", STAGING) == "goldenpath goldenpath"
    )


def test_a_shallow_checkout_is_enough(world: World) -> None:
    """As forges make one: the parent of its commit is not there."""
    git(world.root, "commit", "--quiet", "--allow-empty", "-m", "another")
    shallow = world.root.with_name("shallow")
    git(world.root, "clone", "--quiet", "--depth", "1", world.root.as_uri(), str(shallow))
    there = Remote(str(world.box.remote))
    with branches.opened(there, shallow, world.env) as repository:
        assert repository.deploy("staging", IMAGE_NEW).changed
        assert repository.revert(repository.current("staging"))
    assert len(world.box.commits("staging")) == 4


def test_the_same_again_is_no_commit(world: World) -> None:
    with opened(world) as there:  # type: ignore[attr-defined]
        first = there.deploy("staging", IMAGE_NEW)
        again = there.deploy("staging", IMAGE_NEW)
    assert not again.changed
    assert again.commit == first.commit


def test_the_first_one_starts_the_branch(world: World) -> None:
    git(world.box.remote, "update-ref", "-d", f"refs/heads/{STAGING}")
    with opened(world) as there:  # type: ignore[attr-defined]
        assert not there.known("staging")
        deployed = there.deploy("staging", IMAGE_NEW)
        assert deployed.before is None
        with pytest.raises(FailedError, match="nothing was deployed before"):
            there.revert(deployed)
    assert len(world.box.commits("staging")) == 1


def test_who_is_late_tries_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else commits between our look and our push."""
    push = Branches._push
    raced: list[str] = []

    def slow(self: Branches, commit: str, branch: str) -> bool:
        if not raced:
            raced.append(commit)
            _commit_of_somebody(world)
        return push(self, commit, branch)

    monkeypatch.setattr(Branches, "_push", slow)
    with opened(world) as there:  # type: ignore[attr-defined]
        there.deploy("staging", IMAGE_NEW)
    assert world.box.commits("staging")[:2] == ["deploy bbbbbbbbbbbb to staging", "by hand"]


def test_who_is_always_late_gives_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Branches, "_push", lambda *_: False)
    with (
        opened(world) as there,  # type: ignore[attr-defined]
        pytest.raises(IncompleteError, match="others committed 4 times"),
    ):
        there.deploy("staging", IMAGE_NEW)


def test_a_revert_restores_the_tree_before(world: World) -> None:
    before = world.box.log(STAGING, "%T")[0]
    with opened(world) as there:  # type: ignore[attr-defined]
        there.revert(there.deploy("staging", IMAGE_NEW))
        assert there.current("staging").earlier == f"sha256:{NEW}"
    assert world.box.log(STAGING, "%T")[0] == before
    assert world.box.commits("staging")[0].startswith("take back ")


def test_nobody_is_overruled(world: World) -> None:
    with opened(world) as there:  # type: ignore[attr-defined]
        deployed = there.deploy("staging", IMAGE_NEW)
        _commit_of_somebody(world)
        for way_back in (there.revert, there.propose_revert):
            with pytest.raises(FailedError, match="somebody committed since"):
                way_back(deployed)
    assert world.box.commits("staging")[0] == "by hand"


def test_a_remote_that_refuses_is_incomplete(world: World) -> None:
    hook = world.box.remote / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho protected branch >&2\nexit 1\n")
    hook.chmod(0o755)
    with (
        opened(world) as there,  # type: ignore[attr-defined]
        pytest.raises(IncompleteError, match="pre-receive hook declined"),
    ):
        there.deploy("staging", IMAGE_NEW)


def test_nothing_of_the_machine_takes_part(world: World, tmp_path: Path) -> None:
    """Neither the user's hooks nor settings, and no trace of what is sent."""
    hooks, seen = tmp_path / "hooks", tmp_path / "seen"
    hooks.mkdir()
    for name in ("pre-push", "reference-transaction", "post-index-change"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {seen}\n")
        (hooks / name).chmod(0o755)
    settings = tmp_path / "gitconfig"
    settings.write_text(f"[core]\n\thooksPath = {hooks}\n[user]\n\tname = Somebody\n")
    trace = str(tmp_path / "trace")
    env = {"GIT_CONFIG_GLOBAL": str(settings), "HOME": str(tmp_path), "GIT_TRACE": trace}
    (tmp_path / ".gitconfig").write_text(settings.read_text())
    with opened(world, **env) as there:  # type: ignore[attr-defined]
        there.deploy("staging", IMAGE_NEW)
    assert not seen.exists()
    assert not Path(trace).exists()
    assert git(world.box.remote, "log", "-1", "--format=%an", STAGING) == "goldenpath"


def test_the_token_is_in_no_argument(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[tuple[tuple[str, ...], dict[str, str]]] = []
    run = subprocess.run

    def watched(command: tuple[str, ...], **more: object) -> object:
        given.append((command, more["env"]))  # type: ignore[arg-type]
        return run(command, **more)  # type: ignore[call-overload]

    there = Remote(f"{world.box.address}/repo.git", "Basic c2VjcmV0")
    with branches.opened(there, world.root, world.env) as repository:
        monkeypatch.setattr(subprocess, "run", watched)
        with pytest.raises(IncompleteError) as error:
            repository.known("staging")
    assert "c2VjcmV0" not in str(error.value)
    ((command, env),) = given
    assert not any("c2VjcmV0" in word for word in command)
    keys = {
        env[f"GIT_CONFIG_KEY_{i}"]: env[f"GIT_CONFIG_VALUE_{i}"]
        for i in range(int(env["GIT_CONFIG_COUNT"]))
    }
    assert keys[f"http.{world.box.address}/.extraHeader"] == "Authorization: Basic c2VjcmV0"
    assert "Basic c2VjcmV0" in world.box.shown
    assert "c2VjcmV0" not in repr(there)


OTHER = "https://git.example.com/e.git"
OWN = {"GOLDENPATH_GIT_TOKEN": "own"}
HUB = {
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "acme/answers",
    "GITHUB_TOKEN": "hub",
}
LAB = {
    "CI_SERVER_URL": "https://gitlab.com",
    "CI_PROJECT_PATH": "acme/answers",
    "CI_JOB_TOKEN": "job",
}


@pytest.mark.parametrize(
    ("repository", "env", "address", "who"),
    [
        ("", HUB, "https://github.com/acme/answers.git", "x-access-token:hub"),
        ("", HUB | OWN, "https://github.com/acme/answers.git", "x-access-token:own"),
        ("", LAB, "https://gitlab.com/acme/answers.git", "gitlab-ci-token:job"),
        ("https://git.example.com/e.git", HUB, "https://git.example.com/e.git", ""),
        (
            "https://git.example.com/e.git",
            OWN,
            "https://git.example.com/e.git",
            "x-access-token:own",
        ),
        ("git@git.example.com:e.git", HUB | OWN, "git@git.example.com:e.git", ""),
        ("ssh://git@git.example.com/e.git", HUB, "ssh://git@git.example.com/e.git", ""),
        ("../remote.git", HUB | OWN, "/service/../remote.git", ""),
        ("/srv/remote.git", {}, "/srv/remote.git", ""),
    ],
)
def test_remote(repository: str, env: dict[str, str], address: str, who: str) -> None:
    found = remote(Delivery(repository=repository), Path("/service"), env)
    assert found.address == address
    expected = f"Basic {base64.b64encode(who.encode()).decode()}" if who else ""
    assert found.authorization == expected


@pytest.mark.parametrize(
    ("repository", "says"),
    [("", "is not known here"), ("http://git.example.com/e.git", "is not https")],
)
def test_a_remote_that_is_none(repository: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        remote(Delivery(repository=repository), Path("/service"), {})


def _commit_of_somebody(world: World) -> None:
    tree = git(world.box.remote, "rev-parse", f"{STAGING}^{{tree}}")
    commit = git(world.box.remote, "commit-tree", tree, "-p", STAGING, "-m", "by hand")
    git(world.box.remote, "update-ref", f"refs/heads/{STAGING}", commit)
