"""One HTML page with everything a reviewer asks, which loads nothing and needs no script."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from goldenpath_gates.evals.gates.ruling import Ruling
from goldenpath_gates.evals.report import (
    cases,
    facts,
    headline,
    heat,
    histogram,
    lines,
    metrics,
    prompts,
    summary,
    whisker,
    worst,
)
from goldenpath_gates.evals.report.text import visible
from goldenpath_gates.evals.result import MOST_FLAKY, Result
from goldenpath_gates.evals.trend import Run

PACKAGE = "goldenpath_gates.evals.report"
OUTCOMES = ("failed", "incomplete", "inconclusive", "passed", "not applicable")
"""In the order in which a reader wants them."""
SPREADS = ("latency_ms", "cost_usd")


def html(result: Result, trend: Sequence[Run] = ()) -> str:
    """`trend` are the runs of former nights, oldest first."""
    style, script = _packaged("page.css"), _packaged("page.js")
    return (
        _templates()
        .get_template("page.html.jinja")
        .render(
            result=result,
            headline=headline.bare(result),
            style=style,
            script=script,
            policy=_policy(style, script),
            rulings=[(one, whisker.whisker(one)) for one in ordered(result.rulings)],
            passed=sum(one.outcome == "passed" for one in result.rulings),
            facts=facts.facts(result),
            datasets=facts.datasets(result),
            cards=cases.cards(result.changes),
            prompts=prompts.changed(result),
            trend=lines.lines(result, trend),
            confusion=facts.confusion(result),
            flaky=result.facts.get("flaky", ()),
            most_flaky=MOST_FLAKY,
            **_scored(result),
        )
    )


def _scored(result: Result) -> Mapping[str, Any]:
    """What takes scores; empty where the run ended before there were any."""
    both = summary.pair(result)
    if both is None:
        return {"both": None, "table": None, "rows": (), "worst": (), "spreads": ()}
    before = both.before
    drawn = (
        histogram.histogram(name, both.now.column(name), before.column(name) if before else None)
        for name in SPREADS
    )
    return {
        "both": both,
        "table": heat.table(result, both),
        "rows": summary.rows(both),
        "worst": worst.worst(both),
        "spreads": [one for one in drawn if one is not None],
    }


def ordered(rulings: Sequence[Ruling]) -> list[Ruling]:
    return sorted(rulings, key=lambda ruling: OUTCOMES.index(ruling.outcome))


def _policy(style: str, script: str) -> str:
    """Whatever an answer smuggled in could not load, send or run anything."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _packaged(name: str) -> str:
    return files(PACKAGE).joinpath(name).read_text("utf-8")


@cache
def _templates() -> Environment:
    """Every text goes through `visible` and is escaped; only style and script are not."""
    environment = Environment(
        loader=PackageLoader(PACKAGE, ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
    environment.globals["metrics"] = metrics
    environment.globals["interval"] = whisker.interval
    return environment
