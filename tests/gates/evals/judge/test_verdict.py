from __future__ import annotations

import pytest
from goldenpath_gates.evals.judge.verdict import vote

CHOICES = ("pass", "fail")


@pytest.mark.parametrize(
    ("reply", "choice"),
    [
        ('{"verdict": "pass", "reason": "it is short"}', "pass"),
        ('\n {"reason": "", "verdict": "fail"} \n', "fail"),
    ],
)
def test_a_vote(reply: str, choice: str) -> None:
    assert vote(reply, "verdict", CHOICES) == choice


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "pass",
        '"pass"',
        '{"verdict": "pass"}',
        '{"verdict": "PASS", "reason": ""}',
        '{"verdict": true, "reason": ""}',
        '{"verdict": ["pass"], "reason": ""}',
        '{"verdict": "pass", "reason": null}',
        '{"verdict": "pass", "reason": "", "score": 1}',
        '{"verdict": "fail", "verdict": "pass", "reason": ""}',
        '```json\n{"verdict": "pass", "reason": ""}\n```',
        'Sure: {"verdict": "pass", "reason": ""}',
        '{"verdict": "pass", "reason": ""} {"verdict": "fail", "reason": ""}',
        '{"better": "first", "reason": ""}',
        '[{"verdict": "pass", "reason": ""}]',
        "[" * 100_000,
        '{"verdict": "pass", "reason": "' + "x" * 30_000 + '"}',
    ],
)
def test_noop_anything_else_is_no_vote(reply: str) -> None:
    assert vote(reply, "verdict", CHOICES) is None
