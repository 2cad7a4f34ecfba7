"""The judge: votes, their majority, and the swap of positions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.judge import api, prompt
from goldenpath_gates.evals.judge.verdict import vote
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.texts import said
from goldenpath_gates.evals.settings import Eval

Preference = Literal["first", "second", "tie"]
Complete = Callable[[prompt.Messages, int], str]
"""The port to a model: messages and the number of the vote to the text of its reply."""

VERDICTS = ("pass", "fail")
SWAPPED: Mapping[str | None, Preference] = {"first": "second", "second": "first"}
MOST_RUBRIC = 65_536


@dataclass(frozen=True)
class Judge:
    complete: Complete
    rubric: str
    votes: int

    def grade(self, case: Case, answer: Answer) -> float:
        """1 where more votes pass the answer than fail it, else 0: a tie fails.

        Raises IncompleteError where half of the votes or more could not be read.
        """
        asked = prompt.grading(self.rubric, case, said(answer))
        return float(self._majority(asked, "verdict", VERDICTS) == "pass")

    def preference(self, question: str, first: str, second: str) -> Preference:
        """Which answer is better; asked in both orders, a tie unless they agree."""
        if first == second:
            return "tie"
        here = self._better(question, first, second)
        there = SWAPPED.get(self._better(question, second, first), "tie")
        return there if here == there else "tie"

    def _better(self, question: str, first: str, second: str) -> str | None:
        asked = prompt.comparison(self.rubric, question, first, second)
        return self._majority(asked, "better", ("first", "second", "tie"))

    def _majority(self, asked: prompt.Messages, key: str, choices: Collection[str]) -> str | None:
        """The choice with most votes, None for a tie. No vote is asked that can change nothing."""
        count: Counter[str] = Counter()
        for number in range(self.votes):
            if found := vote(self.complete(asked, number), key, choices):
                count[found] += 1
            if found and count[found] * 2 > self.votes:
                return found
        if count.total() * 2 <= self.votes:
            raise IncompleteError(
                f"the judge gave {count.total()} readable votes of {self.votes}, "
                f'a vote is {{"{key}": "{" or ".join(choices)}", "reason": "..."}} and nothing else'
            )
        best = count.most_common(2)
        return None if len(best) == 2 and best[0][1] == best[1][1] else best[0][0]


def configured(settings: Eval, root: Path, environment: Mapping[str, str]) -> Judge | None:
    """The judge of `[eval.judge]`, None without that table.

    Raises IncompleteError without a key or a rubric.
    """
    judge = settings.judge
    if judge is None:
        return None
    post = api.connect(judge.url, judge.key_variable, "judge", environment)

    def complete(messages: prompt.Messages, number: int) -> str:
        body = {
            "model": judge.model,
            "messages": list(messages),
            "seed": settings.seed + number,
            # Several votes at 0 would be one vote, counted several times.
            "temperature": 0.0 if judge.votes == 1 else 1.0,
            "response_format": {"type": "json_object"},
        }
        return _text(post("chat/completions", body))

    return Judge(complete, rubric(root, judge.rubric), judge.votes)


def _text(body: object) -> str:
    """Of a reply of `/chat/completions`; what is none is an empty text, and so no vote."""
    try:
        text = body["choices"][0]["message"]["content"]  # type: ignore[index]
    except (KeyError, IndexError, TypeError):
        return ""
    return text if isinstance(text, str) else ""


def rubric(root: Path, name: str) -> str:
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()):
        raise IncompleteError(f"{name}: the rubric leads out of the tree, name a file within it")
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(MOST_RUBRIC + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise IncompleteError(
            f"{name}: the rubric cannot be read ({type(error).__name__}); write one, or name it "
            "in [eval.judge] rubric"
        ) from None
    if not text.strip() or len(text) > MOST_RUBRIC:
        raise IncompleteError(f"{name}: a rubric has 1 to {MOST_RUBRIC:,} characters")
    return text
