"""Each promise as it was where the change starts, wherever it lies now."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from goldenpath_gates.contracts.base import base
from goldenpath_gates.contracts.document import DocumentError
from goldenpath_gates.contracts.settings import Contract
from goldenpath_gates.errors import IncompleteError

from tests.gates.contracts import promised
from tests.gates.contracts.promised import EMBEDDINGS, EVENT, OPENAPI, TOOL, WEBHOOK, found
from tests.gates.support import CONFIG, git, write


def changed(root: Path) -> dict[str, str]:
    """Path to what happened; what is as it was is left out."""
    happened = {}
    for promise in found(root):
        base, now = promise.base, promise.now
        if (base and base.root) != (now and now.root):
            happened[promise.path] = "new" if not base else "gone" if not now else "changed"
    return happened


def test_every_kind_is_found(promising: Path) -> None:
    assert [(each.kind, each.path) for each in found(promising)] == [
        ("embeddings", EMBEDDINGS),
        ("event", EVENT),
        ("openapi", OPENAPI),
        ("tool", TOOL),
        ("webhook", WEBHOOK),
    ]
    assert not changed(promising)


@pytest.mark.parametrize("name", [OPENAPI, EVENT, WEBHOOK, TOOL, EMBEDDINGS])
def test_an_edit_is_seen_before_and_after_it_is_committed(name: str, promising: Path) -> None:
    promised.edit(promising, name, lambda document: document.update(more=1))
    assert changed(promising) == {name: "changed"}
    promised.commit(promising)
    promised.commit(promising)
    assert changed(promising) == {name: "changed"}


@pytest.mark.parametrize("name", [OPENAPI, EVENT, WEBHOOK, TOOL, EMBEDDINGS])
def test_a_deleted_promise_is_not_forgotten(name: str, promising: Path) -> None:
    (promising / name).unlink()
    promised.commit(promising)
    assert changed(promising) == {name: "gone"}


def test_a_new_promise_has_no_base(promising: Path) -> None:
    promised.put(promising, "contracts/events/asked.schema.json", promised.schema())
    assert changed(promising) == {"contracts/events/asked.schema.json": "new"}


@pytest.mark.parametrize(
    ("table", "moved"),
    [
        ('openapi = "api/promise.json"', {OPENAPI: "api/promise.json"}),
        ('events = "sent/"', {EVENT: "sent/answered.schema.json"}),
        ('webhooks.folder = "./taken"', {WEBHOOK: "taken/tickets.schema.json"}),
        ('tools = "tools"', {TOOL: "tools/search.json"}),
        ('embeddings = "vectors.json"', {EMBEDDINGS: "vectors.json"}),
    ],
)
def test_settings_that_point_elsewhere_do_not_lose_a_promise(
    table: str, moved: dict[str, str], promising: Path
) -> None:
    write(promising, {"goldenpath.toml": f"{CONFIG}[contract]\n{table}\n"})
    ((old, new),) = moved.items()
    assert changed(promising) == {old: "gone"}
    (promising / new).parent.mkdir(exist_ok=True)
    (promising / old).rename(promising / new)
    assert not changed(promising), "a promise may move"
    promised.edit(promising, new, lambda document: document.update(more=1))
    assert changed(promising) == {new: "changed"}


def test_a_service_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    root = promised.make(tmp_path / "services" / "answers")
    (root / ".git").rename(tmp_path / ".git")
    promised.commit(tmp_path)
    promised.commit(tmp_path)
    git(tmp_path, "branch", "--force", "main")
    assert not changed(root)
    promised.edit(root, EVENT, lambda document: document.update(more=1))
    (root / TOOL).unlink()
    assert changed(root) == {EVENT: "changed", TOOL: "gone"}


def test_what_the_target_brought_meanwhile_is_the_base_of_a_merged_result(promising: Path) -> None:
    left = git(promising, "rev-parse", "main")
    promised.edit(promising, OPENAPI, lambda document: document.update(more=1))
    target = promised.commit(promising)
    settings = Contract()
    env = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": left}
    for named, more in (
        (env, False),
        ({**env, "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": target}, True),
    ):
        start = base(promising, settings, named)
        assert start is not None
        document = start.document(OPENAPI)
        assert document is not None
        assert ("more" in document.root) is more


# --- where there is no base ------------------------------------------------------------------


def no_repository(root: Path) -> None:
    (root / ".git").rename(root.parent / "git")


def no_commit(root: Path) -> None:
    git(root, "checkout", "--quiet", "--orphan", "new")
    git(root, "branch", "-D", "main")
    git(root, "branch", "-D", "topic")


@pytest.mark.parametrize("without", [no_repository, no_commit])
def test_without_a_commit_each_promise_is_its_own_base(
    without: Callable[[Path], None], promising: Path
) -> None:
    without(promising)
    promised.edit(promising, OPENAPI, lambda document: document.update(more=1))
    assert len(found(promising)) == 5
    assert not changed(promising)


def test_a_merge_request_without_a_repository_is_incomplete(promising: Path) -> None:
    no_repository(promising)
    with pytest.raises(IncompleteError, match="no git repository"):
        found(promising, {"GITHUB_BASE_REF": "main"})


def test_a_base_that_is_not_here_is_incomplete(promising: Path) -> None:
    with pytest.raises(IncompleteError, match=r"starts cannot be told: .* fetch the whole history"):
        found(promising, {"CI_MERGE_REQUEST_DIFF_BASE_SHA": "0123456789" * 4})


@pytest.mark.parametrize("name", [OPENAPI, EVENT, "goldenpath.toml"])
def test_a_file_that_git_lost_is_incomplete(name: str, promising: Path) -> None:
    blob = git(promising, "rev-parse", f"HEAD:{name}")
    (promising / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(IncompleteError, match=f"git cannot read {name} as it was"):
        found(promising)


@pytest.mark.parametrize(
    "settings",
    ["[contract]\nsince = 1\n", "[contract]\nevents = 3\n", "contract = 3\n", "[contract\n"],
)
def test_settings_of_another_time_are_no_obstacle(settings: str, promising: Path) -> None:
    write(promising, {"goldenpath.toml": settings})
    git(promising, "checkout", "--quiet", "-B", "main")
    promised.commit(promising)
    git(promising, "checkout", "--quiet", "-B", "topic")
    write(promising, {"goldenpath.toml": CONFIG})
    assert not changed(promising)
    assert len(found(promising)) == 5


@pytest.mark.parametrize("text", ["", "[]", "{", json.dumps({"a": 1})[:-1], '{"a": 1, "a": 2}'])
def test_a_promise_that_cannot_be_read_is_incomplete(text: str, promising: Path) -> None:
    write(promising, {EVENT: text})
    with pytest.raises(DocumentError, match=f"^{EVENT}: "):
        found(promising)


def a_link(root: Path) -> None:
    (root / EVENT).rename(root / "elsewhere.json")
    (root / EVENT).symlink_to("../../elsewhere.json")


def a_broken_link(root: Path) -> None:
    (root / EVENT).unlink()
    (root / EVENT).symlink_to("nowhere.json")


def a_linked_folder(root: Path) -> None:
    (root / "contracts").rename(root / "elsewhere")
    (root / "contracts").symlink_to("elsewhere")


def a_submodule(root: Path) -> None:
    write(root, {"contracts/.git": "gitdir: elsewhere\n"})


def out_of_the_tree(root: Path) -> None:
    (root / "contracts/events").rename(root.parent / "events")
    write(root, {"goldenpath.toml": f'{CONFIG}[contract]\nevents = "../events"\n'})


def an_absolute_path(root: Path) -> None:
    moved = root.parent / "openapi.json"
    (root / OPENAPI).rename(moved)
    write(root, {"goldenpath.toml": f'{CONFIG}[contract]\nopenapi = "{moved}"\n'})


@pytest.mark.parametrize(
    "hide",
    [a_link, a_broken_link, a_linked_folder, a_submodule, out_of_the_tree, an_absolute_path],
)
def test_a_promise_whose_past_git_does_not_keep(
    hide: Callable[[Path], None], promising: Path
) -> None:
    """Each change would find it new, and nothing would ever break."""
    hide(promising)
    with pytest.raises(DocumentError, match="not-plain"):
        found(promising)


def test_a_promise_that_git_ignores(promising: Path) -> None:
    """A service may write it when it starts: then it never differs from what runs."""
    git(promising, "rm", "--quiet", "--cached", OPENAPI)
    write(promising, {".gitignore": "openapi.json\n"})
    with pytest.raises(DocumentError, match=f"^{OPENAPI}: /: not-kept git ignores it"):
        found(promising)


def test_noop_a_promise_that_git_keeps_and_ignores(promising: Path) -> None:
    write(promising, {".gitignore": "openapi.json\n"})
    assert not changed(promising)


def test_a_promise_in_the_root(promising: Path) -> None:
    """`.` is a folder as any other."""
    (promising / EVENT).rename(promising / "answered.schema.json")
    write(promising, {"goldenpath.toml": f'{CONFIG}[contract]\nevents = "."\n'})
    promised.commit(promising)
    git(promising, "branch", "--force", "main")
    promised.commit(promising)
    assert not changed(promising)
    (promising / "answered.schema.json").unlink()
    assert changed(promising) == {"answered.schema.json": "gone"}


def test_noop_a_way_that_stays_in_the_tree(promising: Path) -> None:
    write(promising, {"goldenpath.toml": f'{CONFIG}[contract]\nopenapi = "./{OPENAPI}"\n'})
    assert not changed(promising)
