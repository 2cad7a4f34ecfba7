"""Vectors are asked of the model that an index was made with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.contracts.check import Outcome
from goldenpath_gates.contracts.checks import embeddings
from goldenpath_gates.errors import IncompleteError

from tests.gates.contracts import promised
from tests.gates.contracts.promised import EMBEDDINGS, context, told
from tests.gates.support import write

ASKED = {"model": "text-embedding-3-small", "input": "a"}


def judged(root: Path, *sent: tuple[str, Any]) -> Outcome:
    return embeddings.run(context(root, model=told(*sent)))


@pytest.mark.parametrize(
    "asked",
    [
        {**ASKED, "model": "text-embedding-3-large"},
        {**ASKED, "dimensions": 512},
        {"input": "a"},
    ],
)
def test_what_no_index_was_made_with(asked: dict[str, Any], promising: Path) -> None:
    outcome = judged(promising, ("/v1/embeddings", asked), ("/v1/embeddings?a=1", asked))
    (finding,) = outcome.findings
    assert (finding.rule, finding.path) == ("embedding-undeclared", EMBEDDINGS)
    assert [figure.value for figure in outcome.figures] == [1, 2]


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        pytest.param("/v1/embeddings", ASKED, id="the model's own dimensions"),
        pytest.param("/v1/embeddings", {**ASKED, "dimensions": 1536}, id="the index's dimensions"),
        pytest.param("/v1/chat/completions", {"model": "gpt-4.1"}, id="no embedding"),
        pytest.param("/v1/embeddings", "no JSON", id="what no provider would answer"),
    ],
)
def test_noop(path: str, asked: Any, promising: Path) -> None:
    assert not judged(promising, (path, asked)).findings


def test_noop_nothing_asked_and_nothing_declared(promising: Path) -> None:
    (promising / EMBEDDINGS).unlink()
    outcome = judged(promising)
    assert not outcome.findings
    assert [(figure.name, figure.value) for figure in outcome.figures] == [
        ("indexes declared", 0),
        ("requests for embeddings", 0),
    ]


def test_asked_without_a_declaration(promising: Path) -> None:
    (promising / EMBEDDINGS).unlink()
    (finding,) = judged(promising, ("/v1/embeddings", ASKED)).findings
    assert finding.rule == "embedding-undeclared"


def test_a_declaration_that_says_too_little_is_incomplete(promising: Path) -> None:
    write(promising, {EMBEDDINGS: '{"indexes": {"documents": {}}}'})
    with pytest.raises(IncompleteError, match="embeddings-form"):
        judged(promising)
    promised.put(promising, EMBEDDINGS, {"indexes": {"documents": promised.MADE}})
    assert not judged(promising).findings
