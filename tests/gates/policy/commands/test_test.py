from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from goldenpath_gates.__main__ import main

from tests.gates.support import write
from tests.support import require

RULE = """\
# METADATA
# title: Every Deployment says who owns it
# custom:
#   id: team-owner-label
#   severity: medium
#   remedy: 'Add the label `owner`.'
package team

import data.goldenpath.lib
import data.goldenpath.lib.kubernetes

deny contains lib.finding("team-owner-label", document, ["metadata"], "has no owner") if {
	some document in kubernetes.objects
	document.contents.kind in data.policy.own.kinds
	not document.contents.metadata.labels.owner
}
"""
CASES = """\
team-owner-label:
  bad:
    - name: no label
      policy: { own: { kinds: [Deployment] } }
      documents:
        - { type: kubernetes, path: a.yaml, contents: { kind: Deployment, metadata: { name: a } } }
      at: [[a.yaml, metadata]]
  good:
    - name: another kind
      policy: { own: { kinds: [Deployment] } }
      documents:
        - { type: kubernetes, path: a.yaml, contents: { kind: Service, metadata: { name: a } } }
"""
FOLDER = "policies/rego/team"


@pytest.fixture
def rule(service: Path) -> Path:
    require(shutil.which("conftest"), "conftest")
    write(service, {f"{FOLDER}/owner.rego": RULE, f"{FOLDER}/owner.yaml": CASES})
    return service / FOLDER


def test_cases_that_hold(rule: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "test"]) == 0
    assert capsys.readouterr().out == "team-owner-label: 2 cases as expected\n"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("at: [[a.yaml, metadata]]", "at: []", "bad: no label: found at ['a.yaml', 'metadata']"),
        ("kind: Service", "kind: Deployment", "good: another kind: found at"),
        ("kind: Deployment, m", "kind: Other, m", "bad: no label: not found at"),
        ("  good:\n", "  fine:\n", "has no good case in"),
    ],
)
def test_cases_that_do_not(
    rule: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, says: str
) -> None:
    assert old in CASES
    (rule / "owner.yaml").write_text(CASES.replace(old, new), "utf-8")
    assert main(["policy", "test"]) == 1
    assert says in capsys.readouterr().out


def test_a_rule_that_does_not_compile(rule: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (rule / "owner.rego").write_text(RULE.replace("some document in", "some document"), "utf-8")
    assert main(["policy", "test"]) == 3
    assert "conftest could not judge" in capsys.readouterr().err


def test_a_folder_without_rules(service: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "test"]) == 2
    assert "policies/rego has no rule" in capsys.readouterr().err


def test_without_conftest(
    service: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(service, {f"{FOLDER}/owner.rego": RULE, f"{FOLDER}/owner.yaml": CASES})
    monkeypatch.setenv("PATH", "")
    assert main(["policy", "test"]) == 3
    assert "conftest" in capsys.readouterr().err
