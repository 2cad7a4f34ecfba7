"""The mock over HTTP: every operation, every documented response, every kind of wrong request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from goldenpath_gates.contracts.document import Document, DocumentError
from goldenpath_gates.contracts.mock.operations import Operation, operations
from goldenpath_gates.contracts.mock.samples import sample, schemas

from tests.gates.contracts.mock.support import KEY, TENANT, Answer, ask, document, running

ITEM = {"name": "Tea", "price": 2.5}
TEA = {"openapi": "3.0.3", "info": {"title": "Tea", "version": "1"}}
STYLES = "limit=5&tags=new&tags=sale&ids=1,2&filter%5Bcolour%5D=red&filter%5Bmin%5D=1.5"
SLOTS = {"{id}": "7"}


@pytest.fixture(scope="module", params=("answers.json", "shop.yaml"))
def served(request: pytest.FixtureRequest) -> Iterator[tuple[Document, str]]:
    found = document(request.param)
    with running(found) as url:
        yield found, url


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    with running(document("shop.yaml")) as url:
        yield url


def right(found: Document, operation: Operation, **headers: str) -> dict[str, Any]:
    """What a right request of an operation is made of."""
    path = operation.path
    for slot, text in SLOTS.items():
        path = path.replace(slot, text)
    body = None
    if operation.body and (content := operation.body.get("content")):
        schema = next(iter(content.items()))[1].get("schema")
        assert schema
        body = sample(schema, 7, "request")
    key = "?api_key=any" if operation.security else ""
    return {
        "method": operation.method.upper(),
        "path": path + key,
        "headers": TENANT | headers,
        "body": body,
    }


def promised(found: Document, operation: Operation, key: str, answer: Answer) -> None:
    """That the answer is what the document promises under that key."""
    response = operation.responses[key]
    known = schemas(found, "response")
    content = response.get("content")
    if content is None:
        assert answer.body == b""
    else:
        offered = dict(content.items())
        assert answer.media in offered
        schema = offered[answer.media].get("schema")
        if schema and "json" in answer.media:
            assert known.errors(answer.json, schema.pointer) == []
    listed = response.get("headers")
    for name, node in listed.items() if listed else ():
        schema = node.get("schema")
        assert schema
        text = answer.headers[name.lower()]
        if schema.value["type"] == "integer":
            assert known.errors(int(text), schema.pointer) == []


def test_every_documented_response_can_be_chosen(served: tuple[Document, str]) -> None:
    found, url = served
    count = 0
    for operation in operations(found):
        for key in operation.responses:
            code = {"default": "599", "4XX": "418"}.get(key, key)
            answer = ask(url, **right(found, operation, Prefer=f"code={code}"))
            assert answer.status == int(code), (operation.name, answer)
            promised(found, operation, key, answer)
            count += 1
    assert count == sum(len(each.responses) for each in operations(found))


def test_a_right_request_gets_the_success(served: tuple[Document, str]) -> None:
    found, url = served
    for operation in operations(found):
        answer = ask(url, **right(found, operation))
        key = next(key for key in operation.responses if key.startswith("2"))
        assert answer.status == int(key)
        promised(found, operation, key, answer)
        assert answer.body == ask(url, **right(found, operation)).body


def test_each_documented_error_in_turn(served: tuple[Document, str]) -> None:
    found, _ = served
    with running(found, negative="all") as url:
        for operation in operations(found):
            documented = [key for key in operation.responses if key[0] in "45d"]
            wanted = {{"4XX": 400, "default": 500}.get(key) or int(key) for key in documented}
            turns = [ask(url, **right(found, operation)) for _ in range(len(documented) + 1)]
            assert {answer.status for answer in turns} == (wanted or {turns[0].status})


WRONG: dict[str, tuple[int, str, tuple[Any, ...]]] = {
    "no-such-path": (404, "the document has no path /none", ("GET", "/none")),
    "no-such-method": (405, "no PATCH of this path, only GET, POST", ("PATCH", "/items")),
    "no-key": (401, "security scheme bearer or key", ("DELETE", "/items/7", TENANT)),
    "an-empty-key": (401, "security scheme",
                     ("DELETE", "/items/7", TENANT | {"Authorization": "Bearer "})),
    "another-scheme": (401, "security scheme",
                       ("DELETE", "/items/7", TENANT | {"Authorization": "Basic eDp5"})),
    "no-header": (422, "header parameter X-Tenant is missing", ("DELETE", "/items/7", KEY)),
    "wrong-header": (422, "header parameter X-Tenant: \"A\" does not match",
                     ("DELETE", "/items/7", KEY | {"X-Tenant": "A"})),
    "wrong-path-parameter": (422, "path parameter id: \"x\" is not of type",
                             ("DELETE", "/items/x", KEY | TENANT)),
    "path-parameter-out-of-range": (422, "path parameter id: 0 is less than",
                                    ("DELETE", "/items/0", KEY | TENANT)),
    "wrong-query": (422, "query parameter limit: 51 is greater",
                    ("GET", "/items?limit=51", TENANT)),
    "query-of-another-type": (422, "query parameter limit: \"ten\"",
                              ("GET", "/items?limit=ten", TENANT)),
    "wrong-items": (422, "query parameter tags", ("GET", "/items?tags=new&tags=old", TENANT)),
    "too-many-items": (422, "query parameter tags",
                       ("GET", "/items?tags=new&tags=sale&tags=new", TENANT)),
    "items-twice": (422, "query parameter ids", ("GET", "/items?ids=1,1", TENANT)),
    "wrong-object": (422, "query parameter filter",
                     ("GET", "/items?filter%5Bcolour%5D=pink", TENANT)),
    "wrong-cookie": (422, "cookie parameter session",
                     ("GET", "/items", TENANT | {"Cookie": "session=abc"})),
    "no-body": (422, "the body is missing", ("POST", "/items", KEY | TENANT)),
    "malformed-body": (400, "not valid application/json", ("POST", "/items", KEY | TENANT, b"{")),
    "not-a-number": (400, "NaN is not JSON", ("POST", "/items", KEY | TENANT, b"NaN")),
    "no-utf-8": (400, "not valid application/json", ("POST", "/items", KEY | TENANT, b'"\xff"')),
    "nested-body": (400, "nested too deeply",
                    ("POST", "/items", KEY | TENANT, b"[" * 100_000 + b"]" * 100_000)),
    "unsupported-type": (415, "content-type text/plain; it is application/json",
                         ("POST", "/items", KEY | TENANT | {"Content-Type": "text/plain"}, b"x")),
    "missing-property": (422, "\"price\" is a required", ("POST", "/items", KEY | TENANT,
                                                         {"name": "Tea"})),
    "wrong-property": (422, "the body at /name: ",
                       ("POST", "/items", KEY | TENANT, {"name": "", "price": 1})),
    "wrong-form": (422, "the body at /price: ",
                   ("POST", "/items",
                    KEY | TENANT | {"Content-Type": "application/x-www-form-urlencoded"},
                    b"name=Tea&price=-1")),
    "too-large": (500, "reads no body of that size",
                  ("POST", "/items", KEY | TENANT, b" " * (8 * 1024 * 1024 + 1))),
    "not-acceptable": (406, "the answer is application/json, text/csv",
                       ("GET", "/items", TENANT | {"Accept": "image/png"})),
    "no-such-response": (400, "GET /report documents no 418, it documents 200, 503",
                         ("GET", "/report", {"Prefer": "code=418"})),
    "no-status": (400, "code=abc is no HTTP status", ("GET", "/report", {"Prefer": "code=abc"})),
    "no-such-example": (400, "no example x, it has: same-name, same-id",
                        ("POST", "/items", KEY | TENANT | {"Prefer": "code=409, example=x"}, ITEM)),
}  # fmt: skip


@pytest.mark.parametrize(("status", "message", "request_"), WRONG.values(), ids=WRONG)
def test_a_wrong_request(shop: str, status: int, message: str, request_: tuple[Any, ...]) -> None:
    answer = ask(shop, *request_)
    assert answer.media == "application/problem+json"
    assert answer.json.get("detail", message).find(message) >= 0, answer.json
    if message != WRONG["too-large"][1]:  # documented by `default` only, at a client's error
        assert answer.status == status
    assert answer.json["status"] == answer.status


RIGHT: dict[str, tuple[int, tuple[Any, ...]]] = {
    "defaults": (200, ("GET", "/items", TENANT)),
    "every-style": (200, ("GET", f"/items?{STYLES}", TENANT | {"Cookie": "session=abcd"})),
    "not-declared": (200, ("GET", "/items?other=1", TENANT)),
    "key-in-the-query": (204, ("DELETE", "/items/7?api_key=k", TENANT)),
    "written-out-before-a-template": (200, ("GET", "/items/latest")),
    "read-only-is-only-advice": (201, ("POST", "/items", KEY | TENANT, ITEM | {"id": 3})),
    "parameters-of-a-type": (201, ("POST", "/items", KEY | TENANT
                                   | {"Content-Type": "Application/JSON; charset=utf-8"}, ITEM)),
    "form": (201, ("POST", "/items",
                   KEY | TENANT | {"Content-Type": "application/x-www-form-urlencoded"},
                   b"name=Tea&price=2.5&tags=new&tags=sale")),
}  # fmt: skip


@pytest.mark.parametrize(("status", "request_"), RIGHT.values(), ids=RIGHT)
def test_a_right_request(shop: str, status: int, request_: tuple[Any, ...]) -> None:
    answer = ask(shop, *request_)
    assert (answer.status, answer.body[:200] if answer.status != status else b"") == (status, b"")


def test_what_is_hidden_from_a_reader(shop: str) -> None:
    for seed in range(5):
        with running(document("shop.yaml"), seed=seed) as url:
            item = ask(url, "GET", "/items/latest").json
            assert "secret" not in item
            assert item["id"] >= 1
            if payment := item.get("payment"):
                assert payment["kind"] == ("card" if "last4" in payment else "transfer")


def test_the_client_chooses_the_media_type(shop: str) -> None:
    answer = ask(shop, "GET", "/items", TENANT | {"Accept": "application/json;q=0.2, text/*"})
    assert (answer.media, answer.body) == ("text/csv", b"id,name\n7,Ada\n")
    assert ask(shop, "GET", "/items", TENANT | {"Accept": "*/*"}).media == "application/json"


def test_an_example_by_name_and_values_of_its_own(shop: str) -> None:
    asked = KEY | TENANT | {"Prefer": "code=409; example=same-id"}
    assert ask(shop, "POST", "/items", asked, ITEM).json["type"] == "urn:shop:same-id"
    asked = KEY | TENANT
    assert ask(shop, "POST", "/items", asked, ITEM).headers["location"] == "/items/7"
    asked = KEY | TENANT | {"Prefer": "dynamic=true"}
    several = {ask(shop, "GET", "/items/7", asked).body for _ in range(5)}
    assert len(several) > 1


def test_events(shop: str) -> None:
    answer = ask(shop, "GET", "/events?api_key=k", {"Accept": "text/event-stream"})
    assert answer.media == "text/event-stream"
    assert answer.body.decode() == (
        'event: created\nid: 1\ndata: {"item": 7}\n\nevent: removed\nid: 2\ndata: {"item": 7}\n\n'
    )


def test_a_body_that_asks_for_a_stream_gets_one() -> None:
    with running(document("answers.json")) as url:
        asked = {"question": "Why?", "stream": True}
        answer = ask(url, "POST", "/v1/answers", body=asked)
        assert (answer.status, answer.media) == (200, "text/event-stream")


def test_negative_by_kind_and_by_status() -> None:
    shop = document("shop.yaml")
    with running(shop, negative="problem") as url:
        assert ask(url, "GET", "/report").status == 200
        found = {ask(url, "POST", "/items").json.get("type") for _ in range(8)}
        assert {"urn:shop:same-name", "urn:shop:same-id"} <= found
    with running(shop, negative="503") as url:
        answer = ask(url, "GET", "/report")
        assert answer.status == 503
        assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert ask(url, "GET", "/items/latest").status == 200


def test_a_schema_that_cannot_be_met_is_named() -> None:
    bad = {"type": "integer", "minimum": 3, "maximum": 2}
    response = {"description": "", "content": {"application/json": {"schema": bad}}}
    paths = {"/a": {"get": {"responses": {"200": response}}}}
    with running(Document("tea.json", TEA | {"paths": paths})) as url:
        answer = ask(url, "GET", "/a")
    assert answer.status == 500
    pointer = "/paths/~1a/get/responses/200/content/application~1json/schema"
    assert f"tea.json: {pointer}: cannot-sample" in answer.json["detail"]


@pytest.mark.parametrize(
    ("root", "message"),
    [
        ({"type": "object"}, "not-openapi"),
        ({"openapi": "2.0"}, "unknown-version"),
        (TEA, "/paths: no-operation"),
        (TEA | {"paths": {"/a": {"get": {}}}}, "/paths/~1a/get: no-response"),
        (TEA | {"paths": {"/a": {"$ref": "http://127.0.0.1:1/a.json"}}}, "remote-ref"),
        (TEA | {"paths": {"/a": {"parameters": [{}], "get": {"responses": {"200": {}}}}}},
         "/paths/~1a/parameters/0: not-a-parameter"),
    ],
)  # fmt: skip
def test_a_document_that_cannot_be_served(root: dict[str, Any], message: str) -> None:
    with pytest.raises(DocumentError, match=message), running(Document("tea.json", root)):
        pass
