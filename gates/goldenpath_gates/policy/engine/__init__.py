"""What evaluates the rules in Rego: conftest where it is, else what OPA compiled of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from goldenpath_gates.policy.document import Document
from goldenpath_gates.policy.findings import Found
from goldenpath_gates.policy.settings import RULES


def evaluate(
    root: Path, documents: Sequence[Document], data: Mapping[str, Any], env: Mapping[str, str]
) -> tuple[str, list[Found]]:
    """The engine's name, and what our rules and the team's own found, in a stable order.

    `data` is what the rules read as `data.policy`. Raises IncompleteError where an engine is
    missing or could not judge.
    """
    # What is not needed is not imported: it would take longer than the evaluation.
    from goldenpath_gates.policy.engine import conftest, own, provision

    rules = own.rules(root, root / RULES / "rego")
    if program := provision.conftest(env, needed=bool(rules)):
        name, found = "conftest", conftest.evaluate(program, documents, data, rules)
    else:
        from goldenpath_gates.policy.engine import wasm

        name, found = "the embedded engine", wasm.evaluate(documents, data)
    return name, sorted(found, key=lambda one: (one.rule, one.path, one.text, repr(one.at)))
