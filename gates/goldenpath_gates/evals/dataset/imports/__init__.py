"""Cases of other tools, as golden cases."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

from goldenpath_hooks.service import cases

from goldenpath_gates.evals.dataset.imports.found import RULE, Found
from goldenpath_gates.report import Finding

FORMATS = {"promptfoo": "promptfoo", "openai-evals": "openai_evals", "csv": "csv"}
"""Name on the command line, and module."""

Body = Mapping[str, Any]
Read = Callable[[str, str | None], Iterator[Found]]
"""From a path, and the name of the variable or column that holds the input."""


def collect(kind: str, path: str, name: str | None) -> tuple[list[Body], list[Finding]]:
    """The cases of a file that fit the schema, and all that could not be taken.

    Raises IncompleteError where the file is not of this kind at all."""
    read: Read = import_module(f"{__name__}.{FORMATS[kind]}").read
    bodies, lost, ids = list[Body](), list[Finding](), cases.Ids()
    for found in read(path, name):
        lost += found.findings
        if found.body is None:
            continue
        line = found.body["provenance"]["line"]
        checked = cases.judged(RULE, path, line, json.dumps(found.body).encode(), ids)
        lost += [Finding(RULE, finding.message, path, line) for finding in checked.findings]
        bodies += [found.body] if checked.case else []
    return bodies, lost
