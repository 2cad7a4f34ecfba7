"""A model that replies as it is told, and what it was asked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from goldenpath_gates.evals.case import Case, Expected
from goldenpath_gates.evals.judge.grade import Judge
from goldenpath_gates.evals.judge.prompt import Messages

PASS, FAIL = (json.dumps({"verdict": verdict, "reason": "so"}) for verdict in ("pass", "fail"))
FIRST, SECOND, TIE = (
    json.dumps({"better": choice, "reason": "so"}) for choice in ("first", "second", "tie")
)
RUBRIC = "An answer is short."


@dataclass
class Model:
    """Replies one after the other; the last one for ever."""

    replies: Sequence[str]
    asked: list[Messages] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def __call__(self, messages: Messages, number: int) -> str:
        self.asked.append(messages)
        self.numbers.append(number)
        return self.replies[min(len(self.asked), len(self.replies)) - 1]

    def judge(self, votes: int = 3) -> Judge:
        return Judge(self, RUBRIC, votes)


def a_case(text: str | None = None, label: bool | None = None, number: int = 1) -> Case:
    return Case(
        id=f"case-{number}",
        input="What is a canary release?",
        expected=Expected(text=text),
        criteria=("Says that the share is small.",),
        label_by_people=label,
    )
