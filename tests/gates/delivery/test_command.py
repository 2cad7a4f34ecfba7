"""`goldenpath deliver`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from goldenpath_gates.__main__ import main

from tests.gates.delivery.conftest import OLDER

if TYPE_CHECKING:
    from tests.gates.delivery.conftest import World


def test_revert(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    trees = world.box.log("environments/staging", "%T")
    assert main(["deliver", "revert", "staging"]) == 0
    assert capsys.readouterr().out.startswith("environments/staging ")
    assert world.box.log("environments/staging", "%T")[0] == trees[1]
    path = "deploy/overlays/staging/release/kustomization.yaml"
    assert OLDER in world.box.file("environments/staging", path)


def test_a_second_revert_does_not_bring_the_bad_one_back(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deliver", "revert", "staging"]) == 0
    before = world.box.commits("staging")
    assert main(["deliver", "revert", "staging"]) == 1
    assert "took a release back already" in capsys.readouterr().err
    assert world.box.commits("staging") == before


@pytest.mark.parametrize(
    ("argv", "code", "says"),
    [
        (["revert", "moon"], 2, "add [delivery.environments.moon]"),
        (["revert"], 2, "environment"),
        ([], 2, "COMMAND"),
    ],
)
@pytest.mark.usefixtures("world")
def test_usage(argv: list[str], code: int, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        ended = main(["deliver", *argv])
    except SystemExit as done:
        ended = int(str(done.code))
    assert ended == code
    assert says in capsys.readouterr().err
