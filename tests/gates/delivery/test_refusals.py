"""Where something is missing, nothing is committed and nothing is passed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from goldenpath_gates.delivery import promotion
from goldenpath_gates.errors import GoldenpathError, IncompleteError, UsageError
from goldenpath_gates.registry.refusal import RefusedError
from goldenpath_gates.report import Finding

from tests.gates.delivery.conftest import NEW, RELEASE, STAGES
from tests.gates.support import CONFIG, git, write

if TYPE_CHECKING:
    from tests.gates.delivery.conftest import World

MAIN = "production-main"


def settings(world: World, old: str, new: str) -> None:
    path = world.root / "goldenpath.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def without_cluster(world: World) -> None:
    settings(world, "cluster = ", "# cluster = ")


def without_token(world: World) -> None:
    del world.env["GOLDENPATH_CLUSTER_TOKEN"]


def wrong_token(world: World) -> None:
    world.env |= {"GOLDENPATH_CLUSTER_TOKEN": "other"}


def broken_token(world: World) -> None:
    world.env |= {"GOLDENPATH_CLUSTER_TOKEN": "two\nlines"}


def down(world: World) -> None:
    for name in world.box.environments:
        world.box.play(name, "down")


def forbidden(world: World) -> None:
    for name in world.box.environments:
        world.box.play(name, "forbidden")


def in_the_open(world: World) -> None:
    settings(world, 'cluster = "http://127.0.0.1', 'cluster = "http://cluster.example.com')


def nobody_listens(world: World) -> None:
    settings(world, f"127.0.0.1:{world.box.port}/cluster", "127.0.0.1:1/cluster")


def no_authority(world: World) -> None:
    settings(world, "timeout = 18", 'timeout = 20\ncertificate_authority = "no.pem"')


def no_promotion(world: World) -> None:
    (world.root / promotion.FILE).unlink()


def by_tag(world: World) -> None:
    write(world.root, {str(promotion.FILE): '{"image": "registry.example.com/acme/answers:1"}'})


def garbage(world: World) -> None:
    write(world.root, {str(promotion.FILE): '["image"]'})


def another_image(world: World) -> None:
    body = f'{{"image": "registry.example.com/other@sha256:{NEW}"}}'
    write(world.root, {str(promotion.FILE): body})


def no_repository(world: World) -> None:
    settings(world, f'repository = "{world.box.remote}"', 'repository = "nowhere.git"')


def no_environments(world: World) -> None:
    (world.root / "goldenpath.toml").write_text(CONFIG)


def no_overlay(world: World) -> None:
    git(world.root, "rm", "-rq", "deploy")
    git(world.root, "commit", "-qm", "no manifests")


def release_is_a_number(world: World) -> None:
    text = RELEASE.replace("[RELEASE=000000000000]", "[]\n# 000000000000")
    for name in world.box.environments:
        write(world.root, {f"deploy/overlays/{name}/release/kustomization.yaml": text})
    git(world.root, "commit", "-qam", "no release")


EVERY = ("staging", "canary", "rollout")
REFUSED: list[tuple[Callable[[World], None], type[GoldenpathError], str, tuple[str, ...]]] = [
    (without_cluster, IncompleteError, "cluster is not set", ("canary", "rollout")),
    (without_token, IncompleteError, "nothing says to the cluster who asks", EVERY),
    (wrong_token, IncompleteError, "answers 401, it does not know us", EVERY),
    (broken_token, UsageError, "is there a line break", EVERY),
    (down, IncompleteError, "the API server answers 503", EVERY),
    (forbidden, IncompleteError, "answers 403, it does not let us", EVERY),
    (in_the_open, UsageError, "is not https", EVERY),
    (nobody_listens, IncompleteError, "cannot be reached", EVERY),
    (no_authority, IncompleteError, "no certificates can be read", EVERY),
    (no_promotion, IncompleteError, "run the stage publish before", EVERY),
    (by_tag, IncompleteError, "names no image by its digest", EVERY),
    (garbage, IncompleteError, "names no image by its digest", EVERY),
    (another_image, IncompleteError, "give both, and .image. repository, one name", EVERY),
    (no_repository, IncompleteError, "git ls-remote did not work", EVERY),
    (no_environments, UsageError, "add .delivery.environments.", EVERY),
    (no_overlay, IncompleteError, "give the environment an overlay", EVERY),
    (release_is_a_number, IncompleteError, "nothing sets RELEASE", EVERY),
]


@pytest.mark.parametrize(
    ("stage", "spoil", "error", "says"),
    [
        pytest.param(stage, spoil, error, says, id=f"{stage}-{spoil.__name__}")
        for spoil, error, says, stages in REFUSED
        for stage in stages[:1]
    ],
)
def test_nothing_is_committed(
    world: World,
    stage: str,
    spoil: Callable[[World], None],
    error: type[GoldenpathError],
    says: str,
) -> None:
    spoil(world)
    with pytest.raises(error, match=says) as raised:
        world.run(stage)
    assert "\n" not in str(raised.value)
    for secret in world.box.secrets.values():
        assert secret not in str(raised.value)
    for name in world.box.environments:
        assert len(world.box.commits(name)) == 2


@pytest.mark.parametrize("stage", STAGES)
def test_an_image_that_nobody_vouches_for_is_not_committed(
    world: World, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise RefusedError([Finding("verify-missing", "no provenance")])

    monkeypatch.setattr(promotion, "verify", refuse)
    with pytest.raises(RefusedError):
        world.run(stage)
    for name in world.box.environments:
        assert len(world.box.commits(name)) == 2


def test_staging_needs_no_cluster(world: World) -> None:
    without_cluster(world)
    assert world.run("staging").verdict == "passed"


def test_the_first_release_has_to_be_wanted(world: World) -> None:
    """Nothing is measured where nothing ran: that is said, or it is asked for."""
    world.box._git("update-ref", "-d", f"refs/heads/environments/{MAIN}")
    world.box.place(MAIN).running = world.box.place(MAIN).target = ""
    with pytest.raises(IncompleteError, match="bootstrap = true"):
        world.run("canary")
    settings(world, "poll = ", "bootstrap = true\npoll = ")
    world.box.place(MAIN).prometheus = "empty"
    judged = world.run("canary")
    assert judged.verdict == "passed"
    assert [note.rule for note in judged.notes] == ["delivery-bootstrap"]
    assert world.box.commits(MAIN) == [f"deploy {NEW[:12]} to {MAIN}"]


def test_bootstrap_spares_nobody_who_ran_before(world: World) -> None:
    settings(world, "poll = ", "bootstrap = true\npoll = ")
    world.box.place(MAIN).prometheus = "empty"
    assert world.run("canary").verdict == "incomplete"


def test_a_first_release_that_fails_in_staging_has_nothing_to_go_back_to(world: World) -> None:
    world.box._git("update-ref", "-d", "refs/heads/environments/staging")
    world.box.place("staging").running = world.box.place("staging").target = ""
    world.box.play("staging", "refuses")
    judged = world.run("staging")
    assert [finding.rule for finding in judged.findings] == ["smoke-status", "staging-revert"]
    assert "nothing was deployed before" in judged.findings[1].message
