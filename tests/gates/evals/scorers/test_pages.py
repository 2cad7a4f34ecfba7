from __future__ import annotations

from goldenpath_gates.evals.scorers import pages
from goldenpath_gates.evals.scorers.registry import scorers
from goldenpath_gates.evals.scorers.score import DERIVED, all_metrics
from goldenpath_gates.evals.settings import Eval

from tests.gates.support import ROOT


def test_the_page_says_what_the_code_does() -> None:
    assert (ROOT / pages.PATH).read_text("utf-8") == pages.page()


def test_every_metric_and_every_scorer_is_there() -> None:
    page = pages.page()
    figures = [*all_metrics(Eval()), *(metric.name for metric, _ in DERIVED)]
    assert [name for name in figures if f"| `{name}` |" not in page] == []
    assert [name for name in scorers() if f"\n## {name}\n" not in page] == []
