from __future__ import annotations

import json
import time

import pytest
from goldenpath_gates.model_stub import chat, reader
from goldenpath_gates.model_stub.reader import UNKNOWN

CANARY = """\
# Canary release

A canary release sends a small share of the traffic to a new version first.
The share grows in steps of 5, 25 and 100 percent. Each step lasts ten minutes.
"""
FLAG = "A feature flag is a switch. It turns a part of the program on without a release."
UMLAUT = "Die \u00dcberpr\u00fcfung dauert zwei Tage. Danach wird gebaut."
SHOWN = {"canary": CANARY, "flag": FLAG, "umlaut": UMLAUT}
FIRST = "A canary release sends a small share of the traffic to a new version first. [canary]"


def read(question: str, shown: dict[str, str], system: str = "s") -> str:
    documents = "".join(
        f'<document id="{key}">\n{text}</document>\n' for key, text in shown.items()
    )
    return answer(documents + question, system)


def answer(user: str, system: str = "s") -> str:
    messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
    return str(reader.read(chat.parse(json.dumps({"model": "m", "messages": messages}).encode())))


@pytest.mark.parametrize(("question", "passage"), [
    ("What is a canary release?", FIRST),
    ("<question>\nWhat is a CANARY release?\n</question>", FIRST),
    ("How do the steps of a canary grow?",
     "The share grows in steps of 5, 25 and 100 percent. [canary]"),
    ("How long does each step last, and by what does the share grow?",
     "The share grows in steps of 5, 25 and 100 percent. [canary] "
     "Each step lasts ten minutes. [canary]"),
    ("What are feature flags?", "A feature flag is a switch. [flag]"),
    ("Wie lange dauert die \u00dcBERPR\u00dcFUNG?",
     "Die \u00dcberpr\u00fcfung dauert zwei Tage. [umlaut]"),
])  # fmt: skip
def test_the_sentences_that_share_most_words(question: str, passage: str) -> None:
    assert read(question, SHOWN) == passage


@pytest.mark.parametrize("question", [
    "Who won the world cup?", "What colour has a canary, and who sings it?", "", "What is it?",
])  # fmt: skip
def test_noop_what_the_documents_do_not_say(question: str) -> None:
    assert read(question, SHOWN) == UNKNOWN


def test_noop_without_the_right_document_nobody_knows() -> None:
    assert read("What is a canary release?", {}) == UNKNOWN
    assert read("What is a canary release?", {"umlaut": UMLAUT}) == UNKNOWN


def test_documents_may_stand_in_any_message() -> None:
    shown = f'<document id="canary">{CANARY}</document>'
    assert answer("What is a canary release?", shown) == FIRST


@pytest.mark.parametrize("marks", [
    "<document id=canary>{}</document>", '<document id="canary">{}',
    '<document id="">{}</document>', '<document id="a\nb">{}</document>',
])  # fmt: skip
def test_noop_what_is_no_document(marks: str) -> None:
    assert answer("What is a canary release?", marks.format(CANARY)) == UNKNOWN


def test_of_equal_passages_the_first() -> None:
    assert read("What is a canary release?", {"a": CANARY, "b": CANARY}).endswith("[a]")


@pytest.mark.parametrize("text", [
    '<document id="a">' * 60_000, '<document id="</document>' * 40_000, ". " * 500_000,
    '<document id="a">' + "# " * 500_000 + "</document>", "</" + "a" * 1_000_000,
])  # fmt: skip
def test_a_hostile_text_is_read_in_linear_time(text: str) -> None:
    before = time.process_time()
    answer(f"canary {text}")
    assert time.process_time() - before < 2
