"""What cannot be judged is measured once more, and never more often."""

from __future__ import annotations

import pytest
from goldenpath_gates.load.figures import Part
from goldenpath_gates.load.judgement import judgeable
from goldenpath_gates.report import Figure, Finding

KEPT = Part("smoke", [Figure("smoke: rate", 20, "/s", ">= 19", True)])
BROKEN = Part("smoke", [Figure("smoke: rate", 10, "/s", ">= 19", False)])
LATE = Part("smoke", [], gaps=["smoke: the generator was 500 ms late"])
LATE_AND_WRONG = Part("smoke", [], [Finding("load-locustfile", "smoke: 1 times")], LATE.gaps)


@pytest.mark.parametrize(
    ("parts", "counts"),
    [
        pytest.param([LATE, KEPT], KEPT, id="busy for a moment"),
        pytest.param([LATE, BROKEN], BROKEN, id="busy, then too slow"),
        pytest.param([LATE, LATE, KEPT], KEPT, id="busy twice"),
        pytest.param([LATE, LATE, LATE], LATE, id="busy all the time"),
    ],
)
def test_once_more(parts: list[Part], counts: Part, capsys: pytest.CaptureFixture[str]) -> None:
    left = enumerate(parts)
    again = len(parts) - 1
    assert judgeable(lambda: next(left)) == (again, counts)
    said = "smoke: once more, since nothing can be judged: smoke: the generator was"
    assert capsys.readouterr().out.count(said) == again


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(KEPT, id="kept"),
        pytest.param(BROKEN, id="broken: no second chance"),
        pytest.param(LATE_AND_WRONG, id="what the team's own file breaks holds at any rate"),
    ],
)
def test_no_second_time(part: Part, capsys: pytest.CaptureFixture[str]) -> None:
    left = enumerate([part, KEPT])
    assert judgeable(lambda: next(left)) == (0, part)
    assert not capsys.readouterr().out
