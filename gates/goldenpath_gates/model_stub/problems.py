"""Errors in the shape of the OpenAI API."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from goldenpath_gates.model_stub.jsonbody import json_response


class BadRequest(Exception):
    """A request that the API would refuse; answered with 400."""

    def __init__(self, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.param = param


class NoReply(Exception):
    """Nobody can say what a model would reply; `response` is answered instead."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def kind_of(status: int) -> str:
    if status == 429:
        return "requests"
    return "server_error" if status >= 500 else "invalid_request_error"


def error_body(
    status: int, message: str, *, param: str | None = None, code: str | None = None
) -> dict[str, object]:
    return {"error": {"message": message, "type": kind_of(status), "param": param, "code": code}}


def error_response(
    status: int,
    message: str,
    *,
    param: str | None = None,
    code: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    return json_response(error_body(status, message, param=param, code=code), status, headers)


def bad_key() -> Response:
    message = "You didn't provide a valid API key: send the header `Authorization: Bearer KEY`."
    return error_response(401, message, code="invalid_api_key")
