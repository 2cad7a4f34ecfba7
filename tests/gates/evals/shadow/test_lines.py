from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.evals.shadow.lines import LONGEST
from goldenpath_gates.evals.shadow.recording import RECORDING, Pair

from tests.gates.evals.shadow.support import HEADER, answer, pair, save

SECRET = "4929 1827" + " 3645 5466"
BROKEN: dict[str, tuple[Any, str]] = {
    "no JSON": ("{", "is no JSON"),
    "an empty line": ("", "is no JSON"),
    "not UTF-8": (b'{"id": "\xff"}', "is no JSON"),
    "a key twice": ('{"id": "a", "id": "b"}', "unique keys"),
    "nested without an end": ("[" * 100_000, "is no JSON"),
    "deeper than a schema goes": ('{"id":' * 600 + "1" + "}" * 600, "what JSON text cannot"),
    "no object": ([1], "the line: "),
    "half a character": ('{"id": "\\ud800"}', "what JSON text cannot"),
    "a line without an end": ("x" * (LONGEST + 1), "is longer than"),
    "no id": ({"input": "x", "primary": answer(), "candidate": answer()}, '"id" is a required'),
    "control characters": (pair("a\x1b[2J"), "id: the value does not match"),
    "no input": (pair("a", asked=[SECRET]), "input: the value is not of types"),
    "no latency": (pair("a", latency_ms=None), "primary/latency_ms: "),
    "a negative cost": (pair("a", cost_usd=-1), "primary/cost_usd: "),
    "NaN": (pair("a", latency_ms=float("nan")), "primary/latency_ms: "),
    "infinity": (pair("a", latency_ms=float("inf")), "primary/latency_ms: "),
    "a number beyond all": (pair("a", input_tokens=10**400), "primary/input_tokens: "),
    "half a token": (pair("a", input_tokens=0.5), "primary/input_tokens: "),
    "a truth for a number": (pair("a", cost_usd=True), "primary/cost_usd: "),
    "documents that are objects": (pair("a", documents=[{"id": "x"}]), "primary/documents/0: "),
    "no answer in service": ({**pair("a"), "primary": {"error": "timeout"}}, "primary: "),
    "an error without a word": (pair("a", {"error": ""}), "candidate/error: "),
    "neither answer nor error": (pair("a", {"note": "x"}), 'candidate: "text" is a required'),
}


def read(path: Path) -> list[Pair]:
    return [Pair.of(line.body) for line in RECORDING.lines(path)]


@pytest.mark.parametrize(("line", "says"), BROKEN.values(), ids=BROKEN)
def test_a_broken_line_is_incomplete(line: Any, says: str, tmp_path: Path) -> None:
    path = save(tmp_path / "a.jsonl", [HEADER, pair("good"), line])
    with pytest.raises(IncompleteError) as error:
        read(path)
    assert str(error.value).startswith(f"{path}:3:1: shadow-line ")
    assert says in str(error.value)
    assert SECRET not in str(error.value)
    assert len(str(error.value)) < 700


@pytest.mark.parametrize(
    "header", ["", "{}", "[]", "null", {"goldenpath_shadow": 2}, {"goldenpath_review": 1}]
)
def test_a_file_without_its_header_is_incomplete(header: Any, tmp_path: Path) -> None:
    path = save(tmp_path / "a.jsonl", [header, pair("a")])
    with pytest.raises(IncompleteError, match=r':1:1: .* header {"goldenpath_shadow": 1}|no JSON'):
        read(path)


def test_a_file_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(UsageError, match=r"cannot be read|no plain file"):
            read(path)


def test_what_a_service_leaves_out_is_not_known(tmp_path: Path) -> None:
    bare = {"text": "", "latency_ms": 3, "documents": None, "later": {"any": 1}}
    row = {**pair("a", {"error": "timeout"}, asked={"question": "x"}), "primary": bare}
    (found,) = read(save(tmp_path / "a.jsonl", [{**HEADER, "since": "today"}, row]))
    assert (found.input, found.primary.text, found.primary.latency_ms) == ({"question": "x"}, "", 3)
    assert [found.primary.documents, found.primary.cost_usd, found.primary.model] == [None] * 3
    assert (found.candidate.error, found.candidate.text) == ("timeout", None)
