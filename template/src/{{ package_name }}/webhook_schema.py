"""Reads the body of a webhook strictly, and holds it against its published schema."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import jsonschema_rs
from jsonschema_rs import ValidationError

from .errors import StartError
from .webhook_event import Event, InvalidEvent

SHOWN_ERRORS = 10


class EventSchema:
    def __init__(self, path: Path) -> None:
        """Raise StartError if the schema cannot be used."""
        try:
            schema = json.loads(path.read_bytes())
            self._validator = jsonschema_rs.validator_for(
                schema, validate_formats=True, offline=True, mask="it"
            )
        except OSError as exc:
            raise StartError(f"{path}: not readable ({exc.strerror}).") from None
        except (ValueError, RecursionError) as exc:
            why = str(exc).partition("\n")[0]
            raise StartError(f"{path}: not a usable JSON Schema ({why}).") from None

    def read(self, body: bytes) -> Event:
        """Return the event; raise InvalidEvent, which quotes no value of it."""
        event = _parsed(body)
        try:
            found = [
                {"pointer": _pointer(error.instance_path), "detail": error.message}
                for error in islice(_closest(self._validator.iter_errors(event)), SHOWN_ERRORS)
            ]
        except ValueError:  # the validator shows no value of more than 255 levels
            detail = "The event does not fit its schema, and is too deep to say where."
            raise InvalidEvent(detail, "schema") from None
        if found:
            first = f"{found[0]['pointer'] or '/'}: {found[0]['detail']}"
            raise InvalidEvent(f"The event does not fit its schema; {first}.", "schema", found)
        return event


def _closest(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    """Of alternatives, what is wrong in the one that was meant: its constants or most else fit."""
    for error in errors:
        alternatives: list[list[ValidationError]] = getattr(error.kind, "context", [])
        meant = min(alternatives, key=_distance, default=None)
        if meant:
            yield from _closest(meant)
        else:
            yield error


def _distance(alternative: list[ValidationError]) -> tuple[bool, int]:
    return any(error.kind.name == "const" for error in alternative), len(alternative)


def _parsed(body: bytes) -> Any:
    try:
        event = json.loads(
            body.decode(), object_pairs_hook=_unique, parse_constant=_no_number, parse_float=_finite
        )
        json.dumps(event, ensure_ascii=False).encode()  # refuses half a surrogate pair
    except (ValueError, RecursionError):
        detail = "The event is not strict JSON: UTF-8, no key twice, only numbers as numbers."
        raise InvalidEvent(detail, "not-json") from None
    return event


def _unique(pairs: list[tuple[str, Any]]) -> Event:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key twice")
    return found


def _no_number(name: str) -> float:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(text)
    return number


def _pointer(path: list[str | int]) -> str:
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in path)
    return "".join(f"/{step}" for step in steps)
