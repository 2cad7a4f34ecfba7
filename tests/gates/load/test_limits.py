from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.load import limits


@pytest.fixture
def slo(render: Callable[[str], Path], tmp_path: Path) -> Path:
    path = tmp_path / "slo.yaml"
    path.write_text((render("defaults") / "slo.yaml").read_text("utf-8"), "utf-8")
    return path


def test_numbers_stand_in_slo_yaml_alone(slo: Path) -> None:
    found = limits.read(slo.parent)
    assert (found.ai_s, found.plain_s, found.first_token_s) == (3.0, 0.1, 1.0)
    assert (found.errors, found.peak, found.timeout_s) == (0.005, 50, 10)


@pytest.mark.parametrize("name", ["p95-ai", "availability"])
def test_without_a_promise_there_is_no_verdict(slo: Path, name: str) -> None:
    whole = slo.read_text("utf-8")
    kept = [
        part for part in whole.split("\n---\n") if f"  name: answer-service-{name}\n" not in part
    ]
    without_gate = whole.replace("alert,canary,load", "alert,canary")
    assert len(kept) == whole.count("\n---\n")
    for text in ["\n---\n".join(kept), without_gate] if name == "p95-ai" else [without_gate]:
        slo.write_text(text, "utf-8")
        with pytest.raises(IncompleteError, match=f"answer-service-{name}.* for the gate load"):
            limits.read(slo.parent)
