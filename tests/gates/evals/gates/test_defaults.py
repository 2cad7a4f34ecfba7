from __future__ import annotations

import re

from goldenpath_gates.evals.gates.defaults import DEFAULTS
from goldenpath_gates.evals.gates.judge import KINDS
from goldenpath_gates.evals.settings import Gate

from tests.gates.support import ROOT

ROW = re.compile(r"^\| `([\w@]+)` \| `(\w+) = ([\d.]+)` \| (\w+) \|$", re.MULTILINE)


def test_the_page_lists_them() -> None:
    page = (ROOT / "docs" / "evaluation" / "gates.md").read_text("utf-8")
    assert ROW.findall(page) == [row(gate) for gate in DEFAULTS]


def row(gate: Gate) -> tuple[str, str, str, str]:
    kind = next(kind for kind in KINDS if getattr(gate, kind) is not None)
    metric = gate.metric.replace("{k}", "k")
    return metric, kind, f"{getattr(gate, kind):g}", gate.tier
