"""The retrieval port: which documents an answer is made of, wherever they are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A document and how well it fits the question; scores compare within one question only."""

    document: Document
    score: float


class Retriever(Protocol):
    # At most `limit` of them, best first; the same question gets the same documents.
    async def retrieve(self, question: str, limit: int) -> Sequence[Found]: ...
