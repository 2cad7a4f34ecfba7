from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from goldenpath_gates.environments.local import store
from goldenpath_gates.environments.local.processes import Process
from goldenpath_gates.environments.local.store import RECORD, Record, Store
from goldenpath_gates.errors import IncompleteError

NOW = datetime(2026, 11, 22, 19, tzinfo=UTC)
BEGUN = Record(
    name="tiny-main-0d6e40",
    state="creating",
    change=None,
    branch="main",
    commit="0" * 40,
    created_at=NOW,
    expires_at=NOW,
    mark="abc",
    ports={"service": 20001},
    processes={"service": Process(4, "boot 1", "SIGINT")},
)


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    return store.opened(tmp_path / "service", {"XDG_STATE_HOME": str(tmp_path / "state")})


def test_what_is_written_is_read(kept: Store) -> None:
    assert kept.read(BEGUN.name) is None
    with kept.locked(BEGUN.name) as folder:
        kept.write(BEGUN)
        assert kept.read(BEGUN.name) == BEGUN
        assert [path.name for path in folder.iterdir()] == [RECORD]


def test_only_we_may_look(kept: Store) -> None:
    with kept.locked(BEGUN.name) as folder:
        kept.write(BEGUN)
        modes = [path.stat().st_mode & 0o777 for path in (kept.base, folder, folder / RECORD)]
    assert modes == [0o700, 0o700, 0o600]


def test_a_folder_that_others_can_open_is_refused(kept: Store, tmp_path: Path) -> None:
    kept.base.chmod(0o755)
    with pytest.raises(IncompleteError, match="chmod it to 0700"):
        store.opened(tmp_path, {"XDG_STATE_HOME": str(tmp_path / "state")})


def test_secrets_are_not_shown() -> None:
    secret = replace(BEGUN, settings={"DATABASE_URL": "postgresql://a:hidden@b"})
    assert "hidden" not in repr(secret)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", json.dumps({"version": 2}), json.dumps({"version": 1, "name": "x"})],
)
def test_what_we_did_not_write_is_incomplete(text: str, kept: Store) -> None:
    with kept.locked("broken") as folder:
        (folder / RECORD).write_text(text)
        with pytest.raises(IncompleteError, match=r"record\.json cannot be read \(\w+\): see whi"):
            kept.read("broken")


def test_an_empty_folder_goes_with_its_lock(kept: Store) -> None:
    with kept.locked("a") as folder:
        assert folder.is_dir()
    assert not folder.exists()


def test_others_wait_and_then_have_a_folder_that_is_there(kept: Store) -> None:
    """What was locked before is gone when they get it: they have to see that."""
    order: list[str] = []
    held, waiting = threading.Event(), threading.Event()

    def second() -> None:
        held.wait()
        waiting.set()
        with kept.locked("a") as folder:
            order.append("second")
            (folder / "kept").touch()

    other = threading.Thread(target=second, daemon=True)
    other.start()
    with kept.locked("a"):
        assert kept.busy("a")
        held.set()
        waiting.wait()
        order.append("first")
    other.join()
    assert order == ["first", "second"]
    assert (kept.folder("a") / "kept").exists()
    assert not kept.busy("a")


def test_nobody_is_busy_with_what_is_not_there(kept: Store) -> None:
    assert not kept.busy("a")
    assert kept.names() == []


def test_each_service_has_its_own_and_ports_are_of_all(tmp_path: Path) -> None:
    env = {"XDG_STATE_HOME": str(tmp_path / "state")}
    one, other = (store.opened(tmp_path / name, env) for name in ("one", "other"))
    for number, kept in enumerate((one, other)):
        with kept.locked(BEGUN.name):
            kept.write(replace(BEGUN, ports={"service": 20000 + number}))
    assert one.names() == other.names() == [BEGUN.name]
    assert one.home != other.home
    assert one.ports() == other.ports() == {20000, 20001}
