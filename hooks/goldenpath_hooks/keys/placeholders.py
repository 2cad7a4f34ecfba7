"""What stands where a key would, and is none: words, counting, repetition, documented examples."""

from __future__ import annotations

import re
from itertools import pairwise

WORDS = re.compile(
    r"example|sample|dummy|placeholder|redacted|masked|changeme|changethis|replace|insert|foobar"
    r"|not[-_]?real|invalid|xxxxx|secret|password|passwd|default|testing|qwerty|asdfg|zxcvb|deadbeef"
    r"|cafebabe|random|api[-_]?key|(?<![a-z])(?:fake|mock|test|todo|your|change|xxxx|pass)(?![a-z])"
    r"|your[-_]",
    re.IGNORECASE,
)
REPEATED = re.compile(r"(.)\1{5}|(.{2,8}?)\2{3}")
DOCUMENTED = (
    *("IOSFODNN7", "I44QH8DHB", "wJalrXUtnFEMI", "je7MtGbClwBF"),  # AWS
    *("Eby8vdM02xNOcqFlqUwJP", "C2y6yDjf5/R+ob0N8A7C"),  # the emulators of Azure
    *("SyDaGmWKa4JsXZ-HjGw7", "SyDOCAbC123dEf456"),  # Google
    *("16C7e42F292c6912E77", "1B4a2e77838347a7E42"),  # GitHub
)
"""What the tests above do not see."""
COUNTED = 6


def made_up(text: str) -> bool:
    return bool(
        WORDS.search(text)
        or REPEATED.search(text)
        or any(example in text for example in DOCUMENTED)
        or counts(text)
        or counts(text[::2])
        or counts(text[1::2])
        or periodic(text)
    )


def counts(text: str) -> bool:
    """`abcdef`, `987654`, `89abcd`: six in a row, up or down, letters after digits included."""
    codes = [_code(character) for character in text]
    up = down = 1
    for before, after in pairwise(codes):
        up = up + 1 if after - before == 1 else 1
        down = down + 1 if before - after == 1 else 1
        if COUNTED in (up, down):
            return True
    return False


def periodic(text: str) -> bool:
    """One piece over and over: `0123456789abcdef` twice."""
    return len(text) > 1 and (text + text).find(text, 1) <= len(text) // 2


def _code(character: str) -> int:
    """Its place in `0-9a-z`; far apart where it is neither."""
    if character.isdigit():
        return ord(character) - ord("0")
    if character.isalpha():
        return ord(character.lower()) - ord("a") + 10
    return -100 - ord(character) * 2
