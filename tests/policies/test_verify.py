"""`conftest verify`, as a platform team runs it; without tests it would pass, too."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from tests.policies.support import DATA, REGO, rules, run, tool

PARTS = 3
"""Of the cases of a domain and side, see cases_test.rego."""


def verify(rego: Path) -> list[dict[str, Any]]:
    folders = (f"--policy={rego}", f"--data={rego}", f"--data={DATA}")
    rows: list[dict[str, Any]] = json.loads(
        run(tool("conftest"), "verify", "--output=json", *folders).stdout
    )
    return rows


def passed(rows: list[dict[str, Any]]) -> int:
    return sum(row["successes"] for row in rows)


def failures(rows: list[dict[str, Any]]) -> list[Any]:
    return [failure for row in rows for failure in row.get("failures", ())]


def test_every_test_passes_and_none_is_left_out() -> None:
    rows = verify(REGO)
    assert failures(rows) == []
    assert passed(rows) == PARTS * 2 * len({rule.domain for rule in rules()}) + 1


def test_a_broken_rule_fails(tmp_path: Path) -> None:
    rego = tmp_path / "rego"
    shutil.copytree(REGO, rego)
    rule = rego / "workload" / "digest.rego"
    rule.write_text(rule.read_text("utf-8").replace("{64}", "{3}"), "utf-8")
    assert failures(verify(rego))
