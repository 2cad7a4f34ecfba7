"""Texts to vectors, for the metric `cosine`."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.scorers.texts import words
from goldenpath_gates.evals.settings import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float64]

Embed = Callable[[Sequence[str]], "Vectors"]
"""Texts to vectors: one row per text, all of one length, finite.

Raises IncompleteError where it cannot tell.
"""

DIMENSIONS = 4096
N_GRAMS = (3, 4, 5)
CHARACTERS = 100_000
"""Of one text that are read: a runaway answer must not take minutes."""
PRIME = 0x9E3779B97F4A7C15  # 2**64 over the golden ratio: multiplying by it spreads the bits


def embedder(settings: Embedder, environment: Mapping[str, str]) -> Embed:
    """Raises IncompleteError where an endpoint is named and its key is missing."""
    if settings.url is None:
        return hashed
    from goldenpath_gates.evals.judge import api

    post = api.connect(settings.url, settings.key_variable, "embedder", environment)
    return lambda texts: parsed(post("embeddings", asked(settings.model, texts)), len(texts))


# ---- without a model ---------------------------------------------------------------------------


def hashed(texts: Sequence[str]) -> Vectors:
    """Counts of words and of n-grams of characters, hashed to 4,096 numbers; lexical.

    The same text gives the same vector on every machine. A hash also decides the sign of a count,
    so that what collides by chance cancels out instead of looking alike (Weinberger et al.,
    Feature Hashing for Large Scale Multitask Learning, 2009). A text without a word is all zero.
    """
    import numpy as np

    return np.array([_vector(text) for text in texts]).reshape(len(texts), DIMENSIONS)


def _vector(text: str) -> Vectors:
    import numpy as np

    found = words(text[:CHARACTERS])
    letters = np.frombuffer(" ".join(found).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    hashes = [_n_grams(letters.astype(np.uint64), n) for n in N_GRAMS]
    hashes.append(_mixed(np.array([_crc(word) for word in found], dtype=np.uint64)))
    every = np.concatenate(hashes)
    places = (every >> np.uint64(48)) % np.uint64(DIMENSIONS)
    signs = 1.0 - 2.0 * (every >> np.uint64(47) & np.uint64(1))
    counts = np.bincount(places.astype(np.intp), weights=signs, minlength=DIMENSIONS)
    return counts.astype(np.float64)


def _n_grams(letters: NDArray[np.uint64], n: int) -> NDArray[np.uint64]:
    """Hashes of all runs of n characters, polynomials modulo 2**64."""
    import numpy as np

    count = max(len(letters) - n + 1, 0)
    total = np.full(count, n, dtype=np.uint64)
    for place in range(n):
        total = _mixed(total) + letters[place : place + count]
    return _mixed(total)


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    import numpy as np

    return (numbers ^ numbers >> np.uint64(32)) * np.uint64(PRIME)


def _crc(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


# ---- with a model ------------------------------------------------------------------------------


def asked(model: str, texts: Sequence[str]) -> dict[str, Any]:
    return {"model": model, "input": list(texts), "encoding_format": "float"}


def parsed(body: Any, count: int) -> Vectors:
    """The vectors of an answer of `/embeddings`, in the order of the texts."""
    import numpy as np

    try:
        rows = {row["index"]: row["embedding"] for row in body["data"]}
        vectors = np.array([rows[index] for index in range(count)], dtype=np.float64)
    except (KeyError, TypeError, ValueError):
        vectors = np.empty(0)
    if vectors.ndim != 2 or vectors.shape[1] == 0 or not np.isfinite(vectors).all():
        raise IncompleteError(
            f"the embedder did not give {count} vectors of finite numbers, all of one length"
        )
    return vectors
