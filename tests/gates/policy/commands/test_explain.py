from __future__ import annotations

from pathlib import Path

import pytest
from goldenpath_gates.__main__ import main

from tests.gates.support import write

OWN = """\
# METADATA
# title: Every Deployment says who owns it
# description: Whoever is woken at night has to find the owner.
# custom:
#   id: team-owner-label
#   severity: medium
#   remedy: 'Add the label `owner`.'
package team

deny contains {"msg": "no"} if false
"""


def said(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    assert main(["policy", *args]) == 0
    return capsys.readouterr().out


def test_a_rule_with_its_examples(service: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "explain", "workload-digest")
    assert text.startswith("workload-digest (high): Images are named by digest\n")
    for part in (
        "To mend it: ",
        "This is found: ",
        "This is not: ",
        "docs/policies/workload-digest",
    ):
        assert part in text


def test_a_rule_that_a_person_may_release_says_so(
    service: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "A person may release it" in said(capsys, "explain", "ai-gates")


def test_a_rule_of_the_teams_own(service: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(service, {"policies/rego/team/owner_label.rego": OWN})
    assert "woken at night" in said(capsys, "explain", "team-owner-label")


def test_a_misspelt_rule_gets_a_hint(service: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "explain", "workload-digst"]) == 2
    assert "did you mean workload-digest" in capsys.readouterr().err
    assert main(["policy", "explain", "zzz"]) == 2
    assert "`goldenpath policy rules` lists them" in capsys.readouterr().err
