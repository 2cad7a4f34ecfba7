from __future__ import annotations

import json
from pathlib import Path

import pytest
from goldenpath_gates.__main__ import main
from goldenpath_gates.policy.rules import rules


def test_every_rule_is_a_line(service: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "rules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(rules())


def test_one_domain(service: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "rules", "--domain", "exposure"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(line.startswith("exposure-") for line in lines)


def test_for_programs(service: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "rules", "--json"]) == 0
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["workload-digest"]["severity"] == "high"
    assert {"title", "remedy", "description", "approvable"} <= set(rows["workload-digest"])
