"""Which previews end, which stay, and what is said of those that cannot be ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from goldenpath_gates.errors import IncompleteError

from tests.cluster_box import Change, Preview
from tests.gates.delivery.conftest import GITHUB, GITLAB
from tests.gates.support import CONFIG

if TYPE_CHECKING:
    from tests.gates.delivery.conftest import World


def preview(world: World, number: int, hours: float, **more: object) -> Preview:
    found = Preview(number, hours, **more)  # type: ignore[arg-type]
    world.box.previews.append(found)
    world.box.changes[number] = Change(number, "head", "main", "t", "b", labels=["preview"])
    return found


@pytest.mark.parametrize("world", [GITHUB, GITLAB], indirect=True, ids=["github", "gitlab"])
def test_a_preview_past_its_time_is_ended(world: World) -> None:
    preview(world, 7, 30)
    preview(world, 8, 2)
    judged = world.reap()
    assert judged.verdict == "passed"
    assert judged.summary == "2 previews, 1 had to end, 0 of them are still there"
    assert world.box.changes[7].labels == []
    assert world.box.changes[8].labels == ["preview"]


def test_a_closed_change_has_no_preview(world: World) -> None:
    preview(world, 7, 1)
    world.box.changes[7].open = False
    assert world.reap().verdict == "passed"
    assert any(path.endswith("/namespaces/answers-pr-7") for path in world.box.asked)


@pytest.mark.parametrize("world", [GITHUB, GITLAB], indirect=True, ids=["github", "gitlab"])
def test_a_change_without_the_label_has_no_preview(world: World) -> None:
    """GitLab starts nothing when a label goes."""
    preview(world, 7, 1)
    preview(world, 8, 1, sticks=True)
    for change in world.box.changes.values():
        change.labels = ["bug"]
    judged = world.reap()
    assert judged.summary == "2 previews, 2 had to end, 1 of them are still there"
    assert "since change 8 has no label preview" in judged.findings[0].message


@pytest.mark.parametrize("world", [GITHUB, GITLAB], indirect=True, ids=["github", "gitlab"])
def test_who_may_not_ask_the_forge_ends_nothing(world: World) -> None:
    preview(world, 7, 1)
    world.box.hidden = True
    judged = world.reap()
    assert judged.verdict == "incomplete"
    assert judged.summary.startswith("1 previews, none has to end; answers-pr-7: GET /")


@pytest.mark.parametrize("closed", [True, False])
def test_what_does_not_end_is_a_finding(world: World, closed: bool) -> None:
    preview(world, 7, 30, sticks=True)
    world.box.changes[7].open = not closed
    judged = world.reap()
    assert judged.verdict == "failed"
    assert [finding.rule for finding in judged.findings] == ["preview-left"]
    assert judged.findings[0].message.startswith("answers-pr-7 is still there")


@pytest.mark.parametrize("ttl", ["", "soon", "-1", "1e9"])
def test_a_preview_that_would_never_end_is_a_finding(world: World, ttl: str) -> None:
    preview(world, 7, 1, ttl=ttl)
    judged = world.reap()
    assert [finding.rule for finding in judged.findings] == ["preview-ttl"]
    assert world.box.changes[7].labels == ["preview"]


def test_nothing_to_do(world: World) -> None:
    """Neither a young preview nor another service's is touched."""
    preview(world, 8, 2)
    world.box.slug = "other"
    judged = world.reap()
    assert judged.verdict == "passed"
    assert judged.summary == "0 previews, none has to end"


@pytest.mark.parametrize("gitops", ["flux", "none"])
def test_without_argo_there_are_no_previews(world: World, gitops: str) -> None:
    world.box.gitops = gitops
    (world.root / "goldenpath.toml").write_text(CONFIG + world.box.settings())
    judged = world.reap()
    assert judged.verdict == "passed"
    assert judged.summary.startswith("nothing to reap")
    assert world.box.asked == []


def test_without_a_forge_nobody_can_end_one(world: World) -> None:
    preview(world, 7, 30)
    del world.env["GITHUB_API_URL"]
    with pytest.raises(IncompleteError, match="GITHUB_API_URL is not set"):
        world.reap()


def test_a_forge_that_does_not_answer_is_incomplete(world: World) -> None:
    preview(world, 7, 30)
    world.env["GITHUB_API_URL"] = f"{world.box.address}/nothing"
    judged = world.reap()
    assert judged.verdict == "incomplete"
    assert "answers-pr-7: GET /pulls/7: the forge" in judged.summary
