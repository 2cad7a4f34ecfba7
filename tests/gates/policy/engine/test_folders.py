"""What is kept between two runs is nobody else's."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest
from goldenpath_gates.policy.engine import folders


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "goldenpath"


def test_the_folder_is_the_users_alone(home: Path) -> None:
    assert folders.private("rules") == home / "rules"
    assert {path.stat().st_mode & 0o777 for path in (home, home / "rules")} == {0o700}


@pytest.mark.parametrize("open_to", [0o720, 0o702, 0o777])
def test_a_folder_that_others_can_write_to_is_refused(home: Path, open_to: int) -> None:
    folders.private("rules").chmod(open_to)
    with pytest.raises(PermissionError, match="only you"):
        folders.private("rules")


def test_a_link_is_refused(home: Path, tmp_path: Path) -> None:
    folders.private("rules").rmdir()
    (home / "rules").symlink_to(tmp_path)
    with pytest.raises(PermissionError, match="only you"):
        folders.private("rules")


def test_what_is_written_is_read(home: Path) -> None:
    path = folders.private("rules") / "one"
    folders.write(path, b"")
    assert folders.read(path) == b""
    folders.write(path, b"two")
    assert folders.read(path) == b"two"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("damage", [b"", b"x", b"x" * 100])
def test_what_is_damaged_is_refused(home: Path, damage: bytes) -> None:
    path = folders.private("rules") / "one"
    path.write_bytes(damage)
    with pytest.raises(ValueError, match="damaged"):
        folders.read(path)


def test_the_second_one_waits_for_the_first(home: Path) -> None:
    path = folders.private("tools") / "lock"
    said = []

    def second() -> None:
        with folders.locked(path):
            said.append("second")

    other = Thread(target=second)
    with folders.locked(path):
        other.start()
        other.join(0.05)
        said.append("first")
    other.join()
    assert said == ["first", "second"]
