"""A tiny service in a repository of its own, the real command, and what an environment leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from goldenpath_gates.environments.local import ports, processes, store
from goldenpath_gates.environments.local.store import Record, Store

from tests.gates.support import repository, write

# It answers what it was told; while there is no file `open` beside it, it is not ready.
SERVER = """\
import http.server, json, os, pathlib

HERE = pathlib.Path(__file__).parent
TOLD = ("DATABASE_URL", "REDIS_URL", "RELEASE", "SECRET_OF_OURS", "TEAM_SAYS", "PWD")

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        ready = self.path != "/readyz" or (HERE / "open").exists()
        told = {name: os.environ.get(name) for name in TOLD} | {"pid": os.getpid()}
        told |= {"colour": (HERE / "colour").read_text(), "token": self.headers["authorization"]}
        body = json.dumps(told).encode()
        self.send_response(200 if ready else 503)
        self.send_header("x-service-release", os.environ["RELEASE"])
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass

address = os.environ["HOST"], int(os.environ["PORT"])
http.server.ThreadingHTTPServer(address, Handler).serve_forever()
"""
CONFIG = """\
[service]
name = "tiny"
start = ["{python}", "server.py"]
ready_timeout = 60

[[delivery.smoke]]
method = "GET"
path = "/"
contains = "blue"

[environments]
seed = ""
limit = 30
env = {{ TEAM_SAYS = "hello" }}
"""


@dataclass(frozen=True)
class Tiny:
    """`env` is what the command is started with."""

    root: Path
    env: Mapping[str, str]

    @property
    def store(self) -> Store:
        return store.opened(self.root, self.env)

    def commit(self, **files: str) -> str:
        return repository(write(self.root, files))

    def begin(self, *args: str, **env: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            (sys.executable, "-m", "goldenpath_gates", "env", *args),
            cwd=self.root,
            env={**os.environ, **self.env, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *args: str, code: int = 0, **env: str) -> str:
        with self.begin(*args, **env) as child:
            said, _ = child.communicate()
        assert child.returncode == code, said
        return said

    def listed(self) -> dict[str, dict[str, Any]]:
        return {row["name"]: row for row in json.loads(self.run("list", "--json"))}

    def record(self, name: str) -> Record:
        record = self.store.read(name)
        assert record
        return record


def tiny(folder: Path, **env: str) -> Tiny:
    files = {
        "server.py": SERVER,
        "goldenpath.toml": CONFIG.format(python=sys.executable),
        "colour": "blue",
        "open": "",
    }
    (folder / "service").mkdir(parents=True)
    root = write((folder / "service").resolve(), files)
    repository(root)
    return Tiny(root, {"XDG_STATE_HOME": str(folder / "state"), **env})


def answer(url: str) -> Any:
    with urllib.request.urlopen(f"{url}/") as got:
        return json.load(got)


def query(url: str, sql: str) -> str:
    """What psql prints; its password travels in the environment, as everywhere."""
    parts = urlsplit(url)
    login = {
        **{"PGHOST": str(parts.hostname), "PGPORT": str(parts.port)},
        **{"PGUSER": str(parts.username), "PGPASSWORD": str(parts.password)},
    }
    command = ("psql", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, parts.path[1:])
    done = subprocess.run(
        command, env={**os.environ, **login}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@contextmanager
def gone(one: Tiny, *names: str) -> Iterator[None]:
    """Of these environments nothing is left after the block: what is looked for is what their
    records say before it."""
    before = [one.record(name) for name in names]
    yield
    for record in before:
        assert not one.store.folder(record.name).exists()
        assert not record.data or not Path(record.data).exists()
        assert not [port for port in record.ports.values() if ports.answers(port)]
        assert not [part for part, it in record.processes.items() if processes.alive(it)]
        assert not marked(record.mark)


def marked(mark: str) -> list[int]:
    """The processes that were started for an environment, by /proc alone."""
    wanted = f"{processes.MARK}={mark}".encode()
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if wanted in path.read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found
