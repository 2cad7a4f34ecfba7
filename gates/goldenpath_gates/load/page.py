"""`reports/load/report.html`: one page, which loads nothing and needs no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldenpath_gates import report
from goldenpath_gates.load.memory import MEGABYTE
from goldenpath_gates.report import Judgement
from goldenpath_gates.views import figure_row

if TYPE_CHECKING:
    from goldenpath_gates.load.judgement import Run

WIDTH, HEIGHT = 520.0, 150.0
"""Of a drawing, in its own units."""
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Chart:
    """A line through `points` ("x,y x,y" in the drawing's units); `limit` is the height of the
    promise, None where it lies outside. `top` and `right` are where the axes end."""

    title: str
    points: str
    limit: float | None
    top: str
    right: str
    text: str


def write(run: Run, verdict: Judgement, where: str) -> list[Path]:
    """The page and the measurements behind it; returns all files of the stage."""
    folder = run.root / report.FOLDER / "load"
    page = folder / "report.html"
    page.write_text(html(run, verdict, where), encoding="utf-8")
    report.write_json(folder / "probe.json", _probed(run))
    phases = [folder / f"{found.phase.name}{end}" for found in run.measured
              for end in (".html", ".json")]  # fmt: skip
    return [page, folder / "probe.json", *(path for path in phases if path.exists())]


def html(run: Run, verdict: Judgement, where: str) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    templates = Environment(
        loader=PackageLoader("goldenpath_gates.load", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = files("goldenpath_gates.evals.report").joinpath("page.css").read_text("utf-8")
    return templates.get_template("page.html.jinja").render(
        style=style,
        verdict=verdict,
        where=where,
        rows=[figure_row(figure) for figure in verdict.figures],
        phases=[(found.phase.name, _traffic(run, found.samples)) for found in run.measured],
        probe=_probe(run),
        memory=_memory(run),
        width=WIDTH,
        height=HEIGHT,
    )


def chart(title: str, points: Points, unit: str, right: str, limit: float | None = None) -> Chart:
    """Of one point or more; the vertical axis begins at 0 and has room for the limit where it is
    near."""
    most = max(y for _, y in points)
    near = limit is not None and limit <= 3 * most
    top = max(most, limit if near and limit else 0.0) * 1.1 or 1.0
    if len(points) == 1:  # a line all the same
        points = [points[0], (points[0][0] + 1, points[0][1])]
    first, last = points[0][0], points[-1][0]
    span = (last - first) or 1.0
    spots = " ".join(
        f"{(x - first) / span * WIDTH:.1f},{HEIGHT - y / top * HEIGHT:.1f}" for x, y in points
    )
    height = HEIGHT - limit / top * HEIGHT if near and limit else None
    promised = f", promised at most {number(limit)} {unit}" if limit else ""
    end = number(points[-1][1])
    text = f"{title}: at most {number(most)} {unit}, at the end {end} {unit}{promised}"
    return Chart(title, spots, height, f"{number(top)} {unit}", right, text)


def number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _traffic(run: Run, samples: Sequence[Any]) -> list[Chart]:
    if not samples:
        return []
    end = f"{samples[-1]['t']:.0f} s"
    rates = [(one["t"], one["rate"]) for one in samples]
    p95 = [(one["t"], one["p95_ms"]) for one in samples]
    limit = run.limits.slowest_s * 1000
    return [
        chart("answers a second", rates, "/s", end),
        chart("p95 of each second", p95, "ms", end, limit),
    ]


def _probe(run: Run) -> list[Chart]:
    route = run.config.eval.request.path
    ai = [shot.latency_s * 1000 for shot in run.shots if shot.request.route == route]
    first = [shot.first_s * 1000 for shot in run.shots if shot.first_s is not None]
    limits = run.limits
    drawn = (
        ("latency by percentile, AI route", ai, limits.ai_s),
        ("first token by percentile", first, limits.first_token_s),
    )
    return [
        chart(title, _percentiles(values), "ms", "100 %", limit * 1000 if limit else None)
        for title, values, limit in drawn
        if values
    ]


def _percentiles(values: Sequence[float]) -> Points:
    ordered = sorted(values)
    return [(100 * (rank + 1) / len(ordered), value) for rank, value in enumerate(ordered)]


def _memory(run: Run) -> list[Chart]:
    points = [(float(answers), size / MEGABYTE) for answers, size in run.memory]
    return [chart("resident memory", points, "MB", f"{points[-1][0]:g} answers")] if points else []


def _probed(run: Run) -> dict[str, Any]:
    """Every request of the open loop: when it was due, and what became of it, in seconds."""
    rows = [
        {
            "due_s": round(shot.due_s, 4),
            "lag_s": round(shot.lag_s, 4),
            "latency_s": round(shot.latency_s, 4),
            "first_s": None if shot.first_s is None else round(shot.first_s, 4),
            "status": shot.status,
            "route": shot.request.route,
        }
        for shot in sorted(run.shots, key=lambda shot: shot.due_s)
    ]
    return {"version": 1, "requests": rows, "memory": [list(point) for point in run.memory]}
