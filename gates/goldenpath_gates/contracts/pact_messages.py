"""Messages that this service receives: each example is posted to it, signed, as a partner would."""

from __future__ import annotations

import base64
import json
import time
import uuid
from collections.abc import Mapping
from typing import Any

from goldenpath_gates.contracts.check import Context
from goldenpath_gates.contracts.pact_files import Pact
from goldenpath_gates.contracts.raw import Sent, ask
from goldenpath_gates.contracts.signing import signed
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.report import Finding

SHOWN = 300


def fault(context: Context, pact: Pact, message: Mapping[str, Any]) -> Finding | None:
    """What is wrong with how the service takes a message; None where it takes it."""
    found = _fault(context, message)
    if found is None:
        return None
    rule, said = found
    text = f"{pact.provider} sends {message['description']!r}: {said}"
    return Finding(rule, text, pact.file)


def _fault(context: Context, message: Mapping[str, Any]) -> tuple[str, str] | None:
    source = _source(message)
    webhooks = context.settings.webhooks
    if source is None:
        return "pact-source", "its metadata name no source: write the partner's webhooks as one"
    if (secret := context.secrets.get(source)) is None:
        schema = f"{webhooks.folder}/{source}.schema.json"
        return "pact-source", f"nobody may send as {source!r}: write {schema}"
    body, media_type = _body(message.get("contents"))
    headers = signed(secret, f"pact-{uuid.uuid4().hex}", int(time.time()), body)
    headers |= {"content-type": media_type, "content-length": str(len(body))}
    target = webhooks.path.replace("{source}", source)
    reply = ask(context.url, Sent("POST", target, headers, body))
    if reply.status is None:
        return "pact-message", f"POST {target} {reply.said}: take it with a status of 2xx"
    if not 200 <= reply.status < 300:
        said = " ".join(reply.body[:SHOWN].decode("utf-8", "replace").split())
        answered = f"POST {target} answered {reply.status} ({said})"
        return "pact-message", f"{answered}: take it with a status of 2xx"
    return None


def _source(message: Mapping[str, Any]) -> str | None:
    """Specification 3 writes `metaData` or `metadata`, 4 `metadata`."""
    metadata = message.get("metadata") or message.get("metaData")
    source = metadata.get("source") if isinstance(metadata, dict) else None
    return source if isinstance(source, str) else None


def _body(contents: Any) -> tuple[bytes, str]:
    """Specification 4 wraps the content, 3 does not."""
    if not (isinstance(contents, dict) and "content" in contents):
        return json.dumps(contents).encode(), "application/json"
    content = contents["content"]
    media_type = str(contents.get("contentType") or "application/json")
    if str(contents.get("encoded")).lower() == "base64":
        try:
            return base64.b64decode(content), media_type
        except (ValueError, TypeError):
            raise IncompleteError("a message of a pact is not the base64 that it says") from None
    if isinstance(content, str) and "json" not in media_type:
        return content.encode(), media_type
    return json.dumps(content).encode(), media_type
