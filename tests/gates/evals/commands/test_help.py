from __future__ import annotations

import pytest
from goldenpath_gates.__main__ import main
from goldenpath_gates.commands.eval import COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["eval", command, "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith(f"usage: goldenpath eval {command} ")
    assert (f"example: goldenpath eval {command} " in said) is (command != "record")


def test_without_a_command_the_commands_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval"]) == 2
    assert capsys.readouterr().err == (
        f"goldenpath: eval needs a command: {', '.join(COMMANDS)}; `goldenpath eval --help`\n"
    )
