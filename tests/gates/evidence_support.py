"""Records of evidence as files hold them."""

from __future__ import annotations

from typing import Any

from goldenpath_gates.report import Figure

from tests.gates.support import COMMIT, a_report

COVERAGE = Figure("coverage", 98.63, "%", ">= 85", True)
WAIVER = {
    "stage": "policy",
    "rule": "workload-limits",
    "path": "a.yaml",
    "message": "has no limits",
    "owner": "@acme/ai",
    "expires": "2027-01-31",
    "reason": "until the move",
}
RUN = "https://forge.test/runs/7"
APPROVAL = {"stage": "policy", "environment": "policy-approval", "run": RUN}


def versions(library: str = "0.7.0") -> dict[str, Any]:
    said = {"library": library, "template": "0.7.0", "template_commit": None}
    return {**said, "prompts": {"answer": "1.0.0"}, "models": ["gpt-4.1-mini"]}


def stage(*figures: Figure, name: str = "unit", outcome: str = "passed") -> dict[str, Any]:
    report = a_report(stage=name, figures=figures).to_json()
    asks = "Does the glue work?"
    return {"stage": name, "asks": asks, "outcome": outcome, "summary": "", "report": report}


def predicate(**changes: Any) -> dict[str, Any]:
    return {
        "verdict": "passed",
        "event": "main",
        "service": "Answer Service",
        "created": "2026-11-22T10:00:00+00:00",
        "commit": COMMIT,
        "uncommitted_changes": False,
        "versions": versions(),
        "run": None,
        "stages": [stage(COVERAGE)],
        "waivers": [],
        "approvals": [],
        "digests": {},
        **changes,
    }
