from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.contracts.model import Model, model
from goldenpath_gates.errors import IncompleteError, UsageError

QUESTION: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "q"}]}


def ask(stub: Model) -> Any:
    sent = json.dumps(QUESTION).encode()
    with urllib.request.urlopen(f"{stub.api}/chat/completions", sent, timeout=5) as answer:
        return json.load(answer)


def test_what_is_played_and_what_was_sent(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text("rules: [{reply: 'by the rules'}]")
    with model(tmp_path, "rules.yaml") as stub:
        assert ask(stub)["choices"][0]["message"]["content"] == "by the rules"
        stub.play([{"requests": 2, "fault": "usage-missing"}])
        assert ["usage" in ask(stub) for _ in range(3)] == [True, False, True]
        seen = stub.requests()
        assert [entry["fault"] for entry in seen] == [None, "usage-missing", None]
        assert {entry["path"] for entry in seen} == {"/v1/chat/completions"}
        assert json.loads(seen[0]["body"]) == QUESTION
        stub.play([])
        assert (stub.requests(), "usage" in ask(stub)) == ([], True)


def test_wrong_steps_say_why(tmp_path: Path) -> None:
    with model(tmp_path) as stub, pytest.raises(UsageError) as caught:
        stub.play([{"requests": 1, "fault": "htm"}])
    assert "steps[0].fault: unknown fault 'htm'" in str(caught.value)


def test_a_stub_that_is_gone_is_incomplete(tmp_path: Path) -> None:
    with model(tmp_path) as stub:
        pass
    with pytest.raises(IncompleteError, match="the model stub does not answer"):
        stub.play([])


def test_wrong_rules_are_incomplete(tmp_path: Path) -> None:
    said = r"did not start: .*nosuch.yaml"
    with pytest.raises(IncompleteError, match=said), model(tmp_path, "nosuch.yaml"):
        pass
