from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import httpx2
import numpy as np
import pytest
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.evals import embedders
from goldenpath_gates.evals.embedders import DIMENSIONS, embedder, hashed, parsed
from goldenpath_gates.evals.judge import api
from goldenpath_gates.evals.scorers.cosine import similarity
from goldenpath_gates.evals.settings import Embedder

ANSWER = "A canary release sends a small share of the traffic to the new version."
REMOTE = Embedder(url="http://127.0.0.1:1/v1", model="embed-1", key_variable="EMBED_KEY")
KEY = {"EMBED_KEY": "k-1"}


def near(first: str, second: str) -> float:
    return similarity(*hashed([first, second]))


def test_one_row_per_text_the_same_on_every_run() -> None:
    assert hashed(["a", "b", ""]).shape == (3, DIMENSIONS)
    assert hashed([]).shape == (0, DIMENSIONS)
    module = embedders.__name__
    code = f"from {module} import hashed; print(hashed(['canary'])[0].nonzero())"
    assert len({loaded(code, PYTHONHASHSEED=seed) for seed in ("1", "2")}) == 1


def test_the_same_words_are_the_same() -> None:
    assert near(ANSWER, ANSWER.upper()) == pytest.approx(1)
    assert near(ANSWER, ANSWER.replace(" ", "\n")) == pytest.approx(1)


def test_lexical_nearness() -> None:
    inflected = ANSWER.replace("release sends", "releases send")
    shuffled = " ".join(reversed(ANSWER.split()))
    other = "Budgets burn quickly if nobody looks."
    assert near(ANSWER, inflected) > near(ANSWER, shuffled) > 0.3
    assert abs(near(ANSWER, other)) < 0.15


@pytest.mark.parametrize("text", ["", "...", "\u200b"])
def test_a_text_without_a_word_is_all_zero(text: str) -> None:
    assert not hashed([text]).any()
    assert near(text, ANSWER) == 0


def test_lone_surrogates_and_long_texts_are_read() -> None:
    assert np.isfinite(hashed(["\ud800", "a" * 1_000_000])).all()


def remote(monkeypatch: pytest.MonkeyPatch, rows: Any, status: int = 200) -> Any:
    """An embedder whose endpoint answers with these rows; also what it was asked."""
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(status, json={"data": rows})

    connect = api.connect
    monkeypatch.setattr(
        api,
        "connect",
        lambda *args: connect(*args, transport=httpx2.MockTransport(answer), sleep=lambda _: None),
    )
    return embedder(REMOTE, KEY), asked


def row(index: int, *numbers: float) -> dict[str, Any]:
    return {"index": index, "embedding": list(numbers)}


def test_an_endpoint_by_url(monkeypatch: pytest.MonkeyPatch) -> None:
    embed, asked = remote(monkeypatch, [row(1, 0.0, 1.0), row(0, 1.0, 0.0)])
    assert embed(["a", "b"]).tolist() == [[1, 0], [0, 1]]
    assert str(asked[0].url) == "http://127.0.0.1:1/v1/embeddings"
    assert asked[0].headers["authorization"] == "Bearer k-1"
    assert json.loads(asked[0].content)["input"] == ["a", "b"]
    assert json.loads(asked[0].content)["model"] == "embed-1"


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([row(0, 1.0)], id="one-too-few"),
        pytest.param([row(0, 1.0), row(1, 1.0, 2.0)], id="two-lengths"),
        pytest.param([row(0, 1.0), row(1, None)], id="null"),  # type: ignore[arg-type]
        pytest.param([row(0, 1.0), row(1, "x")], id="text"),  # type: ignore[arg-type]
        pytest.param([row(0), row(1)], id="empty"),
        pytest.param([row(0, 1.0), row(0, 1.0)], id="one-twice"),
        pytest.param("rows", id="no-list"),
        pytest.param(None, id="nothing"),
    ],
)
def test_what_is_no_vectors_is_incomplete(monkeypatch: pytest.MonkeyPatch, rows: Any) -> None:
    embed, _ = remote(monkeypatch, rows)
    with pytest.raises(IncompleteError, match="2 vectors of finite numbers, all of one length"):
        embed(["a", "b"])


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_vectors_that_are_not_finite_are_incomplete(number: float) -> None:
    with pytest.raises(IncompleteError, match="finite"):
        parsed({"data": [row(0, number)]}, 1)


@pytest.mark.parametrize(
    "environment", [{}, {"EMBED_KEY": " "}, {"EMBED_KEY": "a\nb"}, {"EMBED_KEY": "\u00e9"}]
)
def test_no_key_is_incomplete(environment: dict[str, str]) -> None:
    with pytest.raises(IncompleteError, match=r"the embedder needs a key .* EMBED_KEY"):
        embedder(REMOTE, environment)


def test_a_key_never_travels_in_the_clear() -> None:
    with pytest.raises(UsageError, match=r"embedder at models\.example .* in the clear"):
        embedder(Embedder(url="http://models.example/v1", key_variable="EMBED_KEY"), KEY)


def test_noop_without_a_url() -> None:
    assert embedder(Embedder(), {}) is hashed


def test_numpy_and_httpx2_wait_until_they_are_needed() -> None:
    code = (
        f"import sys; import {embedders.__name__}, goldenpath_gates.evals.scorers.context;"
        "from goldenpath_gates.evals.scorers.registry import scorers; scorers();"
        "print(sorted({'numpy', 'httpx2'} & sys.modules.keys()))"
    )
    assert loaded(code) == "[]"


def loaded(code: str, **environment: str) -> str:
    """What a fresh Python prints."""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return done.stdout.strip()
