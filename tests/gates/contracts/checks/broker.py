"""As much of a Pact broker as the verifier asks: one pact, for who has the token."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "broker-token"  # noqa: S105 - of nobody
FOR_VERIFICATION = "pb:provider-pacts-for-verification"


@contextmanager
def broker(pact: Mapping[str, Any], pending: bool = False) -> Iterator[str]:
    """Its URL for the time of a `with` block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            links = {FOR_VERIFICATION: {"href": f"{url}/all"}, "self": {"href": url + self.path}}
            self._answer({**({} if self.path == "/" else pact), "_links": links})

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            listed = {
                "shortDescription": "latest",
                "_links": {"self": {"href": f"{url}/one", "name": "one"}},
                "verificationProperties": {"pending": pending, "notices": []},
            }
            self._answer({"_embedded": {"pacts": [listed]}})

        def _answer(self, body: Mapping[str, Any]) -> None:
            known = self.headers.get("authorization") == f"Bearer {TOKEN}"
            data = json.dumps(body).encode()
            self.send_response(200 if known else 401)
            self.send_header("content-type", "application/hal+json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield url
        server.shutdown()
