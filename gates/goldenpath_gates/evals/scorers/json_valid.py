"""Does the structure fit its JSON Schema?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer
from goldenpath_gates.evals.scorers.registry import Context, Metric, scorer
from goldenpath_gates.schema import nothing_else


@scorer(
    (Metric("json_valid", 0, 1, "higher", passing=1),),
    source="JSON Schema, the draft that the schema names or 2020-12; jsonschema-rs",
)
def score(case: Case, answer: Answer, context: Context) -> Mapping[str, float]:
    """1 where the answer's structure is valid against the schema, else 0.

    Scored where `expected.schema` is given. An answer without a structure scores 0, unless the
    schema allows null. References to other documents are refused, nothing is fetched. `format`
    is an annotation and is not checked, as in the standard.
    """
    if case.expected.schema is None:
        return {}
    return {"json_valid": float(is_valid(answer.structure, case.expected.schema))}


def is_valid(value: Any, schema: Mapping[str, Any]) -> bool:
    """Raises IncompleteError for a schema that cannot be used."""
    import jsonschema_rs

    try:
        validator = jsonschema_rs.validator_for(dict(schema), retriever=nothing_else)
    except ValueError as error:
        why = str(error).partition("\n")[0]
        raise IncompleteError(f"a schema of the case cannot be used: {why}") from None
    try:
        return validator.is_valid(value)
    except ValueError:  # what JSON lacks, such as a lone surrogate, or endless nesting
        return False
