"""YAML files checked against a schema of this package, once, at the start."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import yaml

from goldenpath_gates.errors import UsageError

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

MAX_BYTES = 1024 * 1024


def complaint(name: Path | str, key: str, message: str) -> UsageError:
    return UsageError(f"{name}: {key}: {message}")


def load(path: Path, schema_name: str) -> Any:
    """Raises UsageError as `path: key: message`."""
    data = as_json(path, parsed(path, text_of(path)))
    require_fit(path, data, schema_name)
    return data


def require_fit(name: Path | str, data: Any, schema_name: str) -> None:
    """Raises UsageError as `name: key: message`."""
    schema = json.loads((files(__package__) / schema_name).read_text("utf-8"))
    if not jsonschema_rs.Draft202012Validator(schema).is_valid(data):
        raise violation(name, data, schema)


def violation(path: Path | str, data: Any, schema: Any) -> UsageError:
    # Has the better messages, and takes long to import.
    from jsonschema import Draft202012Validator

    found = sorted(Draft202012Validator(schema).iter_errors(data), key=position)
    if not found:  # a line feed behind a name, which Python's `$` overlooks
        return complaint(path, "(top level)", "holds a name with a line feed")
    return complaint(path, key_of(found[0]), message_of(found[0]))


def text_of(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    if len(content) > MAX_BYTES:
        raise UsageError(f"{path}: is larger than {MAX_BYTES} bytes; split or shorten it")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error


def parsed(path: Path, text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise UsageError(f"{path}{where}: is not valid YAML: {error.problem}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UsageError(f"{path}: is not valid YAML: {error}") from error


def as_json(path: Path | str, data: Any) -> Any:
    """YAML knows dates, cycles and keys that are numbers, JSON does not."""
    try:
        return json.loads(json.dumps(data, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise UsageError(f"{path}: holds what JSON has no form for ({error}); quote it") from error


def position(error: ValidationError) -> list[str]:
    return [f"{part:06}" if isinstance(part, int) else str(part) for part in error.absolute_path]


def key_of(error: ValidationError) -> str:
    return error.json_path.removeprefix("$").removeprefix(".") or "(top level)"


def message_of(error: ValidationError) -> str:
    schema: Any = error.schema
    data: Any = error.instance
    if error.validator == "additionalProperties" and isinstance(schema, dict):
        known = ", ".join(schema["properties"])
        unknown = ", ".join(str(key) for key in data if key not in schema["properties"])
        return f"unknown key {unknown}; known are {known}"
    hint = schema.get("description") if isinstance(schema, dict) else None
    short = error.message if len(error.message) <= 200 else f"{error.message[:200]}..."
    return f"{short}; expected: {hint}" if hint else short
