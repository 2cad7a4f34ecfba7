"""Whatever is asked and answered: a score lies within its range, or the case is incomplete."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.case import Case, Expected
from goldenpath_gates.evals.embedders import hashed
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.registry import Context
from goldenpath_gates.evals.scorers.score import all_metrics, score_case
from goldenpath_gates.evals.settings import Eval, Response
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gates.evals.scorers.support import a_case, an_answer

EVAL = Eval(models=("gpt-*",), response=Response(label="/label", tool_calls="/calls"))
CONTEXT = Context(EVAL, hashed, lambda case, answer: 1.0)

# Surrogates too: an answer may hold what UTF-8 cannot carry.
text = st.text(st.characters(codec=None), max_size=60) | st.sampled_from(
    ["I cannot.", "ada@example.com", "4111 1111 1111 1111", "[a] 1,234.5. [b]", "\ud800", "a b c"]
)
scalar = st.none() | st.booleans() | st.integers() | st.floats() | text
json = st.recursive(
    scalar, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3)
)
texts = st.lists(text, min_size=1, max_size=3).map(tuple)
ids = st.lists(st.sampled_from("abcdef"), max_size=8).map(tuple)
calls = st.lists(st.fixed_dictionaries({"name": text, "arguments": json}), max_size=2).map(tuple)
structures = st.dictionaries(text, json, max_size=3)
expecteds = st.builds(
    Expected,
    text=text, contains=st.just(()) | texts, absent=texts, regex=st.sampled_from(["a+", "^$", "b"]),
    structure=structures, schema=st.sampled_from([{}, {"type": "object"}, {"minLength": 2}]),
    label=text, documents=ids, number=st.floats(allow_nan=False, allow_infinity=False),
    tolerance=st.floats(0, 10), refusal=st.booleans(), tool_calls=calls,
)  # fmt: skip
answers = st.builds(
    Answer,
    status=st.just(200), text=text | st.none(), body=json, model=text | st.none(),
    input_tokens=st.integers(0, 10**9) | st.none(), output_tokens=st.integers(0, 10**9),
    cost_usd=st.floats(0, 10) | st.none(), documents=ids, citations=ids | st.none(),
    label=text | st.none(), structure=json, tool_calls=calls | st.none(),
    latency_ms=st.floats(0, 1e6),
)  # fmt: skip


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.builds(a_case, json), expecteds, answers)
def test_every_score_lies_within_its_range(case: Case, expected: Expected, answer: Answer) -> None:
    asked = replace(case, expected=expected, tags=("red-team",), criteria=("Is short.",))
    scores, passes = score_case(asked, answer, CONTEXT)
    metrics = all_metrics(EVAL)
    for name, value in scores.items():
        high = metrics[name].high
        assert metrics[name].low <= value <= (float("inf") if high is None else high)
    marked = {name for name in scores if metrics[name].passing is not None}
    assert passes.keys() == marked


def deep(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = {"a": [value]}
    return value


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(an_answer("a b. " * 100_000), id="half-a-million-characters"),
        pytest.param(an_answer("[" * 500_000), id="brackets"),
        pytest.param(an_answer("1" * 500_000), id="digits"),
        pytest.param(an_answer("+1 2" * 100_000), id="phones"),
        pytest.param(an_answer(f"+{'1' * 30}x " * 15_000), id="long-phones"),
        pytest.param(an_answer("a@b." * 100_000), id="addresses"),
        pytest.param(an_answer("DE89 " * 30_000), id="accounts"),
        pytest.param(an_answer("1,234" * 100_000), id="numbers"),
        pytest.param(an_answer(".[a] " * 100_000), id="citations"),
        pytest.param(an_answer("\ud800" * 100_000), id="lone-surrogates"),
        pytest.param(an_answer("\u0301" * 100_000), id="marks"),
        pytest.param(an_answer("x", structure=deep(5000)), id="deep"),
        pytest.param(an_answer("x", structure=[1] * 300_000), id="wide"),
        pytest.param(an_answer("x", documents=("a", "b") * 100_000), id="documents"),
    ],
)
def test_a_hostile_answer_takes_no_time(answer: Answer) -> None:
    answer = replace(answer, documents=answer.documents or ("a",))
    case = a_case(
        text="a b " * 1000, contains=("z",), absent=("z",), regex="z$", structure={"a": 1},
        schema={"type": "object"}, label="l", documents=("a",), number=5.0, refusal=True,
        tags=("red-team",),
    )  # fmt: skip
    began = perf_counter()
    scores, _ = score_case(case, answer, CONTEXT)
    assert scores["success"] == 0
    assert perf_counter() - began < 5  # a quadratic step would take minutes


def test_a_body_without_a_text_that_is_nested_without_an_end_is_incomplete() -> None:
    with pytest.raises(IncompleteError, match="no JSON that could be read"):
        score_case(a_case(), an_answer(None, body=deep(50_000)), CONTEXT)
