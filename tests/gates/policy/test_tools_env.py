from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates import process, uv
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy import tools_env


class Installer:
    """Stands in for uv: `commands` is what it was asked, `code` how its last command ends."""

    def __init__(self) -> None:
        self.commands: list[tuple[str, ...]] = []
        self.code = 0

    def run(self, command: Sequence[str], cwd: Path, **_: Any) -> process.Result:
        self.commands.append(tuple(command))
        if command[1] == "venv":
            interpreter = Path(command[-1], "bin", "python")
            interpreter.parent.mkdir(parents=True)
            interpreter.touch()
            return process.Result(0, "")
        return process.Result(self.code, "no such package")


@pytest.fixture
def installer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installer:
    installer = Installer()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(process, "run", installer.run)
    monkeypatch.setattr(uv, "command", lambda *args: ("uv", *args))
    return installer


@pytest.fixture
def pins(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.txt"
    path.write_text("checkov==1 --hash=sha256:00\n")
    return path


def test_made_once(installer: Installer, pins: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = tools_env.python("checkov", pins)
    assert first == tools_env.python("checkov", pins)
    assert first.exists()
    assert [command[1] for command in installer.commands] == ["venv", "pip"]
    assert {"--require-hashes", "--no-build", str(pins)} <= {*installer.commands[1]}
    said = capsys.readouterr()
    assert "installing checkov" in said.err
    assert not said.out


def test_other_pins_are_another_environment(installer: Installer, pins: Path) -> None:
    first = tools_env.python("checkov", pins)
    pins.write_text("checkov==2 --hash=sha256:00\n")
    assert tools_env.python("checkov", pins) != first
    assert first.exists()


def test_made_again_where_its_python_is_gone(installer: Installer, pins: Path) -> None:
    interpreter = tools_env.python("checkov", pins)
    interpreter.unlink()
    interpreter.symlink_to("/nowhere/python")
    assert tools_env.python("checkov", pins).exists()


def test_what_failed_is_never_taken_for_complete(installer: Installer, pins: Path) -> None:
    installer.code = 1
    with pytest.raises(IncompleteError, match=r"checkov cannot be installed .*no such package"):
        tools_env.python("checkov", pins)
    installer.code = 0
    assert tools_env.python("checkov", pins).exists()
    assert len(installer.commands) == 4


def test_a_cache_that_others_can_write_to(installer: Installer, pins: Path, tmp_path: Path) -> None:
    shared = tmp_path / "cache" / "goldenpath" / "tools"
    shared.mkdir(parents=True)
    shared.chmod(0o777)
    with pytest.raises(IncompleteError, match="checkov cannot be installed"):
        tools_env.python("checkov", pins)
    assert not installer.commands
