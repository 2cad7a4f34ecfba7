"""The real conftest, which also knows the team's own rules."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from goldenpath_gates import library, process
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy import findings
from goldenpath_gates.policy.document import Document, to_input
from goldenpath_gates.policy.engine.own import Module
from goldenpath_gates.policy.engine.payload import encode
from goldenpath_gates.policy.findings import Found

OURS = "main"
HELPS = "lib"
"""A package with this part in its name need not have rules of its own."""
Row = Mapping[str, Any]


def evaluate(
    program: str, documents: Sequence[Document], data: Mapping[str, Any], own: Sequence[Module]
) -> list[Found]:
    """What our rules and the team's found. Raises IncompleteError where any could not judge."""
    (found,) = judge(program, [encode(to_input(documents))], data, own)
    return found


def judge(
    program: str, payloads: Sequence[bytes], data: Mapping[str, Any], own: Sequence[Module] = ()
) -> list[list[Found]]:
    """What is found in each of several encoded inputs."""
    files = {module.package: module.name for module in reversed(own)}
    with TemporaryDirectory() as folder:
        rows = _run(program, Path(folder), payloads, data, own, [OURS, *files])
    found: list[list[Found]] = [[] for _ in payloads]
    for row in rows:
        found[int(Path(row["filename"]).stem)] += _found(row, files)
    return found


def _run(
    program: str,
    folder: Path,
    payloads: Sequence[bytes],
    data: Mapping[str, Any],
    own: Sequence[Module],
    packages: Sequence[str],
) -> list[Row]:
    """In a folder of its own, where no configuration of conftest lies."""
    rego = library.data("policies") / "rego"
    shutil.copytree(rego, folder / "goldenpath", ignore=shutil.ignore_patterns("*_test.rego"))
    for module in own:
        path = folder / module.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(module.text, "utf-8")
    (folder / "data.json").write_text(json.dumps({"policy": data}), "utf-8")
    for number, payload in enumerate(payloads):
        (folder / f"{number}.json").write_bytes(payload)
    command = (
        *(program, "test", "--output=json", "--no-fail", "--policy=.", "--data=data.json"),
        *(f"--namespace={name}" for name in packages),
        *(f"{number}.json" for number in range(len(payloads))),
    )
    unset = dict.fromkeys((name for name in os.environ if name.startswith("CONFTEST_")), "")
    done = process.run(command, folder, env=unset, echo=False)
    try:
        rows: list[Row] = json.loads(done.output if done.code == 0 else "")
    except ValueError:
        raise IncompleteError(f"conftest could not judge: {done.output.strip()}") from None
    _require_complete(rows, {(f"{n}.json", p) for n in range(len(payloads)) for p in packages})
    return rows


def _require_complete(rows: Sequence[Row], expected: set[tuple[str, str]]) -> None:
    """Every package of every file: conftest passes what has no rules."""
    if {(row["filename"], row["namespace"]) for row in rows} != expected:
        raise IncompleteError("conftest did not judge every package of rules")
    for row in rows:
        name = row["namespace"]
        if row.get("exceptions"):
            raise IncompleteError(
                f"package {name} has an `exception`, which never ends: write a waiver instead"
            )
        rules = row["successes"] + len(row.get("failures", ())) + len(row.get("warnings", ()))
        if not rules and HELPS not in name.split("."):
            raise IncompleteError(
                f"package {name} has no rule `deny`: name one so, or the package `{name}.{HELPS}`"
            )


def _found(row: Row, files: Mapping[str, str]) -> Iterator[Found]:
    """A finding of the team's says as much as it likes beside its message."""
    package = row["namespace"]
    for said in (*row.get("failures", ()), *row.get("warnings", ())):
        known = {"id": package, "path": files.get(package), "text": said["msg"], "at": ()}
        try:
            yield from findings.parse([{**known, **said["metadata"]}])
        except (TypeError, ValueError) as error:
            raise IncompleteError(f"package {package}: {said['metadata']}: {error}") from None
