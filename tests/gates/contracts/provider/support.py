"""A service that asks a model, small enough to break on purpose."""

from __future__ import annotations

import sys
from pathlib import Path

from goldenpath_gates.config import Config, Service
from goldenpath_gates.contracts.settings import Contract
from goldenpath_gates.evals.settings import Eval, Model

from tests.gates.support import PATIENCE_S, write

SERVER = """\
import http.server, json, os, urllib.error, urllib.request

URL, KEY = os.environ["MODEL_BASE_URL"], os.environ.get("MODEL_API_KEY", "")
TIMEOUT = float(os.environ.get("MODEL_TIMEOUT_SECONDS", "30"))


def asked():
    message = {"role": "user", "content": "q"}
    body = json.dumps({"model": "m-1", "messages": [message]}).encode()
    headers = {"authorization": f"Bearer {KEY}"}
    request = urllib.request.Request(f"{URL}/chat/completions", body, headers)
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
        return json.load(answer)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.say(200, "text/plain", b"")

    def do_POST(self):
        given = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if len(given["question"]) > 100:
            return self.problem(422, "too-long")
        try:
            reply = asked()
            answer = {"model": reply["model"], "usage": reply["usage"]}
            if not given.get("stream"):
                return self.say(200, "application/json", json.dumps(answer).encode())
            text = 'event: delta\\ndata: "a"\\n\\nevent: delta\\ndata: "b"\\n\\n'
            text += f"event: done\\ndata: {json.dumps(answer)}\\n\\n"
            self.say(200, "text/event-stream", text.encode())
        except urllib.error.HTTPError as error:
            if error.code != 429:
                return self.problem(502, "model-failed")
            self.problem(503, "limited", ("Retry-After", error.headers["retry-after"]))
        except TimeoutError:
            self.problem(504, "timeout")
        except Exception:
            self.problem(502, "bad-reply")

    def problem(self, status, slug, *headers):
        body = json.dumps({"type": f"urn:problem-type:{slug}", "status": status}).encode()
        self.say(status, "application/problem+json", body, *headers)

    def say(self, status, media_type, body, *headers):
        self.send_response(status)
        for name, value in (("content-type", media_type), *headers):
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


address = (os.environ["HOST"], int(os.environ["PORT"]))
http.server.ThreadingHTTPServer(address, Handler).serve_forever()
"""


def promising(root: Path, provider: str, rules: str = "rules: [{reply: r}]") -> Config:
    """The service in a folder of its own, with these promises."""
    files = {"server.py": SERVER, "contracts/provider.yaml": provider, "rules.yaml": rules}
    write(root, files)
    return Config(
        Service("tiny", (sys.executable, "server.py"), "/", PATIENCE_S),
        contract=Contract(),
        eval=Eval(models=("m-1", "m-1-*"), model=Model(rules="rules.yaml")),
    )
