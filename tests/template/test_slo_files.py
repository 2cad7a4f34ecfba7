"""What a new service holds is what `goldenpath slo render` would write, whatever was answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from goldenpath_gates.slo import files

from tests.support import HOSTILE, Answers
from tests.template import slo_files

EXTREMES: dict[str, Answers] = {
    "least": {
        "p95_ms": 1,
        "p95_ai_ms": 1,
        "availability": 90.0,
        "cost_per_1000_usd": 0.0001,
        "peak_rps": 1,
    },
    "most": {
        "p95_ms": 60000,
        "p95_ai_ms": 600000,
        "availability": 99.999,
        "cost_per_1000_usd": 100000.0,
    },
    "odd": {
        "project_name": HOSTILE,
        "p95_ms": 333,
        "p95_ai_ms": 4357,
        "availability": 97.12345,
        "cost_per_1000_usd": 0.3333,
    },
    "on": {"project_name": "On", "team": "a.b@example.com"},
}


def test_the_templates_are_current() -> None:
    """Otherwise run `python -m tests.template.slo_files`."""
    for path, text in slo_files.twins().items():
        assert path.read_text("utf-8") == text, path


@pytest.mark.parametrize("name", EXTREMES)
def test_a_new_service_has_no_drift(name: str, tmp_path: Path) -> None:
    twins = (str(path.relative_to(slo_files.TEMPLATE)) for path in slo_files.paths())
    service = tmp_path / "service"
    slo_files.render(service, EXTREMES[name], (*slo_files.SOURCES, *twins))
    assert files.drift(service) == ()
