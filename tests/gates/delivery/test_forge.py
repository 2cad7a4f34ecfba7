"""The API of both forges, where it does not do what it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from goldenpath_gates.delivery import cluster, forge, tokens
from goldenpath_gates.errors import GoldenpathError, IncompleteError, UsageError

from tests import sigstore_box
from tests.cluster_box import Change
from tests.gates.delivery.conftest import GITLAB
from tests.sigstore_box import Sigstore

if TYPE_CHECKING:
    from tests.gates.delivery.conftest import World


@pytest.mark.parametrize(
    ("env", "error", "says"),
    [
        ({"GITHUB_API_URL": ""}, IncompleteError, "GITHUB_API_URL is not set"),
        ({"GITHUB_API_URL": "http://api.example.com"}, UsageError, "must be an https address"),
        ({"GITHUB_API_URL": "http://127.0.0.1:1"}, IncompleteError, "cannot be reached"),
        ({"GOLDENPATH_GIT_TOKEN": ""}, IncompleteError, "no token may ask the forge"),
        ({"GOLDENPATH_GIT_TOKEN": "a\nb"}, UsageError, "is there a line break"),
    ],
)
def test_nobody_is_asked(
    world: World, env: dict[str, str], error: type[GoldenpathError], says: str
) -> None:
    with (
        pytest.raises(error, match=says) as raised,
        forge.opened({**world.env, **env}) as there,
    ):
        there.change(7)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("world", [{}, GITLAB], indirect=True, ids=["github", "gitlab"])
def test_a_change_that_nobody_knows(world: World) -> None:
    world.env.setdefault("GITHUB_REPOSITORY", "acme/answers")
    world.box.changes[8] = Change(8, "head", "main", "t", "b")
    with forge.opened(world.env) as there:
        assert there.change(7) is None
        there.remove_label(7)
        found = there.change(8)
    assert found
    assert found.open


@pytest.mark.parametrize("world", [{}, GITLAB], indirect=True, ids=["github", "gitlab"])
def test_who_may_not_read_changes_is_not_told_that_there_is_none(world: World) -> None:
    """What is private answers as what is not there."""
    world.env.setdefault("GITHUB_REPOSITORY", "acme/answers")
    world.box.changes[7] = Change(7, "head", "main", "t", "b")
    world.box.hidden = True
    with (
        forge.opened(world.env) as there,
        pytest.raises(IncompleteError, match=r"GET /(pulls|merge_requests): .* answers 404"),
    ):
        there.change(7)


@pytest.mark.parametrize("world", [{}, GITLAB], indirect=True, ids=["github", "gitlab"])
def test_a_file_of_the_default_branch(world: World) -> None:
    world.env.setdefault("GITHUB_REPOSITORY", "acme/answers")
    text = 'name = "größer"\n' * 9
    world.box.published["goldenpath.toml"] = text
    with forge.opened(world.env) as there:
        assert there.published("goldenpath.toml") == text
        assert there.published("other.toml") is None


@pytest.mark.parametrize("content", [7, None, "abc", "/w=="])
def test_a_file_that_is_none(world: World, content: object) -> None:
    world.box.pages["/contents/goldenpath.toml"] = {"content": content}
    with (
        forge.opened(world.env) as there,
        pytest.raises(IncompleteError, match="the forge's answer holds no file"),
    ):
        there.published("goldenpath.toml")


@pytest.mark.parametrize("answer", [[], {"url": 1}, "open", 3])
def test_an_answer_of_another_form(world: World, answer: object) -> None:
    world.box.answer_forge = lambda *_: (200, answer)  # type: ignore[method-assign]
    with (
        forge.opened({**world.env, **GITLAB, "GITLAB_CI": ""}) as there,
        pytest.raises(IncompleteError, match="the forge's answer has no"),
    ):
        there.change(7)


def test_the_jobs_own_token_where_there_is_no_other(world: World) -> None:
    del world.env["GOLDENPATH_GIT_TOKEN"]
    world.env |= {"GITHUB_TOKEN": "of-the-job"}
    with forge.opened(world.env) as there:
        there.change(7)
    assert world.box.shown[-1] == "Bearer of-the-job"


def test_the_word_of_github_is_for_clusters() -> None:
    """Asked for with an audience of its own, so no other service takes it for meant for it."""
    sigstore = Sigstore(claims=sigstore_box.github("acme/answers"))
    with sigstore.serving() as env:
        told = tokens.of_github(env, cluster.AUDIENCE)
    assert told.count(".") == 2
    with pytest.raises(IncompleteError, match="gives this job no identity"):
        tokens.of_github({**env, "ACTIONS_ID_TOKEN_REQUEST_URL": "http://127.0.0.1:1"}, "any")


@pytest.mark.parametrize("world", [{}, GITLAB], indirect=True, ids=["github", "gitlab"])
def test_a_change_and_its_people(world: World) -> None:
    world.env.setdefault("GITHUB_REPOSITORY", "acme/answers")
    people = ("hubot", "monalisa")
    world.box.changes[8] = Change(
        8, "head", "main", "t", "b", labels=["bug", "preview"], reviewers=people
    )
    with forge.opened(world.env) as there:
        found = there.change(8)
    assert found == forge.Change(
        f"{world.box.address}/changes/8", True, "d" * 40, "mona", people, ("bug", "preview")
    )


@pytest.mark.parametrize("world", [{}, GITLAB], indirect=True, ids=["github", "gitlab"])
def test_a_comment_is_written_once_and_then_replaced(world: World) -> None:
    """A stranger who writes the same mark before is left alone."""
    world.env.setdefault("GITHUB_REPOSITORY", "acme/answers")
    stranger = ("mona", "<!-- mark -->\nnot yours")
    world.box.changes[8] = Change(8, "head", "main", "t", "b", comments=[stranger])
    with forge.opened(world.env) as there:
        for text in ("first", "second"):
            there.comment(8, "<!-- mark -->", text)
        there.comment(8, "<!-- other -->", "third")
    assert [text for _, text in world.box.changes[8].comments] == [
        stranger[1],
        "<!-- mark -->\nsecond",
        "<!-- other -->\nthird",
    ]


@pytest.mark.parametrize("world", [{}, GITLAB], indirect=True, ids=["github", "gitlab"])
def test_a_comment_behind_a_hundred_others(world: World) -> None:
    world.env.setdefault("GITHUB_REPOSITORY", "acme/answers")
    said = [("mona", f"number {number}") for number in range(250)]
    world.box.changes[8] = Change(8, "head", "main", "t", "b", comments=said)
    with forge.opened(world.env) as there:
        for text in ("first", "second"):
            there.comment(8, "<!-- mark -->", text)
    assert len(world.box.changes[8].comments) == 251
    assert world.box.changes[8].comments[-1][1] == "<!-- mark -->\nsecond"
