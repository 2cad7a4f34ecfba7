"""Golden cases of an evaluation: JSON Lines, each line one case that fits its schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

from goldenpath_hooks import files
from goldenpath_hooks.check_schemas import RULE, schema_of, violations
from goldenpath_hooks.findings import Finding, Place, dotted, one_line
from goldenpath_hooks.formats import jsontext
from goldenpath_hooks.prompts.document import Key, Settings
from goldenpath_hooks.service import patterns
from goldenpath_hooks.service.documents import TOO_DEEP, Malformed

SCHEMA_OF = "evals/golden.jsonl"
LONGEST_LINE = 1_000_000
"""Bytes. A longer line is no question with its answer."""
MOST_FINDINGS = 50
"""Of one file: whoever mends so many runs the check again."""
HEADER = b"goldenpath_"
"""Our own records, such as the baseline, begin with an object that has such a key."""


class Line(NamedTuple):
    """`case` is None where the line holds none, and `findings` say why; `canonical` is the case
    without its formatting: sorted keys, no blanks, UTF-8."""

    number: int
    case: dict[str, Any] | None
    canonical: bytes
    findings: list[Finding]


class Ids:
    """The ids that were seen, each in eight bytes."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def taken(self, name: str) -> bool:
        digest = int.from_bytes(sha256(name.encode()).digest()[:8])
        known = digest in self._seen
        self._seen.add(digest)
        return known


def check(path: str) -> Iterator[Finding]:
    """What is wrong with a file of cases; a record of ours is none, and is left alone."""
    try:
        if not _is_a_record(path):
            yield from islice(_all_findings(path), MOST_FINDINGS)
    except files.Unreadable as error:
        yield error.finding


def _all_findings(path: str) -> Iterator[Finding]:
    empty = True
    for line in read(RULE, path, Ids()):
        empty = False
        yield from line.findings
    if empty:
        yield Finding(path, Place(), RULE, "this file holds no case", "add one, or remove the file")


def read(rule: str, path: str, ids: Ids) -> Iterator[Line]:
    """The lines of a file, of any length. Raises files.Unreadable."""
    return (judged(rule, path, number, data, ids) for number, data in lines(path))


def lines(path: str) -> Iterator[tuple[int, bytes]]:
    """Each line that is not blank, with its number. Raises files.Unreadable."""
    with files.opened(path) as (file, _):
        for number, data in enumerate(_bounded(file), start=1):
            text = data.removeprefix(b"\xef\xbb\xbf") if number == 1 else data
            if text.strip():
                yield number, text


def _bounded(file: BinaryIO) -> Iterator[bytes]:
    """Of a line that is too long, its beginning."""
    while data := file.readline(LONGEST_LINE + 1):
        yield data
        while data and not data.endswith(b"\n"):
            data = file.readline(LONGEST_LINE)


def _is_a_record(path: str) -> bool:
    with files.opened(path) as (file, _):
        data = next(_bounded(file), b"")
    try:
        first = json.loads(data) if HEADER in data else None
    except (ValueError, RecursionError):
        return False
    return isinstance(first, dict) and any(key.startswith(HEADER.decode()) for key in first)


def judged(rule: str, path: str, number: int, data: bytes, ids: Ids) -> Line:
    try:
        text, case, canonical = parsed(data)
    except Malformed as error:
        place = Place(number, error.at.column)
        finding = Finding(path, place, rule, str(error), "mend the line")
        return Line(number, None, b"", [finding])
    findings = list(_findings(rule, path, number, text, case, ids))
    return Line(number, None if findings else case, canonical, findings)


def parsed(data: bytes) -> tuple[str, Any, bytes]:
    """The line as text, as data, and without its formatting. Raises documents.Malformed."""
    if len(data) > LONGEST_LINE:
        raise Malformed(Place(), f"a line has at most {LONGEST_LINE:,} bytes")
    try:
        text = data.decode().rstrip("\r\n")
        case = _DECODER.decode(text)
        return text, case, json.dumps(case, **_CANONICAL).encode()
    except json.JSONDecodeError as error:
        message = error.msg[:1].lower() + error.msg[1:]
        raise Malformed(Place(1, error.colno), message) from None
    except UnicodeDecodeError as error:
        raise Malformed(Place(), f"byte {error.start + 1} is not UTF-8") from None
    except UnicodeEncodeError:
        raise Malformed(Place(), "an escape stands for half a character") from None
    except RecursionError:
        raise Malformed(Place(), TOO_DEEP) from None
    except ValueError as error:  # a key twice, a number that JSON lacks or of thousands of digits
        raise Malformed(Place(), str(error).partition(";")[0]) from None


def _findings(
    rule: str, path: str, number: int, text: str, case: Any, ids: Ids
) -> Iterator[Finding]:
    if not _validator().is_valid(case):
        settings = Settings(case, _places(number, text), text)
        yield from sorted(set(violations(path, settings, schema_of(SCHEMA_OF), rule)))
        return
    for key, message, remedy in _besides(case, ids):
        place = _places(number, text)[key]
        yield Finding(path, place, rule, one_line(f"{dotted(key)}: {message}"), remedy)


def _besides(case: dict[str, Any], ids: Ids) -> Iterator[tuple[Key, str, str]]:
    """What no schema can say."""
    expected = case["expected"]
    if ids.taken(case["id"]):
        yield ("id",), f"{case['id']} was used before", "give the case a name of its own"
    if "regex" in expected and (why := patterns.refusal(expected["regex"])):
        yield ("expected", "regex"), why, "write a simpler one, or use contains"
    if "schema" in expected and (why := _no_schema(expected["schema"])):
        yield ("expected", "schema"), why, "mend it; it may refer to nothing outside itself"
    for index, call in enumerate(expected.get("tool_calls", ())):
        if "schema" in call and (why := _no_schema(call["schema"])):
            key = ("expected", "tool_calls", index, "schema")
            yield key, why, "mend it; it may refer to nothing outside itself"


def _no_schema(schema: dict[str, Any]) -> str:
    import jsonschema_rs

    try:
        jsonschema_rs.validator_for(schema, offline=True)
    except ValueError as error:
        return f"this is no JSON Schema: {str(error).partition(chr(10))[0]}"
    return ""


def _places(number: int, text: str) -> dict[Key, Place]:
    known = {key: Place(number, at + 1) for key, at in jsontext.keys(text)}
    return {(): Place(number), **known}


@cache
def _validator() -> Any:
    import jsonschema_rs

    return jsonschema_rs.validator_for(schema_of(SCHEMA_OF))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The last of two equal keys would win, and a reader sees the first."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice} stands here for a second time")
    return found


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number)
_CANONICAL: dict[str, Any] = {
    "ensure_ascii": False,
    "sort_keys": True,
    "separators": (",", ":"),
    "allow_nan": False,
}
