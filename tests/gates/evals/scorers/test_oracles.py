"""The metrics equal their oracles on random cases: 2,000 for ROUGE-L, 2,000 for retrieval."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from random import Random

import ir_measures
import pytest
from absl.logging import get_absl_handler
from goldenpath_gates.evals.embedders import hashed
from goldenpath_gates.evals.scorers.registry import Context
from goldenpath_gates.evals.scorers.rouge_l import f_measure
from goldenpath_gates.evals.settings import Eval
from ir_measures import RR, P, R, nDCG
from rouge_score.rouge_scorer import RougeScorer  # type: ignore[import-untyped]
from rouge_score.tokenize import tokenize  # type: ignore[import-untyped]

from tests.gates.evals.scorers.support import a_case, an_answer, scored

# rouge-score logs through absl, whose handler closes the captured stderr it was imported under
# as soon as another test in the same process configures logging.
get_absl_handler().python_handler.stream = sys.__stderr__

EPSILON = 1e-9
ASCII = "abcdefgh  .,;:!?'\"-_/()[]{}0123456789\n\tABC"
ANY = ASCII + "\u00e4\u00d6\u00df\u0130\u0131\ufb01\uff21\u4eac\u0431\u05d0\u200b\U0001f600"


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311


def texts(random: Random, alphabet: str) -> tuple[str, str]:
    """Two texts that share a part, or not: of 0 to 300 characters."""

    def piece() -> str:
        return "".join(random.choices(alphabet, k=random.randrange(150)))

    common = piece()
    return piece() + common, random.choice((common, "")) + piece()


def test_rouge_l_of_ascii_texts_as_the_scorer_reads_them() -> None:
    random, oracle = seeded(1), RougeScorer(["rougeL"])
    for _ in range(1500):
        expected, given = texts(random, ASCII)
        ours = scored("rouge_l", a_case(text=expected), an_answer(given))["rouge_l"]
        theirs = oracle.score(expected, given)["rougeL"].fmeasure
        assert abs(ours - theirs) < EPSILON, (expected, given)


def test_rouge_l_of_any_texts_on_the_words_of_the_oracle() -> None:
    random, oracle = seeded(2), RougeScorer(["rougeL"])
    for _ in range(500):
        expected, given = texts(random, ANY)
        ours = f_measure(tokenize(expected, None), tokenize(given, None))
        theirs = oracle.score(expected, given)["rougeL"].fmeasure
        assert abs(ours - theirs) < EPSILON, (expected, given)


@pytest.mark.parametrize("k", [1, 3, 5, 10])
def test_retrieval(k: int) -> None:
    random, context = seeded(k), Context(Eval(retrieval_k=k), hashed)
    queries = {str(n): (retrieved(random), relevant(random)) for n in range(500)}
    names = {P @ k: f"precision@{k}", R @ k: f"recall@{k}", RR: "mrr", nDCG @ k: f"ndcg@{k}"}
    compared = 0
    for theirs in oracle(list(names), queries):
        found, wanted = queries[theirs.query_id]
        case = a_case(documents=tuple(wanted))
        ours = scored("retrieval", case, an_answer(documents=tuple(found)), context)
        assert abs(ours[names[theirs.measure]] - theirs.value) < EPSILON, (found, wanted)
        compared += 1
    assert compared == 4 * len(queries)


def retrieved(random: Random) -> list[str]:
    return [f"d{n}" for n in random.sample(range(30), random.randrange(1, 20))]


def relevant(random: Random) -> list[str]:
    return [f"d{n}" for n in random.sample(range(30), random.randrange(1, 8))]


Queries = dict[str, tuple[list[str], list[str]]]


def oracle(measures: Sequence[ir_measures.Measure], queries: Queries) -> list[ir_measures.Metric]:
    """Every rank gets a score of its own: the oracle orders ties in its own way."""
    wanted = {name: dict.fromkeys(relevant, 1) for name, (_, relevant) in queries.items()}
    run = {
        name: {document: 100.0 - rank for rank, document in enumerate(found)}
        for name, (found, _) in queries.items()
    }
    return list(ir_measures.iter_calc(measures, wanted, run))


def test_fields_against_a_count_by_hand() -> None:
    random = seeded(3)
    for _ in range(1000):
        expected = [
            (random.choice("abc"), random.randrange(3)) for _ in range(random.randrange(1, 8))
        ]
        given = [(random.choice("abc"), random.randrange(3)) for _ in range(random.randrange(8))]
        left, right = list(given), 0
        for pair in expected:
            if pair in left:
                left.remove(pair)
                right += 1
        precision = right / len(given) if given else 0.0
        recall = right / len(expected)
        f1 = 2 * precision * recall / (precision + recall) if right else 0.0
        found = scored("fields", a_case(structure=lists(expected)),
                       an_answer(structure=lists(given) or None))  # fmt: skip
        if given:
            assert abs(found["field_precision"] - precision) < EPSILON
        assert abs(found["field_recall"] - recall) < EPSILON
        assert abs(found["field_f1"] - f1) < EPSILON


def lists(pairs: Sequence[tuple[str, int]]) -> dict[str, list[int]]:
    """As a structure with a multiset under each name."""
    return {
        name: [n for other, n in pairs if other == name] for name in Counter(p[0] for p in pairs)
    }
