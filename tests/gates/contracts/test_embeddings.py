"""A changed embedding needs a new version of its index: the cases are files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.contracts import embeddings, kinds
from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.document import Document, DocumentError
from goldenpath_gates.contracts.rules import rules
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gates.support import ROOT

CASES = ROOT / "tests" / "cases" / "contract-embeddings"
BAD, GOOD = (sorted((CASES / side).glob("*.json")) for side in ("bad", "good"))


def changes(path: Path) -> list[Change]:
    case = json.loads(path.read_text(encoding="utf-8"))
    base, revision = (Document(side, case[side]) for side in ("base", "revision"))
    return kinds.compare("embeddings", base, revision)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad(path: Path) -> None:
    (found,) = changes(path)
    assert (found.rule, found.level) == (path.stem, "breaking")


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good(path: Path) -> None:
    assert not [each for each in changes(path) if each.level == "breaking"]


def test_every_breaking_rule_of_the_comparison_has_a_bad_case() -> None:
    compared = {f"embedding-{part}-changed" for part in embeddings.MADE_WITH}
    wanted = compared | {"index-removed", "index-version-lowered"}
    assert {path.stem for path in BAD} == wanted
    assert {rules()[name].level for name in wanted} == {"breaking"}


def test_a_new_index_and_a_new_version_are_told() -> None:
    told = {path.stem: [str(each) for each in changes(path)] for path in GOOD}
    assert told["index-added"] == ["/indexes/questions: index-added the index questions is new"]
    assert told["index-rebuilt-with-another-model"] == [
        "/indexes/documents: index-rebuilt the index documents went from version 3 to 4, with "
        "another model and dimension"
    ]
    assert told["nothing"] == told["order-of-keys"] == []


def test_a_lowered_version_excuses_nothing() -> None:
    made = {"model": "a", "dimension": 2, "dtype": "int8", "normalised": True, "metric": "dot"}
    base = Document("base", {"indexes": {"a/b": {**made, "version": 3}}})
    revision = Document("now", {"indexes": {"a/b": {**made, "version": 2, "model": "b"}}})
    found = embeddings.compare(base, revision)
    assert [(each.rule, each.pointer) for each in found] == [
        ("index-version-lowered", "/indexes/a~1b/version"),
        ("embedding-model-changed", "/indexes/a~1b/model"),
    ]


INDEX = st.fixed_dictionaries(
    {
        "version": st.integers(1, 3),
        "model": st.sampled_from(["a", "b"]),
        "dimension": st.sampled_from([2, 3]),
        "dtype": st.sampled_from(["int8", "float32"]),
        "normalised": st.booleans(),
        "metric": st.sampled_from(["dot", "cosine"]),
    }
)


@settings(derandomize=True, deadline=None)
@given(INDEX, INDEX)
def test_only_a_higher_version_lets_an_index_change(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    sides = (Document(name, {"indexes": {"a": index}}) for name, index in (("b", old), ("n", new)))
    broken = any(each.level == "breaking" for each in embeddings.compare(*sides))
    assert broken == (old != new and new["version"] <= old["version"])


def test_names_stay_on_one_line() -> None:
    base = Document("base", {"indexes": {"a\nb": {"version": 1}}})
    (gone,) = embeddings.compare(base, embeddings.NOTHING)
    assert gone.message == r"the index a\nb is gone"


WRONG = {
    "no indexes": {},
    "no version": {"indexes": {"documents": {"model": "a"}}},
    "indexes as a list": {"indexes": []},
    "a word of no metric": {
        "indexes": {
            "documents": {
                "version": 1,
                "model": "a",
                "dimension": 2,
                "dtype": "float32",
                "normalised": True,
                "metric": "nearest",
            }
        }
    },
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_file_that_says_too_little_is_not_judged(wrong: str) -> None:
    document = Document("contracts/embeddings.json", WRONG[wrong])
    with pytest.raises(DocumentError, match=r"^contracts/embeddings.json: /: embeddings-form "):
        kinds.compare("embeddings", document, document)
