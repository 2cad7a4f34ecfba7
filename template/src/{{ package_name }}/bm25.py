"""The embedded retriever: BM25 over documents in memory, without a model or a database.

Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), with the
inverse document frequency of Lucene, which is never negative.
"""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence

from .retrieval import Document, Found

K1 = 1.2  # how soon a repeated term counts no more
B = 0.75  # how much a long document is held back
SCALE = 10_000  # weights are whole numbers, so the order of a sum cannot tell equals apart

STOP_WORDS = frozenset((
    "a", "about", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "could",
    "did", "do", "does", "for", "from", "get", "had", "has", "have", "how", "i", "if", "in",
    "into", "is", "it", "its", "may", "me", "my", "no", "not", "of", "on", "or", "our", "s",
    "shall", "should", "so", "some", "such", "t", "than", "that", "the", "their", "them", "then",
    "there", "these", "they", "this", "those", "to", "was", "we", "were", "what", "when", "where",
    "which", "while", "who", "why", "will", "with", "would", "you", "your"
))  # fmt: skip
WORD = re.compile(r"\w+")


def terms(text: str) -> list[str]:
    """Words of any script without case; English ones without the plural and the commonest."""
    words = WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return [_singular(word) for word in words if word not in STOP_WORDS]


def _singular(word: str) -> str:
    # Harman, How effective is suffixing? (1991): the S stemmer.
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and not word.endswith(("aies", "eies")):
        return word[:-3] + "y"
    return word[:-1]


class Bm25:
    def __init__(self, documents: Sequence[Document]) -> None:
        documents = sorted(documents, key=lambda document: document.id)
        self._documents = tuple(documents)
        counts = [Counter(terms(document.text)) for document in documents]
        lengths = [count.total() for count in counts]
        mean = sum(lengths) / len(lengths) if any(lengths) else 1
        # Which documents hold a term, and how much it adds to the score of each.
        self._weights: dict[str, list[tuple[int, int]]] = defaultdict(list)
        frequencies = Counter(term for count in counts for term in count)
        for index, (count, length) in enumerate(zip(counts, lengths, strict=True)):
            damping = K1 * (1 - B + B * length / mean)
            for term, times in count.items():
                rarity = _rarity(frequencies[term], len(counts))
                weight = rarity * times * (K1 + 1) / (times + damping)
                self._weights[term].append((index, round(weight * SCALE)))

    async def retrieve(self, question: str, limit: int) -> Sequence[Found]:
        """Return those that share a term with the question, best first, equals by id."""
        scores: dict[int, int] = defaultdict(int)
        for term in dict.fromkeys(terms(question)):
            for index, weight in self._weights.get(term, ()):
                scores[index] += weight
        # An index is the rank of an id.
        best = sorted((-score, index) for index, score in scores.items())[:limit]
        return [Found(self._documents[index], -score / SCALE) for score, index in best]


def _rarity(holding: int, documents: int) -> float:
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))
