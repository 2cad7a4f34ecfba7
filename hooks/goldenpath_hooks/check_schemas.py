"""Whether the settings of a service fit the schemas of the library."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import Any

from goldenpath_hooks import files
from goldenpath_hooks.findings import Finding, HookError, dotted, one_line
from goldenpath_hooks.prompts.document import Key, Settings
from goldenpath_hooks.run import run_on_files
from goldenpath_hooks.service import documents

RULE = "check-schemas"
SCHEMAS = {
    "goldenpath.toml": "config",
    "policy.yaml": "policy",
    "slo.yaml": "openslo",
    "flags/flags.json": "flagd",
    "evals/*.jsonl": "eval-case",
}
FOLDER = Path(__file__).parent / "schemas"


def schema_of(path: str) -> dict[str, Any]:
    for pattern, name in SCHEMAS.items():
        if PurePath(path).match(pattern):
            text = (FOLDER / f"{name}.schema.json").read_text(encoding="utf-8")
            schema: dict[str, Any] = json.loads(text)
            return schema
    raise HookError(f"no schema is for {path!a}: they are for {', '.join(SCHEMAS)}")


def check(path: str) -> Iterator[Finding]:
    schema = schema_of(path)
    if PurePath(path).suffix == ".jsonl":
        from goldenpath_hooks.service import cases

        yield from cases.check(path)
        return
    text, settings, unread = documents.read(RULE, path)
    found = {finding for one in settings for finding in violations(path, one, schema)}
    yield from unread
    yield from files.unwaived(path, text, sorted(found))


def violations(
    path: str, settings: Settings, schema: dict[str, Any], rule: str = RULE
) -> Iterator[Finding]:
    import jsonschema_rs

    try:
        errors = list(jsonschema_rs.validator_for(schema).iter_errors(settings.data))
    except ValueError as unsupported:  # what JSON lacks, such as a date
        message = f"this is nothing that JSON could say: {unsupported}"
        yield Finding(path, settings.at(), rule, message)
        return
    for error in errors:
        for key, message, remedy in _explained(error, schema):
            said = one_line(f"{dotted(key) or 'top level'}: {message}")
            yield Finding(path, settings.at(*key), rule, said, remedy)


def _explained(error: Any, schema: dict[str, Any]) -> Iterator[tuple[Key, str, str]]:
    """Each key that is wrong, what is wrong with it, and what belongs there."""
    key = tuple(error.instance_path)
    around = _walk(schema, error.schema_path[:-1])
    unexpected = getattr(error.kind, "unexpected", ())
    for name in unexpected:
        known = ", ".join(sorted(around.get("properties", ())))
        yield (*key, name), "unknown key", f"known here: {known}" if known else "remove it"
    if error.schema_path[-1] == "enum":  # the validator's own message lists two at most
        yield (
            key,
            f"{json.dumps(error.instance)} is none of {', '.join(map(str, around['enum']))}",
            "",
        )
    elif not unexpected:
        says = around.get("says", {}).get(error.schema_path[-1], error.message)
        meaning = around.get("description", "").rstrip(".")
        yield key, says, meaning and f"expected: {meaning}"


def _walk(schema: Any, steps: Iterable[str | int]) -> Any:
    for step in steps:
        schema = schema[step]
    return schema


def main(argv: Sequence[str] | None = None) -> int:
    return run_on_files(RULE, __doc__, check, argv)


if __name__ == "__main__":
    raise SystemExit(main())
