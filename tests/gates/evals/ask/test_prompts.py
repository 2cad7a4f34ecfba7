from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates import service
from goldenpath_gates.config import Service
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.ask import prompts, source
from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.result import Rendered
from goldenpath_gates.evals.settings import Eval, Model
from goldenpath_gates.service import Running

from tests.gates.evals.ask.support import asked, case
from tests.support import require

NODE = Path(__file__).with_name("node_service.mjs")
CANARY = "# Canary\n\nA canary release sends a small share of the traffic to a new version first.\n"
RULES = "rules: [{reply: $passage}]"
QUESTION = "What is a canary release?"
PROMPT = Rendered("c-1", "m", {"temperature": 0}, (("system", "s"), ("user", "q")))


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, str]]:
    require(shutil.which("node"), "node")
    root = tmp_path_factory.mktemp("node")
    (root / "knowledge").mkdir()
    (root / "knowledge" / "canary.md").write_text(CANARY)
    (root / "knowledge" / "flag.md").write_text("A feature flag is a switch.\n")
    (root / "rules.yaml").write_text(RULES)
    start = Service("node", ("node", str(NODE)), "/readyz")
    with (
        source.model(Model(rules="rules.yaml"), root) as model,
        service.serving(root, start, env=model.env) as running,
    ):
        yield running, model.journal or ""


def test_a_service_in_another_language_is_asked_alike(node: tuple[Running, str]) -> None:
    (record,) = asked(node[0], [case(QUESTION)])
    assert record.error is None
    assert record.text == f"{CANARY.splitlines()[2]} [canary]"


def test_what_the_model_was_sent(node: tuple[Running, str]) -> None:
    running, journal = node
    wanted = [case(QUESTION, "a"), case("What is a feature flag?", "b")]
    first, second = prompts.seen(wanted, running, Eval(), journal)
    assert (first.case, first.model, dict(first.options)) == (
        "a",
        "gpt-4.1-mini",
        {"temperature": 0},
    )
    assert [role for role, _ in first.messages] == ["system", "user"]
    assert first.messages[1][1].startswith('<document id="canary">\n# Canary')
    assert first.messages[1][1].endswith(QUESTION)
    assert second.messages[1][1].startswith('<document id="flag">')


def test_a_provider_shows_nothing(node: tuple[Running, str]) -> None:
    assert prompts.seen([case(QUESTION)], node[0], Eval(), None) == ()


def test_a_stub_that_does_not_answer_is_incomplete(node: tuple[Running, str]) -> None:
    with pytest.raises(IncompleteError, match="the prompts could not be read from the stub"):
        prompts.seen([case(QUESTION)], node[0], Eval(), "http://127.0.0.1:9/_stub/requests")


def test_a_request_that_was_sent_again_counts_once() -> None:
    body = '{"model": "m", "messages": [{"role": "user", "content": "q"}], "stream": true}'
    journal = {"requests": [{"body": body}, {"body": body}]}
    assert prompts.rendered("c", journal) == [Rendered("c", "m", {}, (("user", "q"),))]


def test_a_message_with_more_than_text_is_shown_whole() -> None:
    body = '{"model": "m", "messages": [{"role": "assistant", "content": null, "tool_calls": []}]}'
    (found,) = prompts.rendered("c", {"requests": [{"body": body}]})
    assert found.messages == (("assistant", '{\n "content": null,\n "tool_calls": []\n}'),)


def tagged(*tags: str) -> list[Case]:
    return [case("q", f"c-{n}", tags=(tag,) if tag else ()) for n, tag in enumerate(tags)]


@pytest.mark.parametrize(("tags", "size", "ids"), [
    (["b", "b", "b", "a", "a"], 4, ["c-3", "c-0", "c-4", "c-1"]),
    (["", "", "a"], 2, ["c-0", "c-2"]),
    (["a"], 20, ["c-0"]),
    ([], 20, []),
])  # fmt: skip
def test_the_sample_takes_turns_over_the_tags(tags: list[str], size: int, ids: list[str]) -> None:
    assert [found.id for found in prompts.sample(tagged(*tags), size)] == ids


def test_a_snapshot_comes_back_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "evals" / "prompts.snapshot.json"
    prompts.write(file, [PROMPT])
    assert prompts.read(file) == (PROMPT,)
    assert '\n      "case": "c-1",\n' in file.read_text()


@pytest.mark.parametrize("text", [
    None, "", "[]", "{}", '{"goldenpath_prompts": 2, "prompts": []}',
    '{"goldenpath_prompts": 1, "prompts": [{"case": "a"}]}', "[" * 100_000,
])  # fmt: skip
def test_what_is_no_snapshot_is_incomplete(text: str | None, tmp_path: Path) -> None:
    file = tmp_path / "prompts.snapshot.json"
    if text is not None:
        file.write_text(text)
    with pytest.raises(IncompleteError, match="is no snapshot of prompts"):
        prompts.read(file)


@pytest.mark.parametrize("fields", [
    {"model": "n"}, {"options": {"temperature": 1}}, {"messages": (("user", "q"),)}, {"case": "x"},
])  # fmt: skip
def test_changed(fields: dict[str, Any]) -> None:
    assert prompts.changed([PROMPT], [replace(PROMPT, **fields)])


def test_a_snapshot_of_fewer_cases_hides_no_change() -> None:
    assert prompts.changed([PROMPT], [PROMPT, replace(PROMPT, case="c-2")])


@pytest.mark.parametrize(("before", "after"), [
    ([PROMPT], [PROMPT]),
    ([replace(PROMPT, case="c-2"), PROMPT], [PROMPT, replace(PROMPT, case="c-2")]),
])  # fmt: skip
def test_noop_not_changed(before: list[Rendered], after: list[Rendered]) -> None:
    assert not prompts.changed(before, after)
