"""What a request gets wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Refusal(Exception):
    """`statuses` in the order of preference: the first that the operation documents is taken."""

    statuses: tuple[int, ...]
    title: str
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)


def no_path(path: str) -> Refusal:
    return Refusal((404,), "Not found", f"the document has no path {path}")


def no_method(method: str, allowed: str) -> Refusal:
    detail = f"the document has no {method} of this path, only {allowed}"
    return Refusal((405,), "Method not allowed", detail, {"Allow": allowed})


def not_authorised(detail: str, challenge: str) -> Refusal:
    return Refusal((401, 403), "Not authenticated", detail, {"WWW-Authenticate": challenge})


def wrong_media_type(detail: str) -> Refusal:
    return Refusal((415, 400, 422), "Unsupported media type", detail)


def malformed(detail: str) -> Refusal:
    return Refusal((400, 422), "Malformed request", detail)


def too_large(detail: str) -> Refusal:
    return Refusal((413, 400, 422), "Body too large", detail)


def invalid(detail: str) -> Refusal:
    return Refusal((422, 400), "Invalid request", detail)


def no_such_resource(detail: str) -> Refusal:
    return Refusal((422, 400, 404), "Invalid request", detail)


def not_acceptable(detail: str) -> Refusal:
    return Refusal((406,), "Not acceptable", detail)


def wrong_wish(detail: str) -> Refusal:
    """Never the service's answer: what it says is about the mock."""
    return Refusal((), "Cannot prefer this", detail)
