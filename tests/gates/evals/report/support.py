"""A result as the gate would hand it to the reports: made up, but of a whole."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from goldenpath_gates.evals.gates.ruling import Outcome, Ruling
from goldenpath_gates.evals.record import Record
from goldenpath_gates.evals.result import STUB, Change, Rendered, Result, Verdict
from goldenpath_gates.evals.scores import Scores
from goldenpath_gates.evals.settings import Gate
from goldenpath_gates.evals.trend import Run
from goldenpath_gates.report import Finding

COMMIT = "0123456789abcdef0123456789abcdef01234567"
DATASET = "evals/golden.jsonl"
TAGS = ("canary", "rollback", "release", "refusal", "pricing", "long-context", "intent")
BEFORE = (
    "A canary release sends a small share of the traffic to the new version, watches its error "
    "rate, and widens the share step by step. If the rate rises, the old version takes "
    "over [canary]."
)
AFTER = (
    "A canary release sends all of the traffic to the new version at once and watches its error "
    "rate. If the rate rises, somebody should look at the dashboard."
)
HOSTILE = (
    '</script><script>alert(1)</script><img src="https://example.test/x" onerror=alert(1)>'
    " \u202eevil\u202c \x1b[31mred\x07 \ud800 {{ 7 * 7 }} </p></main><!-- \u202b"
)


def records(count: int, *, worse: float = 0.0, seed: int = 7) -> list[Record]:
    """The same cases for every seed; `worse` is the share that loses its answer."""
    shared, own = (random.Random(s) for s in (7, seed))  # noqa: S311 - made-up figures
    found = []
    for number in range(count):
        good = shared.random() < 0.93
        rouge, slow = shared.betavariate(8, 2), shared.lognormvariate(6.1, 0.35)
        if own.random() < worse:
            good, rouge = False, rouge * 0.5
        scores = {
            "success": float(good),
            "rouge_l": rouge,
            "recall@5": float(good or number % 3 == 0),
            "citation_coverage": float(number % 11 != 0),
            "refusal_correct": 1.0,
            "latency_ms": slow * own.uniform(0.9, 1.15),
            "cost_usd": 0.0004 + 0.00002 * own.random() + 0.0001 * (number % 5),
            "output_tokens": float(40 + number % 60),
        }
        scores["label_accuracy"] = scores["success"]
        tags = (TAGS[number % len(TAGS)], *(("red-team",) if number % 40 == 0 else ()))
        found.append(
            Record(f"case-{number:04d}", DATASET, "What?", tags=tags, texts=("x",), scores=scores)
        )
    return found


def a_change(number: int, **values: Any) -> Change:
    return replace(
        Change(
            id=f"case-{number:04d}",
            dataset=DATASET,
            tags=(TAGS[number % len(TAGS)],),
            input=f"What is a canary release, and who decides on it? ({number})",
            expected="A small share of the traffic, widened step by step.",
            before=BEFORE,
            after=AFTER if number % 4 else BEFORE.replace("small", "tiny"),
            scores_before={"rouge_l": 0.91, "recall@5": 1.0, "success": 1.0, "latency_ms": 402.0},
            scores_after={"rouge_l": 0.42, "recall@5": 0.0, "success": 0.0, "latency_ms": 431.0},
            loss=1.0 - number / 1000,
        ),
        **values,
    )


def ruling(gate: Gate, outcome: Outcome, **values: Any) -> Ruling:
    return Ruling(gate, outcome, gate.tier, values.pop("sentence", "It holds."), **values)


RULINGS = (
    ruling(Gate("success", min=0.9), "passed", cases=1000, value=0.931, low=0.914, high=0.946),
    ruling(
        Gate("rouge_l", drop=0.02),
        "failed",
        sentence="rouge_l fell by 4.1 points, at least by 2.9: more than the 2.0 that are allowed.",
        cases=1000,
        value=0.761,
        baseline=0.802,
        difference=-0.041,
        low=-0.053,
        high=-0.029,
        regression=True,
    ),
    ruling(
        Gate("recall@5", drop=0.01, tag="canary", tier="approve"),
        "inconclusive",
        sentence="142 cases cannot tell a drop of 1.0 points from none.",
        cases=142,
        value=0.92,
        baseline=0.928,
        difference=-0.008,
        low=-0.02,
        high=0.004,
    ),
    ruling(
        Gate("latency_ms", max=1200, statistic="p95"),
        "passed",
        cases=1000,
        value=812.4,
        low=786.0,
        high=839.0,
    ),
    ruling(Gate("cost_per_1000", max=0.8), "passed", cases=1000, value=0.62),
    ruling(
        Gate("output_tokens", band=0.03),
        "passed",
        cases=1000,
        value=69.6,
        baseline=69.5,
        difference=0.1,
        low=-0.4,
        high=0.6,
    ),
    ruling(
        Gate("success", win=0.02, tier="approve", advisory_until="2027-01-31"),
        "failed",
        sentence="3 wins, 41 losses: 3.8 % fewer wins than losses, 2 % more are asked for.",
        cases=1000,
        difference=-0.038,
        low=-0.055,
        high=-0.021,
    ),
    ruling(
        Gate("attack_success", max=0.02, tag="red-team"),
        "not applicable",
        sentence="No case asks for it.",
    ),
)
CONFUSION = {
    "question": {"question": 412, "complaint": 9},
    "complaint": {"question": 14, "complaint": 188},
    "cancel": {"question": 1, "cancel": 61, "complaint": 6},
}
HEADER: dict[str, Any] = {
    "owner": "team-answers",
    "reason": "second prompt of the autumn, reviewed by two people",
    "created": "2026-11-02T09:12:44Z",
    "commit": COMMIT[::-1],
    "models": ["gpt-4.1-mini"],
    "prompts": {"answer": "1.3.0"},
}
FACTS: dict[str, Any] = {
    "service": "Answer Service",
    "source": "stub",
    "models": ["stub"],
    "prompts": {"answer": "1.4.0"},
    "datasets": {
        DATASET: {"hash": "sha256:9f2c7d1e0b", "cases": 900},
        "evals/redteam.jsonl": {"hash": "sha256:17aa90c3d4", "cases": 100},
    },
    "baseline": HEADER,
    "commit": COMMIT,
    "library": "0.4.0",
    "seed": 7,
    "repeats": 1,
    "confirmed": True,
    "started": "2026-11-21T16:19:18+00:00",
    "duration_s": 8.4,
    "flaky": [],
    "confusion": {},
}
SUMMARIES: dict[Verdict, str] = {
    "passed": "8 of 8 gates passed on 1,000 cases.",
    "failed": "1 gate failed: rouge_l fell by 4.1 points, 2.0 are allowed.",
    "approval": "1 gate asks for an approval: success wins less often than it loses.",
    "incomplete": "3 of 1,000 cases have no answer.",
}


def a_result(
    verdict: Verdict = "passed", changed: int = 0, count: int = 1000, **values: Any
) -> Result:
    """Passed has passed gates alone; `changed` cases differ from the baseline."""
    good = tuple(one for one in RULINGS if one.outcome == "passed")
    whole = Result(
        verdict=verdict,
        summary=SUMMARIES[verdict],
        rulings=good if verdict == "passed" else RULINGS,
        problems=PROBLEMS if verdict == "incomplete" else (),
        facts=FACTS,
        scores=Scores.of(records(count, worse=0.05 if changed else 0.0, seed=8)),
        baseline=Scores.of(records(count)),
        changes=tuple(a_change(number) for number in range(changed)),
        changed=changed,
    )
    return replace(whole, **values)


PROBLEMS = (
    Finding("eval-error", "case-0017 got no answer: 503 four times", DATASET, 18),
    Finding("eval-coverage", "997 of 1,000 cases were scored, all must be"),
)


def wordy() -> Result:
    """With a summary as the stage writes it, which repeats what others say."""
    said = [problem.message for problem in PROBLEMS]
    parts = ["1,000 cases, 5 of 8 gates passed", *said, RULINGS[1].sentence, STUB]
    return a_result("incomplete", summary="; ".join(parts))


def prompt(text: str, case: str = "case-0001", model: str = "gpt-4.1-mini") -> Rendered:
    system = f"You answer questions about releases.\n{text}\nCite each document as [id]."
    messages = (("system", system), ("user", "What is a canary release?"))
    return Rendered(case, model, {"temperature": 0, "max_tokens": 400}, messages)


def runs(count: int, verdicts: Sequence[str] = ("passed",)) -> list[Run]:
    own = random.Random(3)  # noqa: S311 - made-up figures
    return [
        Run(
            date=f"2026-{10 + day // 30:02d}-{1 + day % 30:02d}T02:00:00+00:00",
            commit=COMMIT,
            verdict=verdicts[day % len(verdicts)],
            library="0.4.0",
            cases=1000,
            models=("stub",),
            datasets={DATASET: "sha256:9f2c7d1e0b"},
            metrics={
                "success": 0.93 + 0.01 * own.random(),
                "rouge_l": 0.8 + 0.02 * own.random(),
                "latency_ms": 410 + 40 * own.random(),
            },
        )
        for day in range(count)
    ]
