"""Were the right tools called, with the right arguments?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.json_valid import is_valid
from goldenpath_gates.evals.scorers.registry import Context, Metric, scorer
from goldenpath_gates.evals.scorers.structures import same

Call = Mapping[str, Any]


@scorer(
    (Metric("tool_calls_valid", 0, 1, "higher", passing=1),),
    source="AST matching of the Berkeley Function-Calling Leaderboard, 2024, and JSON Schema",
)
def score(case: Case, answer: Answer, context: Context) -> Mapping[str, float]:
    """1 where exactly the expected tools were called, in their order, with fitting arguments.

    Scored where `expected.tool_calls` is given; an empty list says that none may be called.
    Arguments must equal those expected as JSON, or be valid against the expected schema; with
    neither, the name decides alone. Arguments may come as an object or as its JSON text, the form
    of OpenAI's API. An answer without tool calls made none; where `[eval.response] tool_calls`
    does not say where they are, nothing can be judged.
    """
    expected = case.expected.tool_calls
    if expected is None:
        return {}
    if answer.tool_calls is None and context.settings.response.tool_calls is None:
        raise IncompleteError(
            "the case expects tool calls, but nothing says where the answer has them: "
            "set [eval.response] tool_calls"
        )
    given = answer.tool_calls or ()
    valid = len(given) == len(expected) and all(map(fits, expected, given))
    return {"tool_calls_valid": float(valid)}


def fits(expected: Call, given: Call) -> bool:
    if expected["name"] != given.get("name"):
        return False
    arguments = read(given.get("arguments"))
    if "arguments" in expected and not same(expected["arguments"], arguments):
        return False
    return "schema" not in expected or is_valid(arguments, expected["schema"])


def read(arguments: Any) -> Any:
    if not isinstance(arguments, str):
        return arguments
    try:
        return json.loads(arguments)
    except (ValueError, RecursionError):
        return arguments
