"""Documents that were made to hurt: each ends with changes or with a DocumentError, and soon."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.differ.openapi import compare
from goldenpath_gates.contracts.document import Document, DocumentError, load, parse
from hypothesis import given, settings
from hypothesis import strategies as st

MAX_SECONDS = 30
"""A hang, not slowness, is what these tests are for; benchmarks measure."""
RICH = load(Path(__file__).with_name("rich.yaml")).root
Way = tuple[str | int, ...]


def ways(value: Any, way: Way = ()) -> Iterator[Way]:
    yield way
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from ways(value[key], (*way, key))


PLACES = list(ways(RICH))[1:]
ANSWER = "#/components/schemas/Answer"
REFERENCES = ["#", "#/", "#/paths", ANSWER, "#/nowhere", "#x", "", "other.yaml"]
WRONG = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
    st.just([]),
    st.just({}),
    st.lists(st.integers(), max_size=2),
    st.sampled_from([{"$ref": reference} for reference in REFERENCES]),
    st.sampled_from(["*/*", "object", "2999-01-01", "query", "{x}", "/a/{b}/{c}"]),
    st.sampled_from(PLACES).map(lambda way: _at(RICH, way)),
)


def _at(value: Any, way: Way) -> Any:
    for step in way:
        value = value[step]
    return copy.deepcopy(value)


def _changed(place: Way, value: Any, key: str | None) -> Any:
    """A copy of the document with another value, and maybe another key, at a place."""
    document = copy.deepcopy(RICH)
    holder = document
    for step in place[:-1]:
        holder = holder[step]
    if key is not None and isinstance(holder, dict):
        del holder[place[-1]]
        holder[key] = value
    else:
        holder[place[-1]] = value
    return document


def judged(base: Any, revision: Any) -> list[Change] | DocumentError:
    start = time.perf_counter()
    try:
        return compare(Document("base", base), Document("revision", revision))
    except DocumentError as error:
        return error
    finally:
        assert time.perf_counter() - start < MAX_SECONDS


@given(st.sampled_from(PLACES), WRONG, st.none() | st.text(max_size=4) | st.just("$ref"))
@settings(derandomize=True, max_examples=300, deadline=None)
def test_anything_anywhere(place: Way, value: Any, key: str | None) -> None:
    broken = _changed(place, value, key)
    for base, revision in ((RICH, broken), (broken, RICH), (broken, broken)):
        judged(base, revision)


@pytest.mark.parametrize("value", [None, 1, "x", [[]], {"x": "x"}], ids=repr)
def test_every_place_with_a_wrong_type(value: Any) -> None:
    for place in PLACES:
        broken = _changed(place, value, None)
        judged(RICH, broken)
        judged(broken, RICH)


@given(st.binary(max_size=40), st.integers(min_value=0))
@settings(derandomize=True, max_examples=300, deadline=None)
def test_any_bytes_in_a_document(noise: bytes, at: int) -> None:
    for whole in (json.dumps(RICH).encode(), TEXT):
        cut = at % len(whole)
        with suppress(DocumentError):
            parse(whole[:cut] + noise + whole[cut + len(noise) :], "a")


TEXT = Path(__file__).with_name("rich.yaml").read_bytes()


def api(schema: Any, **components: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    operation = {"requestBody": {"content": content}, "responses": {"200": {"content": content}}}
    paths = {"/a": {"post": operation}}
    return {"openapi": "3.1.0", "paths": paths, "components": {"schemas": components}}


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def tree(kind: str) -> dict[str, Any]:
    return {"type": "object", "properties": {"next": ref("A"), "value": {"type": kind}}}


def doubled(last: str) -> dict[str, Any]:
    """Thirty schemas, each of which refers to the next twice."""
    pairs = {f"S{n}": {"allOf": [ref(f"S{n + 1}"), ref(f"S{n + 1}")]} for n in range(30)}
    return api(ref("S0"), **pairs, S30={"type": last})


def chain(kind: str) -> dict[str, Any]:
    links = {f"S{n}": {"type": "array", "items": ref(f"S{n + 1}")} for n in range(2000)}
    return api(ref("S0"), **links, S2000={"type": kind})


def aliases() -> dict[str, Any]:
    links = {f"S{n}": ref(f"S{n + 1}") for n in range(10_000)}
    return api(ref("S0"), **links, S10000={})


def wide(start: int) -> dict[str, Any]:
    return api({"enum": [f"value {n}" for n in range(start, start + 100_000)]})


JUDGED = [
    pytest.param(api(ref("A"), A=tree("string")), api(ref("A"), A=tree("integer")), id="recursion"),
    pytest.param(wide(0), wide(1), id="a huge enum"),
    pytest.param(doubled("string"), doubled("integer"), id="doubled thirty times"),
    pytest.param(chain("string"), chain("integer"), id="a chain of two thousand schemas"),
]


@pytest.mark.parametrize(("base", "revision"), JUDGED)
def test_judged(base: Any, revision: Any) -> None:
    changes = judged(base, revision)
    assert isinstance(changes, list)
    assert "breaking" in {change.level for change in changes}


def secured(name: str) -> dict[str, Any]:
    return api({}) | {"security": [{f"{name}{n}": []} for n in range(100_000)]}


def wide_content(kind: str) -> dict[str, Any]:
    content: dict[str, Any] = {f"{kind}/{n}": {} for n in range(100_000)}
    operation = {"requestBody": {"content": content}, "responses": {}}
    return {"openapi": "3.1.0", "paths": {"/a": {"post": operation}}}


def shared_paths(name: str) -> dict[str, Any]:
    parameters = [{"name": f"{name}{n}", "in": "query"} for n in range(2000)]
    item = {"get": {"parameters": parameters, "responses": {f"{n}": {} for n in range(2000)}}}
    paths = {f"/{n}": {"$ref": "#/components/pathItems/Shared"} for n in range(20_000)}
    return {"openapi": "3.1.0", "paths": paths, "components": {"pathItems": {"Shared": item}}}


def test_a_path_that_many_share_is_compared_once() -> None:
    changes = judged(shared_paths("a"), shared_paths("b"))
    assert isinstance(changes, list)
    assert len(changes) == 4000


REFUSED = [
    pytest.param(secured("a"), "too-many", id="a hundred thousand ways to authenticate"),
    pytest.param(wide_content("a"), "too-many", id="a hundred thousand media types"),
    pytest.param(api(ref("A"), A=ref("B"), B=ref("A")), "ref-cycle", id="references in a circle"),
    pytest.param(aliases(), "ref-cycle", id="ten thousand references in a row"),
    pytest.param(api({"$ref": "http://127.0.0.1:9/a.json"}), "remote-ref", id="http"),
    pytest.param(api({"$ref": "file:///etc/passwd"}), "remote-ref", id="a file"),
    pytest.param(api({"$ref": "schemas.yaml#/A"}), "remote-ref", id="another document"),
    pytest.param(api(ref("A")), "missing-ref", id="a reference to nothing"),
    pytest.param(
        {"openapi": "3.1.0", "paths": {"/a": {"post": {"responses": {"$ref": "#/paths"}}}}},
        "misplaced-ref",
        id="a reference where none can stand",
    ),
    pytest.param(api("x"), "wrong-type", id="a schema that is a text"),
    pytest.param({"openapi": "3.1.0", "paths": []}, "wrong-type", id="paths that are a list"),
    pytest.param({"openapi": "3.2.0", "paths": {}}, "unknown-version", id="another OpenAPI"),
    pytest.param({"swagger": "2.0", "paths": {}}, "unknown-version", id="Swagger"),
    pytest.param({"paths": {}}, "unknown-version", id="no version"),
]


@pytest.mark.parametrize(("document", "rule"), REFUSED)
def test_refused(document: Any, rule: str) -> None:
    other = api({})
    for base, revision in ((other, document), (document, other)):
        found = judged(base, revision)
        assert isinstance(found, DocumentError)
        assert found.rule == rule
        assert str(found).isprintable()


def test_the_rich_document_equals_itself() -> None:
    assert judged(RICH, copy.deepcopy(RICH)) == []
