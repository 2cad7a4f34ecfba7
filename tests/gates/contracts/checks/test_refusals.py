from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from goldenpath_gates.contracts import raw
from goldenpath_gates.contracts.check import Outcome
from goldenpath_gates.contracts.checks import refusals
from goldenpath_gates.contracts.document import Document
from goldenpath_gates.contracts.operations import operations
from goldenpath_gates.contracts.settings import Conformance
from goldenpath_gates.errors import IncompleteError

from tests.gates.contracts.checks.planted import Shop, judged

ACCEPTED = {"POST /items": b'{"name": "tea"}'}


def run(
    root: Path,
    shop: Shop,
    accepted: Mapping[str, bytes] = ACCEPTED,
    settings: Conformance = Conformance(),  # noqa: B008 - frozen
) -> Outcome:
    asked = tuple(operations(Document("shop", shop.document)))
    with judged(root, shop, conformance=settings) as context:
        return refusals.run(context, asked, accepted)


@pytest.mark.parametrize("accepted", [ACCEPTED, {}], ids=["known", "unknown"])
def test_all_are_refused(tmp_path: Path, accepted: Mapping[str, bytes]) -> None:
    outcome = run(tmp_path, Shop(), accepted)
    assert not outcome.findings
    assert outcome.figures[0].value == len(refusals.CASES)


@pytest.mark.parametrize(
    ("defect", "found"),
    [
        ("malformed-500", {"malformed-json", "malformed-utf8", "deeply-nested"}),
        ("any-bytes", {"malformed-utf8"}),
        ("any-content-type", {"wrong-content-type"}),
        ("any-size", {"oversized", "oversized-stream"}),
    ],
)
def test_what_is_not_refused_is_found(tmp_path: Path, defect: str, found: set[str]) -> None:
    outcome = run(tmp_path, Shop(defect))
    assert {each.rule for each in outcome.findings} == {f"conformance-{name}" for name in found}
    assert outcome.figures[1].passed is False


def test_a_refusal_has_to_be_documented(tmp_path: Path) -> None:
    shop = Shop()
    del shop.document["paths"]["/items"]["post"]["responses"]["415"]
    (found,) = run(tmp_path, shop).findings
    assert found.rule == "conformance-wrong-content-type"
    assert "answered 415, which its document does not name" in found.message


def test_a_class_of_statuses_documents_each(tmp_path: Path) -> None:
    shop = Shop()
    responses = shop.document["paths"]["/items"]["post"]["responses"]
    for status in ("400", "413", "415", "422"):
        responses["4XX"] = responses.pop(status)
    assert not run(tmp_path, shop).findings


def test_no_answer_in_time_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw, "TIMEOUT_S", 0.2)
    found = run(tmp_path, Shop("hangs")).findings
    assert len(found) == len(refusals.CASES)
    assert "POST /items did not answer within 0.2 s: refuse the body" in found[0].message


def test_a_service_that_is_gone_is_no_judgement(tmp_path: Path) -> None:
    shop = Shop()
    asked = tuple(operations(Document("shop", shop.document)))
    with judged(tmp_path, shop) as context:
        pass
    with pytest.raises(IncompleteError, match="the service is gone"):
        refusals.run(context, asked, ACCEPTED)


def test_too_little_time_is_no_judgement(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match="not all sent in time"):
        run(tmp_path, Shop(), settings=Conformance(seconds=-1))
