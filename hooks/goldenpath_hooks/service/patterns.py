"""Regular expressions that strangers wrote: those that an answer could keep busy are refused."""

from __future__ import annotations

import re
import re._parser as parser  # type: ignore[import-not-found]
from functools import lru_cache
from typing import Any

REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


def refusal(pattern: str) -> str:
    """Why a pattern is not run on answers, or nothing.

    It must mean something to Python's `re` and to an engine of linear time, and may not repeat
    what itself varies: `(a+)+` and `(a|ab)*` try every way to cut a text.
    """
    try:
        nested = _varies_within_a_repeat(parser.parse(pattern))
    except (re.error, RecursionError, OverflowError) as error:
        return f"this is no regular expression: {error}"
    if nested:
        return "a repetition within a repetition can take for ever"
    try:
        _compiled(pattern)
    except ValueError:
        return r"it is too large, or has what takes more than linear time (lookaround, \1), or \Z"
    return ""


def occurs(pattern: str, text: str) -> bool:
    """Whether a pattern that was not refused matches somewhere, in time linear in the text.

    Python's `re` takes 47 s to find that `.*x.*x.*y` is not in 800 characters. As in JSON Schema,
    backslash d and w stand for ASCII, and `$` for the very end. Half a character counts as U+FFFD.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return bool(_compiled(pattern).is_valid(whole))


@lru_cache
def _compiled(pattern: str) -> Any:
    import jsonschema_rs

    options = jsonschema_rs.RegexOptions()
    return jsonschema_rs.validator_for({"pattern": pattern}, pattern_options=options)


def _varies_within_a_repeat(node: Any, repeated: bool = False) -> bool:
    """Of the parse tree: nested sequences, in which an operator stands before its argument."""
    if not isinstance(node, list | tuple | parser.SubPattern):
        return False
    operator = repr(node[0]) if len(node) == 2 else ""
    if operator in REPEATS:
        low, high, within = node[1]
        varies = repeated and low != high
        return varies or _varies_within_a_repeat(within, repeated or high > 1)
    if operator == "BRANCH" and repeated:
        return True
    return any(_varies_within_a_repeat(part, repeated) for part in node)
