from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.ask import source
from goldenpath_gates.evals.settings import Model
from goldenpath_gates.model_stub.cassette import Cassette, digest
from goldenpath_gates.model_stub.replies import Reply

QUESTION: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "q"}]}
RULES = "rules: [{reply: 'by the rules'}]"
KEY = "not" + "-a-real-key"


def reply(url: str) -> Any:
    sent = json.dumps(QUESTION).encode()
    with urllib.request.urlopen(f"{url}/chat/completions", sent) as answer:
        return json.load(answer)


def text(url: str) -> str:
    return str(reply(url)["choices"][0]["message"]["content"])


def test_the_stub_answers_by_the_rules_and_is_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    monkeypatch.setenv("MODEL_API_KEY", KEY)
    settings = Model(rules="rules.yaml", url_variable="LLM_URL")
    with source.model(settings, tmp_path, ("--created", "7")) as model:
        url = model.env["LLM_URL"]
        assert text(url) == "by the rules"
        assert reply(url)["created"] == 7
        assert model.env["EVALUATION_MODE"] == "true"
        assert model.env["MODEL_API_KEY"] not in ("", KEY)
        assert model.facts["source"] == "stub"
        assert list(model.facts["files"]) == ["rules.yaml"]
        assert model.journal is not None
        with urllib.request.urlopen(model.journal) as journal:
            assert json.load(journal)["total"] == 2
    with pytest.raises(urllib.error.URLError):
        text(url)


def test_a_cassette_answers_what_was_recorded(tmp_path: Path) -> None:
    tape = Cassette(tmp_path / "tape.jsonl", {}, {digest(QUESTION): Reply("recorded")})
    tape.save()
    settings = Model(source="cassette", cassette="tape.jsonl")
    with source.model(settings, tmp_path) as model:
        assert text(model.env["MODEL_BASE_URL"]) == "recorded"
        assert model.facts["source"] == "cassette"


@pytest.mark.parametrize(("settings", "said"), [
    (Model(rules="nosuch.yaml"), r"nosuch.yaml: is no file; .* mend \[eval.model\] rules"),
    (Model(rules="../rules.yaml"), "../rules.yaml: leads out of the tree"),
    (Model(scenario="link"), "link: leads out of the tree"),
    (Model(source="cassette"), "evals/cassette.jsonl: is no file"),
    (Model(rules="wrong.yaml"), "the model stub did not start: .*wrong.yaml: rules"),
])  # fmt: skip
def test_a_stub_that_cannot_start_is_incomplete(settings: Model, said: str, tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "rules.yaml").write_text(RULES)
    (root / "link").symlink_to(tmp_path / "rules.yaml")
    (root / "wrong.yaml").write_text("rules: 3")
    with pytest.raises(IncompleteError, match=said), source.model(settings, root):
        pass


@pytest.mark.parametrize(("settings", "env", "said"), [
    (Model(source="provider"), {}, r"no URL: set \[eval.model\] url .* MODEL_BASE_URL in the"),
    (Model(source="provider", url="https://api.example.com/v1"), {}, "no key: set MODEL_API_KEY"),
    (Model(source="provider", key_variable="K"), {"MODEL_BASE_URL": "https://a", "K": ""},
     "no key: set K in the environment"),
])  # fmt: skip
def test_a_provider_without_url_or_key_is_incomplete(
    settings: Model, env: dict[str, str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("MODEL_BASE_URL", "MODEL_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(IncompleteError, match=said), source.model(settings, tmp_path):
        pass


def test_a_provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key is nowhere but in the environment, which the service inherits."""
    monkeypatch.setenv("MODEL_API_KEY", KEY)
    url = "https://user:word@api.example.com:8443/v1"
    with source.model(Model(source="provider", url=f"{url}?k=v"), tmp_path) as model:
        assert model.env == {"EVALUATION_MODE": "true", "MODEL_BASE_URL": f"{url}?k=v"}
        assert model.facts == {"source": "provider", "url": "https://api.example.com:8443/v1"}
        assert model.journal is None
        assert "word" not in repr(model)
