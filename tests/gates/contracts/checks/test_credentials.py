from __future__ import annotations

import copy
from pathlib import Path

import pytest
from goldenpath_gates.contracts.check import Outcome
from goldenpath_gates.contracts.checks import credentials
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.issuer.faults import FAULTS

from tests.gates.contracts.checks import planted
from tests.gates.contracts.checks.guarded import DOCUMENT, judged

OTHERS = ("missing", "cookie", "kind", "scope", "step-up", "refused", "closed")
DEFECTS = [f"credentials-{name}" for name in (*FAULTS, *OTHERS)]


def run(root: Path, defect: str | None = None) -> Outcome:
    with judged(root, defect) as context:
        return credentials.run(context)


def test_a_service_that_looks_at_all_passes(tmp_path: Path) -> None:
    outcome = run(tmp_path)
    assert [str(finding) for finding in outcome.findings] == []
    requests, failures = outcome.figures
    assert requests.value == 1 + 3 * (1 + len(FAULTS)) + (2 + 4) + 2
    assert failures.passed is True


@pytest.mark.parametrize("defect", DEFECTS)
def test_what_is_overlooked_is_found(tmp_path: Path, defect: str) -> None:
    outcome = run(tmp_path, defect)
    assert {finding.rule for finding in outcome.findings} == {defect}
    assert outcome.figures[1].passed is False
    message = outcome.findings[0].message
    assert "ask again: curl -sS" in message
    assert "Bearer" not in message


def test_an_unprotected_operation_is_found_by_its_name(tmp_path: Path) -> None:
    found = run(tmp_path, "credentials-missing").findings
    assert "POST /answers answered 200 to a request without a credential" in found[0].message
    assert "answer 401 before anything is read" in found[0].message


def test_without_identity_nothing_is_sent_and_that_is_said(tmp_path: Path) -> None:
    with planted.judged(tmp_path, planted.Shop()) as context:
        outcome = credentials.run(context)
    (figure,) = outcome.figures
    assert figure.name == "credentials: operations not judged, goldenpath.toml has no [identity]"
    assert (figure.value, figure.passed, outcome.findings) == (1, None, ())


def test_what_nobody_closes_needs_no_identity(tmp_path: Path) -> None:
    shop = planted.Shop()
    del shop.document["paths"]["/till"]
    with planted.judged(tmp_path, shop) as context:
        assert credentials.run(context) == Outcome()


def test_what_partners_sign_is_left_to_webhooks(tmp_path: Path) -> None:
    document = copy.deepcopy(DOCUMENT)
    document["paths"] = {"/v1/webhooks/{source}": document["paths"]["/v1/webhooks/{source}"]}
    with judged(tmp_path, None, document) as context:
        assert credentials.run(context).figures[0].value == 0


def test_a_service_that_is_gone_is_no_judgement(tmp_path: Path) -> None:
    with judged(tmp_path, None) as context:
        pass
    with pytest.raises(IncompleteError):
        credentials.run(context)
