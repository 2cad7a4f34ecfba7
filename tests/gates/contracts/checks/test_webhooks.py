from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.config import Config, Service
from goldenpath_gates.contracts.check import Context, Outcome
from goldenpath_gates.contracts.checks.webhooks import MOST_FINDINGS, run
from goldenpath_gates.contracts.model import Model
from goldenpath_gates.contracts.settings import Contract, Webhooks
from goldenpath_gates.contracts.signing import new_secret
from goldenpath_gates.errors import IncompleteError

from tests.gates.contracts.checks.receiving import Receiver, listening

SECRET = new_secret()
NUMBER = {"type": "integer", "minimum": 1}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["number"],
    "properties": {"number": NUMBER},
    "additionalProperties": False,
}
PATH = "hooks/orders.schema.json"


def context(root: Path, url: str, secrets: dict[str, str]) -> Context:
    webhooks = Webhooks(folder="hooks", path="/hooks/{source}")
    config = Config(Service("shop", ("true",)), contract=Contract(webhooks=webhooks))
    return Context(root, config, url, Model("", ""), secrets)


def judged(root: Path, receiver: Receiver, schema: Any = SCHEMA) -> Outcome:
    (root / "hooks").mkdir()
    (root / PATH).write_text(json.dumps(schema))
    with listening(receiver) as url:
        return run(context(root, url, {"orders": SECRET}))


def figures(outcome: Outcome) -> dict[str, float]:
    return {figure.name.removeprefix("webhooks: "): figure.value for figure in outcome.figures}


@pytest.mark.parametrize("repeats", [False, True])
def test_a_service_that_takes_webhooks_in_as_it_has_to(tmp_path: Path, repeats: bool) -> None:
    outcome = judged(tmp_path, Receiver(SECRET, repeats=repeats))
    assert outcome.findings == ()
    assert all(figure.passed is not False for figure in outcome.figures)
    assert figures(outcome)["sources"] == 1
    assert figures(outcome)["promises kept"] > 20


DEFECTS = [
    ("refuses", {"webhook-refused"}),
    ("refuses-again", {"webhook-twice"}),
    ("counts", {"webhook-twice", "webhook-id-reused"}),
    ("no-memory", {"webhook-id-reused"}),
    ("any-body", {"webhook-id-reused"}),
    ("no-lock", {"webhook-raced"}),
    ("unsigned", {"webhook-unsigned"}),
    ("any-key", {"webhook-wrong-key", "webhook-other-body-signed"}),
    ("body-not-signed", {"webhook-other-body-signed"}),
    ("any-past", {"webhook-stale"}),
    ("any-future", {"webhook-future"}),
    ("any-source", {"webhook-unknown-source"}),
    ("remembers-unsigned", {"webhook-id-claimed"}),
    ("crashes", {"webhook-not-json"}),
    ("any-json", {"webhook-not-json"}),
    ("no-schema", {"webhook-misfit"}),
]


@pytest.mark.parametrize(("defect", "rules"), DEFECTS, ids=[defect for defect, _ in DEFECTS])
def test_what_a_service_forgets_is_found(tmp_path: Path, defect: str, rules: set[str]) -> None:
    outcome = judged(tmp_path, Receiver(SECRET, defect))
    assert {finding.rule for finding in outcome.findings} == rules
    assert {finding.path for finding in outcome.findings} == {PATH}
    assert [figure.passed for figure in outcome.figures] == [None, None, False]
    assert SECRET not in str(outcome)


def test_a_finding_says_what_and_how_to_mend_it(tmp_path: Path) -> None:
    (finding,) = judged(tmp_path, Receiver(SECRET, "any-past")).findings
    assert str(finding) == (
        f"{PATH}: webhook-stale orders: a delivery that was signed too long ago is answered 202: "
        "answer 401 where the timestamp is outside the window, or what was recorded is replayed"
    )


def test_one_rule_does_not_drown_the_others(tmp_path: Path) -> None:
    properties = {name: NUMBER for name in ("number", *"abcdef")}
    schema = {**SCHEMA, "properties": properties, "required": ["number"]}
    receiver = Receiver(SECRET, "no-schema")
    outcome = judged(tmp_path, receiver, schema)
    assert len(outcome.findings) == MOST_FINDINGS
    kept = outcome.figures[-1]
    assert kept.threshold is not None
    assert float(kept.threshold.removeprefix("= ")) - kept.value > MOST_FINDINGS


def test_without_schemas_nothing_is_promised(tmp_path: Path) -> None:
    outcome = run(context(tmp_path, "http://127.0.0.1:9", {}))
    assert figures(outcome) == {"sources": 0, "deliveries": 0, "promises kept": 0}
    assert outcome.findings == ()
    assert outcome.figures[-1].passed


@pytest.mark.parametrize(
    ("schema", "secrets", "said"),
    [
        (SCHEMA, {}, "orders.schema.json: the service was started without a secret of orders"),
        ({"not": {}}, {"orders": SECRET}, "hooks/orders.schema.json: /: "),
        ([], {"orders": SECRET}, "not-an-object"),
        ({"$ref": "http://127.0.0.1:9/"}, {"orders": SECRET}, "hooks/orders.schema.json: /: "),
        (SCHEMA, {"orders": SECRET}, "the service is gone"),
    ],
)
def test_what_cannot_be_judged(
    tmp_path: Path, schema: Any, secrets: dict[str, str], said: str
) -> None:
    (tmp_path / "hooks").mkdir()
    (tmp_path / PATH).write_text(json.dumps(schema))
    with listening(Receiver(SECRET)) as url:
        pass
    with pytest.raises(IncompleteError, match=said):
        run(context(tmp_path, url, secrets))
