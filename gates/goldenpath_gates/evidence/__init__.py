"""One record of a change: what was judged, with which figures, by which versions, what was not."""

from goldenpath_gates.evidence.forge import event_of, job_results
from goldenpath_gates.evidence.record import Record, markdown, to_json, write
from goldenpath_gates.evidence.rows import (
    HANDED_OVER,
    Evidence,
    Outcome,
    Row,
    awaited,
    collect,
    report_path,
)

__all__ = [
    "HANDED_OVER",
    "Evidence",
    "Outcome",
    "Record",
    "Row",
    "awaited",
    "collect",
    "event_of",
    "job_results",
    "markdown",
    "report_path",
    "to_json",
    "write",
]
