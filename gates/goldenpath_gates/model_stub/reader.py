"""An extractive reader: the passage of the shown documents that answers a question best.

It stands in for a model that answers from retrieved documents: it can only say what a document
says, so a service that retrieves the wrong documents, or cuts them, answers worse.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from goldenpath_gates.model_stub.chat import ChatRequest

UNKNOWN = "I do not know."
FLOOR = 0.3
"""Least share of the question's weight that a passage must hold; below it nobody knows."""

OPENING = re.compile(r'<document id="([^"<>\n]{1,200})">')
CLOSING = "</document>"
TAG = re.compile(r"</?\w{1,40}>")
WORD = re.compile(r"\w+")
HEADING = re.compile(r"^#+ .*$", re.M)
SENTENCE_END = re.compile(r"(?<=[.!?]) |(?<=[\u3002\uff01\uff1f])")
STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a about an and any are as at be before but by can do does for from had has have how i if "
        "in is it its may me must my no not of on or our shall should so that the their them then "
        "there these they this to us was we were what when where which who why will with would "
        "you your",
    )
)


@dataclass(frozen=True, slots=True)
class Document:
    """`title` holds the words of the headings: they count for each of its sentences."""

    id: str
    sentences: tuple[str, ...]
    words: tuple[frozenset[str], ...]
    title: frozenset[str]


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence, or two neighbours, of a document. The id is empty where nobody knows."""

    sentences: tuple[str, ...] = (UNKNOWN,)
    id: str = ""

    @property
    def text(self) -> str:
        return " ".join(self.sentences)

    def __str__(self) -> str:
        """Each sentence with its document behind it, as prompts ask for citations."""
        return " ".join(f"{one} [{self.id}]" for one in self.sentences) if self.id else self.text


def read(chat: ChatRequest) -> Passage:
    """Documents count in every message, but not as part of the question."""
    shown = [document for message in chat.messages for document in documents(message.text)]
    text = without_documents(question(chat.last_text("user") or ""))
    asked = words(TAG.sub(" ", text))
    return best(asked, shown) if shown and asked else Passage()


def question(text: str) -> str:
    """What stands behind the first `<question>`; else the text without its documents."""
    _, tag, behind = text.partition("<question>")
    return behind if tag else without_documents(text)


def documents(text: str) -> Iterator[Document]:
    return (document(mark[1], text[mark.end() : end]) for mark, end in blocks(text))


def without_documents(text: str) -> str:
    kept, done = [], 0
    for mark, end in blocks(text):
        kept.append(text[done : mark.start()])
        done = end + len(CLOSING)
    return " ".join([*kept, text[done:]])


def blocks(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """The opening mark and where the closing one begins; no place of the text is read twice."""
    mark = OPENING.search(text)
    while mark:
        end = text.find(CLOSING, mark.end())
        if end < 0:
            return
        yield mark, end
        mark = OPENING.search(text, end)


def document(name: str, text: str) -> Document:
    headings = " ".join(HEADING.findall(text))
    body = " ".join(HEADING.sub(" ", text).split())
    sentences = tuple(filter(None, map(str.strip, SENTENCE_END.split(body))))
    return Document(name, sentences, tuple(map(words, sentences)), words(headings))


def words(text: str) -> frozenset[str]:
    """Those that carry meaning, without upper case and without the plural s."""
    found = WORD.findall(text.casefold())
    return frozenset(stem(word) for word in found if word not in STOP_WORDS)


def stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word


def best(asked: frozenset[str], shown: list[Document]) -> Passage:
    """Of equal passages the shorter one, then the first one."""
    weights = weigh(asked, shown)
    needed, passage, top = FLOOR * math.fsum(weights.values()), Passage(), (0.0, 0)
    for candidate in shown:
        for found, sentences in windows(candidate, asked):
            rank = (math.fsum(weights[word] for word in found), -len(sentences))
            if rank[0] >= needed and rank > top:
                top, passage = rank, Passage(tuple(sentences), candidate.id)
    return passage


def windows(
    shown: Document, asked: frozenset[str]
) -> Iterator[tuple[frozenset[str], tuple[str, ...]]]:
    """Each sentence, and each pair of neighbours, with the words of the question it holds."""
    title = shown.title & asked
    held = [(sentence & asked) | title for sentence in shown.words]
    for size in (1, 2):
        for start in range(len(held) - size + 1):
            found = frozenset().union(*held[start : start + size])
            yield found, shown.sentences[start : start + size]


def weigh(asked: frozenset[str], shown: list[Document]) -> dict[str, float]:
    """Inverse document frequency, ln(1 + n / df); a word of no document counts as df = 1/2."""
    seen: Counter[str] = Counter()
    for candidate in shown:
        seen.update(asked & candidate.title.union(*candidate.words))
    return {word: math.log1p(len(shown) / (seen[word] or 0.5)) for word in asked}
