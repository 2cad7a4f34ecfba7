"""The cases reach every line of every rule."""

from __future__ import annotations

import json
from pathlib import Path

from tests.policies.support import DATA, REGO, run, tool


def test_every_line_is_reached() -> None:
    command = ("test", "--coverage", "--format=json", "--timeout=60s", REGO, DATA)
    files = json.loads(run(tool("opa"), *command).stdout)["files"]
    missed = {
        f"{Path(path).name}:{row['start']['row']}-{row['end']['row']}"
        for path, said in files.items()
        for row in said.get("not_covered", ())
        if not path.endswith("_test.rego")
    }
    assert missed == set()
    assert {Path(path).name for path in files} >= {path.name for path in REGO.rglob("*.rego")}
