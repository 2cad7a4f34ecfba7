"""Sends what is in quarantine again: `python -m <package>.replay [--list] [--url URL] [ID ...]`.

It signs anew, with the first secret of the source in WEBHOOK_SECRETS. What is accepted leaves the
quarantine; the exit code is 1 where something stays, and 2 where nothing could be tried.
"""

import argparse
import http.client
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from .errors import StartError
from .settings import load_settings
from .webhook_event import Delivery
from .webhook_signature import key_of, signed_headers
from .webhook_store import Quarantined, WebhookStore

SECONDS = 60
JSON = {"content-type": "application/json"}
CONNECTIONS = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
Secrets = Mapping[str, list[SecretStr]]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Send what is in quarantine again.")
    parser.add_argument("ids", nargs="*", metavar="ID", help="webhook-id; all by default")
    parser.add_argument("--list", action="store_true", help="only show what is there")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the service listens")
    args = parser.parse_args(argv)
    try:
        settings = load_settings()
        with closing(opened(settings.webhook_store)) as store:
            events = chosen(store.quarantined(), args.ids)
            if args.list:
                print(*map(described, events), sep="\n", end="\n" if events else "")
                return 0
            return replay(store, events, args.url, settings.webhook_secrets)
    except StartError as exc:
        print(exc, file=sys.stderr)
        return 2


def opened(path: Path) -> WebhookStore:
    if not path.is_file():
        raise StartError(f"{path}: no such file; see WEBHOOK_STORE.")
    return WebhookStore(path)


def chosen(events: Sequence[Quarantined], ids: Sequence[str]) -> list[Quarantined]:
    if unknown := set(ids) - {event.delivery.id for event in events}:
        raise StartError(f"not in quarantine: {', '.join(sorted(unknown))}.")
    return [event for event in events if not ids or event.delivery.id in ids]


def described(event: Quarantined) -> str:
    since = datetime.fromtimestamp(event.first_seen, UTC).isoformat()
    seen = f"{event.times_seen} times since {since}"
    # It may quote names of the sender's, and those must not command the terminal.
    detail = "".join(char if char.isprintable() else "?" for char in event.detail)
    return f"{named(event)}: {event.reason}: {detail} ({seen})"


def named(event: Quarantined) -> str:
    return f"{event.delivery.source} {event.delivery.id}"


def replay(store: WebhookStore, events: Sequence[Quarantined], url: str, secrets: Secrets) -> int:
    staying = 0
    for event in events:
        status = send(event.delivery, url, secrets)
        if status in (200, 202):
            store.release(event.number)
        else:
            staying += 1
        print(f"{named(event)}: {status}")
    print(f"{len(events) - staying} of {len(events)} events left the quarantine")
    return 1 if staying else 0


def send(delivery: Delivery, url: str, secrets: Secrets) -> int | str:
    """Return the status, or why there is none; raise StartError where nothing can be sent."""
    if delivery.source not in secrets:
        raise StartError(f"WEBHOOK_SECRETS has no secret of {delivery.source}.")
    key = key_of(secrets[delivery.source][0].get_secret_value())
    headers = signed_headers(key, delivery.id, int(time.time()), delivery.body)
    scheme, host, port, folder = address(url)
    connection = CONNECTIONS[scheme](host, port, timeout=SECONDS)
    path = f"{folder}/v1/webhooks/{delivery.source}"
    with closing(connection):
        try:
            connection.request("POST", path, delivery.body, {**JSON, **headers})
            status: int = connection.getresponse().status
            return status
        except (OSError, http.client.HTTPException, UnicodeError) as exc:
            return f"no answer ({type(exc).__name__})"


def address(url: str) -> tuple[str, str, int | None, str]:
    """Scheme, host, port and path; raise StartError."""
    try:
        to = urlsplit(url)
        if to.scheme in CONNECTIONS and to.hostname:
            return to.scheme, to.hostname, to.port, to.path.rstrip("/")
    except ValueError:
        pass
    raise StartError(f"{url}: --url must be an http(s) URL.")


if __name__ == "__main__":
    raise SystemExit(main())
