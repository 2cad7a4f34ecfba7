"""The lint as the stage policy has it: its findings, its rules, its waivers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from goldenpath_gates import config
from goldenpath_gates.__main__ import main
from goldenpath_gates.flags import check as flags
from goldenpath_gates.policy import checkov, engine, judgement
from goldenpath_gates.policy.team import Team
from goldenpath_gates.policy.waivers import Waiver
from goldenpath_gates.report import Judgement

from tests.gates.support import write

TODAY = date(2027, 1, 31)
OBJECTS = """kind: Deployment
apiVersion: apps/v1
metadata: {name: answers}
spec:
  selector: {matchLabels: {app: answers}}
  template:
    metadata: {labels: {app: answers}}
    spec: {containers: [{name: app, image: "registry.example.com/a"}]}
---
kind: Service
apiVersion: v1
metadata: {name: answers}
spec:
  selector:
    app: LABEL
"""


@pytest.fixture
def lint_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engines beside it find nothing, at once."""
    monkeypatch.setattr(engine, "evaluate", lambda *_: ("rego", []))
    monkeypatch.setattr(checkov, "run", lambda *_: None)
    monkeypatch.setattr(flags, "found", lambda _: [])


def judged(root: Path, label: str, *waivers: Waiver) -> Judgement:
    write(root, {"deploy/argocd/app.yaml": OBJECTS.replace("LABEL", label)})
    (root / judgement.FOLDER).mkdir(parents=True, exist_ok=True)
    ours = Team("strict", waivers, {})
    evaluated = judgement.evaluate(root, config.load(root), ours, {})
    return judgement.verdict(root, ours, evaluated, TODAY)


@pytest.mark.usefixtures("lint_alone")
def test_a_finding_stops_the_train_and_says_where(service: Path) -> None:
    done = judged(service, "answer")
    (finding,) = done.findings
    assert (done.verdict, finding.rule) == ("failed", "manifest-selector")
    assert (finding.path, finding.line, finding.column) == ("deploy/argocd/app.yaml", 14, 3)
    assert finding.message.startswith("Service/answers selects no pod. Select by labels that ")
    assert judged(service, "answers").findings == ()


@pytest.mark.usefixtures("lint_alone")
def test_it_is_waived_for_an_object(service: Path) -> None:
    until = date(2027, 12, 31)
    waiver = Waiver("manifest-selector", "Service/answers", "the move", "@acme/ai", until, "p.yaml")
    done = judged(service, "answer", waiver)
    assert (done.findings, [note.rule for note in done.notes]) == ((), ["manifest-selector"])


def test_a_rule_is_listed_and_explained(service: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "rules", "--domain", "manifest"]) == 0
    assert "manifest-port" in capsys.readouterr().out
    assert main(["policy", "explain", "manifest-port"]) == 0
    assert "More: docs/delivery/manifest-lint.md of goldenpath" in capsys.readouterr().out
