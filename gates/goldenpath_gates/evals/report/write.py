"""Every report of a run, in one folder."""

from __future__ import annotations

from pathlib import Path

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals import trend
from goldenpath_gates.evals.report import json, junit, markdown, page
from goldenpath_gates.evals.result import Result

FOLDER = Path("reports/eval")
NAMES = ("index.html", "result.json", "summary.md", "junit.xml")


def write(root: Path, result: Result, folder: Path = FOLDER) -> tuple[str, ...]:
    """Returns what it wrote, relative to `root`. A committed trend file is drawn, too."""
    target = root / folder
    target.mkdir(parents=True, exist_ok=True)
    page_, record, summary, cases = (target / name for name in NAMES)
    page_.write_text(page.html(result, _trend(root)), encoding="utf-8")
    record.write_text(json.text(result), encoding="utf-8")
    summary.write_text(markdown.text(result, folder), encoding="utf-8")
    junit.tree(result).write(cases, encoding="utf-8", xml_declaration=True)
    return tuple(str(folder / name) for name in NAMES)


def _trend(root: Path) -> list[trend.Run]:
    """A broken file is the nightly stage's business: it draws nothing here."""
    committed = root / trend.COMMITTED
    try:
        return trend.read(committed) if committed.exists() else []
    except IncompleteError:
        return []
