"""The pages of a forge's API that a job reads about its approval."""

from __future__ import annotations

import http.server
import json
from typing import Any


class Api(http.server.ThreadingHTTPServer):
    """On a loopback port. `pages` leads the end of a path to its body; `seen` are the paths."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, Any] = {}
        self.seen: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    server: Api

    def do_GET(self) -> None:
        self.server.seen.append(self.path)
        found = [page for end, page in self.server.pages.items() if self.path.endswith(end)]
        body = json.dumps(found[0] if found else {"message": "404 Not Found"}).encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass
