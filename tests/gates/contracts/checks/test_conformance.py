from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.contracts.check import Outcome
from goldenpath_gates.contracts.checks import conformance
from goldenpath_gates.contracts.settings import Conformance
from goldenpath_gates.errors import IncompleteError

from tests.gates.contracts.checks.planted import KEY, Shop, judged

FEW = Conformance(examples=5, seconds=60)


def run(root: Path, shop: Shop, settings: Conformance = FEW, **more: Any) -> Outcome:
    with judged(root, shop, conformance=settings, **more) as context:
        return conformance.run(context)


def figures(outcome: Outcome) -> dict[str, float]:
    return {figure.name: figure.value for figure in outcome.figures}


def test_a_service_that_keeps_its_document_passes(tmp_path: Path) -> None:
    outcome = run(tmp_path, Shop())
    assert not outcome.findings
    assert all(figure.passed is not False for figure in outcome.figures)
    assert figures(outcome)["operations asked"] == 3
    assert figures(outcome)["generated requests"] > 50
    assert outcome.artifacts == ("reports/contract/conformance.xml",)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [
        tmp_path / "reports/contract/conformance.xml"
    ]


@pytest.mark.parametrize(
    ("defect", "rule", "said"),
    [
        ("crash", "not-a-server-error", "POST /items answered 500"),
        ("418", "status-code-conformance", "POST /items answered 418"),
        ("lie", "response-schema-conformance", 'is not of type "integer"'),
        ("open", "ignored-auth", "GET /till answered 200"),
    ],
)
def test_a_broken_promise_is_found(tmp_path: Path, defect: str, rule: str, said: str) -> None:
    outcome = run(tmp_path, Shop(defect))
    found = [each for each in outcome.findings if each.rule == f"conformance-{rule}"]
    assert found
    assert said in found[0].message
    assert found[0].path == "contracts/openapi.json"
    assert "ask again: curl -sS" in found[0].message
    assert "http://127.0.0.1:8000/" in found[0].message
    assert [figure.name for figure in outcome.figures if figure.passed is False]


def test_a_documented_failure_of_the_model_is_no_fault(tmp_path: Path) -> None:
    shop = Shop("503")
    responses = shop.document["paths"]["/items"]["post"]["responses"]
    responses["503"] = responses["400"]
    assert not run(tmp_path, shop).findings


def test_headers_of_the_settings_are_sent_and_not_shown(tmp_path: Path) -> None:
    shop = Shop("lie")
    settings = Conformance(examples=5, headers={"Authorization": KEY})
    outcome = run(tmp_path, shop, settings)
    assert figures(outcome)["operations that accepted a request"] == 3
    assert not [each for each in outcome.findings if KEY in each.message]
    assert KEY not in (tmp_path / "reports/contract/conformance.xml").read_text()


def test_a_service_that_ends_half_way_is_no_judgement(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match="schemathesis could not go on"):
        run(tmp_path, Shop("dies"))


def test_a_service_that_only_fails_is_no_judgement(tmp_path: Path) -> None:
    shop = Shop()
    shop.steps = [{}]
    responses = shop.document["paths"]["/items"]["post"]["responses"]
    responses["503"] = responses["400"]
    outcome = run(tmp_path, shop)
    assert outcome.findings[0].rule == "conformance-incomplete"
    assert "POST /items: every answer was a server error" in outcome.findings[0].message


def test_too_little_time_is_no_judgement(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match="3 of 3 operations were not asked within 0 s"):
        run(tmp_path, Shop(), Conformance(seconds=0))


def test_without_operations_nothing_is_judged(tmp_path: Path) -> None:
    shop = Shop()
    shop.document["paths"] = {}
    with pytest.raises(IncompleteError, match="no operation is documented"):
        run(tmp_path, shop)


def test_what_a_document_refers_to_is_not_fetched(tmp_path: Path) -> None:
    shop = Shop()
    shop.document["components"]["schemas"]["New"] = {"$ref": "http://127.0.0.1:9/new.json"}
    with pytest.raises(IncompleteError, match="remote-ref"):
        run(tmp_path, shop)


def test_what_a_document_refers_to_has_to_be_there(tmp_path: Path) -> None:
    shop = Shop()
    del shop.document["components"]["schemas"]["New"]
    with pytest.raises(IncompleteError, match="missing-ref"):
        run(tmp_path, shop)


def test_refusals_alone_are_no_judgement(tmp_path: Path) -> None:
    shop = Shop()
    shop.document["paths"] = {"/till": shop.document["paths"]["/till"]}
    with pytest.raises(IncompleteError, match="no operation accepted a request"):
        run(tmp_path, shop)


def test_without_a_document_the_promise_is_asked(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match=r"contracts/openapi\.json: /: not-there"):
        run(tmp_path, Shop(), document="")
