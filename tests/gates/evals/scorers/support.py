"""Cases and answers with what a test is about, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from goldenpath_gates.evals.case import Case, Expected
from goldenpath_gates.evals.embedders import hashed
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.registry import Context, scorers
from goldenpath_gates.evals.settings import Eval, Response

SETTINGS = Eval(response=Response(label="/label", tool_calls="/tool_calls"))
CONTEXT = Context(SETTINGS, hashed)
QUESTION = "What is a canary release?"


def a_case(question: Any = QUESTION, *, tags: tuple[str, ...] = (), **expected: Any) -> Case:
    return Case(id="case-1", input=question, expected=Expected(**expected), tags=tags)


def an_answer(text: str | None = "It is one.", **parts: Any) -> Answer:
    return Answer(status=200, text=text, **parts)


def scored(
    name: str, case: Case, answer: Answer, context: Context = CONTEXT
) -> Mapping[str, float]:
    return scorers()[name].score(case, answer, context)
