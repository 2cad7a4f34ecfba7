"""A service that shows what it was told, and the issuer as a command."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

IDENTITY = '[identity]\naudience = "answers"\nclaims = { tier = "premium" }\n'
# Shows its issuer and the credential that it was sent.
SERVER = """\
import http.server, json, os

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        told = {"issuer": os.environ.get("AUTH_ISSUER"), "sent": self.headers["authorization"]}
        self.rfile.read(int(self.headers.get("content-length", "0")))
        body = json.dumps(told | {"answer": "yes"}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *args):
        pass

address = os.environ["HOST"], int(os.environ["PORT"])
http.server.ThreadingHTTPServer(address, Handler).serve_forever()
"""
CONFIG = f'[service]\nname = "tiny"\nstart = [{sys.executable!r}, "server.py"]\n'


@contextmanager
def issuing(root: Path) -> Iterator[tuple[str, list[str]]]:
    """`goldenpath issuer`: its URL, and what it says."""
    with subprocess.Popen(
        (sys.executable, "-u", "-m", "goldenpath_gates", "issuer"),
        cwd=root,
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout
        said = [child.stdout.readline().strip() for _ in range(2)]
        found = re.search(r"http://127\.0\.0\.1:\d+", said[0])
        assert found, said
        try:
            yield found[0], said
        finally:
            child.terminate()
