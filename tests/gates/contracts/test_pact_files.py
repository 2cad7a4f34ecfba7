"""The pacts that a new service gets; what else a pact file may be is in checks/test_pacts.py."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest
from goldenpath_gates.contracts.pact_files import HTTP, MESSAGE, Pact, parse

CONTRACTS = Path(__file__).parents[3] / "template" / "contracts"
NAME = "{{ project_name | to_json(ensure_ascii=False) }}"


def shipped(name: str) -> Pact:
    text = (CONTRACTS / "pacts" / f"{name}.json.jinja").read_text("utf-8")
    return parse(json.loads(text.replace(NAME, '"here"')), name)


def test_one_consumer_asks_this_service() -> None:
    pact = shipped("web-client")
    assert (pact.consumer, pact.provider) == ("web-client", "here")
    assert [each["response"]["status"] for each in pact.of(HTTP)] == [503, 200, 422]


def test_one_partner_sends_it_messages_of_its_schema() -> None:
    pact = shipped("knowledge-base")
    assert (pact.consumer, pact.provider) == ("here", "knowledge-base")
    for message in pact.of(MESSAGE):
        source = message["metadata"]["source"]
        schema = json.loads((CONTRACTS / "webhooks" / f"{source}.schema.json").read_text("utf-8"))
        jsonschema_rs.validate(schema, message["contents"]["content"])
    assert len(pact.of(MESSAGE)) == 2


@pytest.mark.parametrize("name", ["web-client", "knowledge-base"])
def test_they_are_as_pact_writes_them(name: str) -> None:
    text = (CONTRACTS / "pacts" / f"{name}.json.jinja").read_text("utf-8").replace(NAME, '"here"')
    document = json.loads(text)
    assert document["metadata"]["pactSpecification"] == {"version": "4.0"}
    assert text == json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
