"""Ways to ask the same thing otherwise. None adds, drops or changes what is asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

Vary = Callable[[str, Random], str]

BEFORE = (
    "Please help me with this:", "Hello,", "Hi there,", "Good morning,", "Excuse me,",
    "I hope you can help.", "Quick question:", "Sorry to bother you.", "When you have a moment:",
)  # fmt: skip
AFTER = (
    "Thank you.", "Thanks in advance.", "Thanks!", "Many thanks for your help.",
    "I would be glad of an answer.", "Please let me know.", "Cheers.",
)  # fmt: skip
FRAMES = (
    "My question is this: {}", "Question: {}", "Here is what I want to ask: {}",
    "Can you answer this for me? {}", "{} That is my question.", "I have a question. {}",
    "I was asked this, and do not know: {}", "Could you tell me this? {}",
)  # fmt: skip
ENGLISH = re.compile(
    r"\b(?:the|a|an|is|are|was|do|does|can|what|how|why|when|where|who|which|my|your|i|you|of|to"
    r"|in|for|and|with|me|it|this|that)\b",
    re.I,
)
WORD = re.compile(r"(?<![\w@/.:-])[a-z]{5,}(?![\w@/:-])")
"""In lower case, without digits: neither a name nor a code, an address nor a path."""


@dataclass(frozen=True)
class Variation:
    """`english`: only for a text in English. `around`: the text itself stays, to the letter."""

    vary: Vary
    english: bool = False
    around: bool = False


def fits(variation: Variation, text: str, to_the_letter: bool) -> bool:
    """`to_the_letter`: an attack may lie in the very characters."""
    if to_the_letter and not variation.around:
        return False
    return not variation.english or len(ENGLISH.findall(text)) >= 2


def _greeting(text: str, random: Random) -> str:
    return f"{random.choice(BEFORE)} {text}"


def _thanks(text: str, random: Random) -> str:
    return f"{text} {random.choice(AFTER)}"


def _frame(text: str, random: Random) -> str:
    return random.choice(FRAMES).replace("{}", text)


def _case(text: str, random: Random) -> str:
    """As people type; all capitals would make a name of every word."""
    first, rest = text[:1], text[1:]
    return random.choice((first.lower() + rest, text.lower(), first.upper() + rest))


def _punctuation(text: str, random: Random) -> str:
    body = text.rstrip(".?! ")
    end = text[len(body) :].strip() or "."
    return body + random.choice(("", end[:1] * 2, f" {end}", end[:1] * 3))


def _spaces(text: str, random: Random) -> str:
    gaps = [i for i, c in enumerate(text) if c == " "]
    if not gaps or random.random() < 0.3:
        return random.choice((f" {text}", f"{text}\n", f"\n{text}", f"{text}  ", f"  {text} "))
    at = random.choice(gaps)
    return f"{text[:at]} {text[at:]}"


def _blanks(text: str, random: Random) -> str:
    return random.choice((f" {text}", f"{text}\n", f"\n{text}\n", f"{text}  "))


def _typo(text: str, random: Random) -> str:
    """In one word: two inner letters change places, or one is left out or typed twice."""
    words = list(WORD.finditer(text))
    if not words:
        return text
    word = random.choice(words)
    at = random.randrange(word.start() + 1, word.end() - 2)
    one, two = text[at], text[at + 1]
    typed = random.choice((two + one, two, one + one + two))
    return text[:at] + typed + text[at + 2 :]


VARIATIONS = {
    "greeting": Variation(_greeting, english=True, around=True),
    "thanks": Variation(_thanks, english=True, around=True),
    "frame": Variation(_frame, english=True),  # an attack that is only quoted is none
    "blanks": Variation(_blanks, around=True),
    "case": Variation(_case),
    "punctuation": Variation(_punctuation),
    "spaces": Variation(_spaces),
    "typo": Variation(_typo),
}
