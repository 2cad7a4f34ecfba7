from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.contracts.check import Outcome
from goldenpath_gates.contracts.checks import pacts
from goldenpath_gates.contracts.settings import Pacts
from goldenpath_gates.errors import IncompleteError

from tests.gates.contracts.checks.broker import TOKEN, broker
from tests.gates.contracts.checks.planted import Shop, judged

JSON = {"Content-Type": ["application/json"]}
Document = dict[str, Any]


def content(body: Any) -> Document:
    return {"content": body, "contentType": "application/json", "encoded": False}


def interaction(**response: Any) -> Document:
    """A name is added to the shop, and the response has at least this."""
    return {
        "type": "Synchronous/HTTP",
        "description": "an item",
        "request": {
            "method": "POST",
            "path": "/items",
            "headers": JSON,
            "body": content({"name": "tea"}),
        },
        "response": {"status": 201, **response},
    }


def message(text: str = "delivered", **more: Any) -> Document:
    return {
        "type": "Asynchronous/Messages",
        "description": "a parcel",
        "contents": content({"type": text}),
        "metadata": {"source": "post"},
        **more,
    }


def pact(*interactions: Document, consumer: str = "till", provider: str = "shop") -> Document:
    return {
        "consumer": {"name": consumer},
        "provider": {"name": provider},
        "interactions": list(interactions),
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }


def run(
    root: Path, files: Mapping[str, Document], shop: Shop | None = None, **settings: Any
) -> Outcome:
    folder = root / "contracts" / "pacts"
    folder.mkdir(parents=True)
    for name, document in files.items():
        (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    with judged(root, shop or Shop(), pacts=Pacts(**settings)) as context:
        return pacts.run(context)


def figures(outcome: Outcome) -> dict[str, float]:
    return {figure.name: figure.value for figure in outcome.figures}


def test_a_file_does_not_excuse_itself_as_pending(tmp_path: Path) -> None:
    """Only a broker knows what never passed."""
    broken = {**interaction(status=299), "pending": True}
    outcome = run(tmp_path, {"till": pact(broken)})
    assert [finding.rule for finding in outcome.findings] == ["pact-status"]
    assert "pact interactions pending" not in figures(outcome)


def test_what_a_consumer_relies_on_is_still_so(tmp_path: Path) -> None:
    kept = pact(interaction(body=content({"name": "tea", "id": 0})))
    outcome = run(tmp_path, {"till": kept})
    assert not outcome.findings
    assert figures(outcome)["pact interactions verified"] == 1


@pytest.mark.parametrize(
    ("expected", "rule", "said"),
    [
        ({"body": content({"name": "tea", "price": 3})}, "pact-body", "/price: it is missing"),
        ({"body": content({"name": "milk"})}, "pact-body", "/name: Expected 'tea'"),
        ({"status": 200}, "pact-status", "expected 200 but was 201"),
        ({"headers": {"ETag": ["1"]}}, "pact-header", "ETag"),
    ],
    ids=["removed", "changed", "status", "header"],
)
def test_what_is_no_longer_so_is_found(
    tmp_path: Path, expected: Document, rule: str, said: str
) -> None:
    (found,) = run(tmp_path, {"till": pact(interaction(**expected))}).findings
    assert found.rule == rule
    assert found.path == "contracts/pacts/till.json"
    assert found.message.startswith("till relies on 'an item': ")
    assert said in found.message


def test_a_state_with_steps_is_played_and_another_is_named(tmp_path: Path) -> None:
    step = {"fault": "rate-limit", "requests": "1-"}
    failing = interaction(status=503) | {
        "providerStates": [{"name": "the model fails", "params": {"steps": [step]}}]
    }
    given = interaction() | {"description": "again", "providerStates": [{"name": "there is tea"}]}
    outcome = run(tmp_path, {"till": pact(failing, given)}, shop := Shop())
    assert not outcome.findings
    assert figures(outcome)["provider states taken as given: there is tea"] == 1
    assert not shop.steps


def test_messages_of_a_partner_are_sent_signed(tmp_path: Path) -> None:
    outcome = run(tmp_path, {"post": pact(message(), consumer="shop", provider="post")})
    assert not outcome.findings
    assert figures(outcome)["messages of partners sent"] == 1


def test_a_message_of_specification_3_is_sent(tmp_path: Path) -> None:
    old = pact(consumer="shop", provider="post") | {
        "messages": [
            {
                "description": "a parcel",
                "contents": {"type": "delivered"},
                "metaData": {"source": "post"},
            }
        ],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }
    del old["interactions"]
    assert not run(tmp_path, {"post": old}).findings


@pytest.mark.parametrize(
    ("sent", "rule", "said"),
    [
        (message("lost"), "pact-message", "POST /v1/webhooks/post answered 422"),
        (message(metadata={"source": "rail"}), "pact-source", "rail.schema.json"),
        (message(metadata={}), "pact-source", "name no source"),
    ],
    ids=["refused", "unknown-source", "no-source"],
)
def test_a_message_that_is_not_taken_is_found(
    tmp_path: Path, sent: Document, rule: str, said: str
) -> None:
    files = {"post": pact(sent, consumer="shop", provider="post")}
    (found,) = run(tmp_path, files).findings
    assert (found.rule, found.path) == (rule, "contracts/pacts/post.json")
    assert said in found.message


def test_a_pact_of_others_is_found(tmp_path: Path) -> None:
    (found,) = run(tmp_path, {"other": pact(interaction(), provider="bank")}).findings
    assert found.rule == "pact-stranger"


def test_the_provider_may_have_a_name_of_its_own(tmp_path: Path) -> None:
    files = {"till": pact(interaction(), provider="corner-shop")}
    assert not run(tmp_path, files, provider="corner-shop").findings


def test_a_service_without_consumers_passes_and_says_so(tmp_path: Path) -> None:
    outcome = run(tmp_path, {})
    assert figures(outcome)["pact files"] == 0
    assert not outcome.findings


def _edited(edit: Callable[[Document], object]) -> Document:
    document = pact(interaction())
    edit(document)
    return document


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (pact(), "no-interactions"),
        (_edited(lambda each: each.pop("consumer")), "/consumer/name: not-a-pact"),
        (_edited(lambda each: each.update(provider="shop")), "/provider/name: not-a-pact"),
        (_edited(lambda each: each.update(interactions={})), "/interactions: not-a-pact"),
        (_edited(lambda each: each["interactions"].append(1)), "/interactions/1: not-a-pact"),
        (pact(interaction() | {"type": "Telepathy"}), "/interactions/0/type: unknown-type"),
        (_edited(lambda each: each["metadata"].update(plugins=[{}])), "needs-plugin"),
        (pact(message()), "1 messages that this service sends were not judged"),
    ],
)
def test_what_cannot_be_judged_never_passes(tmp_path: Path, document: Document, said: str) -> None:
    with pytest.raises(IncompleteError, match=said):
        run(tmp_path, {"till": document})


def test_a_folder_that_is_named_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match="pact is no folder"):
        run(tmp_path, {}, folder="pact")


def test_a_broker_needs_its_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PACT_BROKER_TOKEN", raising=False)
    with pytest.raises(IncompleteError, match="PACT_BROKER_TOKEN is not set"):
        run(tmp_path, {}, broker="http://127.0.0.1:9")


def test_a_broker_that_is_not_there_is_no_judgement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACT_BROKER_TOKEN", "a")
    with pytest.raises(IncompleteError, match="Failed to access pact broker"):
        run(tmp_path, {}, broker="http://127.0.0.1:9")


def test_pacts_of_a_broker_are_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TILL_TOKEN", TOKEN)
    with broker(pact(interaction(status=200))) as url:
        outcome = run(tmp_path, {}, broker=url, token_variable="TILL_TOKEN")  # noqa: S106
    (found,) = outcome.findings
    assert (found.rule, found.path) == ("pact-status", None)


def test_a_pending_pact_is_counted_and_breaks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACT_BROKER_TOKEN", TOKEN)
    with broker(pact(interaction(status=200)), pending=True) as url:
        outcome = run(tmp_path, {}, broker=url)
    assert not outcome.findings
    assert figures(outcome)["pact interactions pending"] == 1


def test_a_token_that_is_refused_is_no_judgement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACT_BROKER_TOKEN", "another")
    with broker(pact(interaction())) as url, pytest.raises(IncompleteError, match="broker"):
        run(tmp_path, {}, broker=url)
