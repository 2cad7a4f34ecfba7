"""What it costs to know who asks: by a token, and by a session that lies in Redis on loopback."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from goldenpath_gates import process, uv
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.service import HOST, free_port

from benchmarks import lab as labs
from benchmarks.lab import Lab
from benchmarks.measure import command, interleaved, say
from benchmarks.series import Series

RUNS = 7
TOKENS = 5000
SESSIONS = 2000
AIM_TOKEN_US = 200.0
AIM_SESSION_MS = 1.0
READY_S = 10.0
APP = labs.ROOT / "benchmarks" / "apps" / "auth.py"


def run(lab: Lab, runs: int) -> Sequence[Series]:
    lab.release(labs.version())
    service = lab.service("service", labs.version(), auth="full")
    say("auth: installing the service's environment")
    command(uv.command("sync", "--quiet", "--no-dev"), service)
    return measured(service, str(service / ".venv" / "bin" / "python"), lab.folder, runs)


def measured(service: Path, python: str, folder: Path, runs: int) -> Sequence[Series]:
    ask = partial(asked, service, python)
    with redis_on_loopback(folder) as url:
        subjects = {
            "tokens": lambda: ask("tokens", TOKENS),
            "sessions": lambda: ask("sessions", SESSIONS, url),
            "sessions in process": lambda: ask("sessions", SESSIONS),
        }
        found = interleaved("auth", runs, subjects)
    tokens = found["tokens"]
    return (
        Series("ES256 token, warm keys: CPU", "us", cpu(tokens), AIM_TOKEN_US),
        Series("session in Redis: clock", "ms", clock(found["sessions"]), AIM_SESSION_MS),
        Series("session in Redis: CPU of the service", "us", cpu(found["sessions"])),
        Series("session in process: CPU", "us", cpu(found["sessions in process"])),
    )


def cpu(samples: Sequence[dict[str, float]]) -> tuple[float, ...]:
    return tuple(sample["cpu"] * 1e6 for sample in samples)


def clock(samples: Sequence[dict[str, float]]) -> tuple[float, ...]:
    return tuple(sample["clock"] * 1e3 for sample in samples)


def asked(service: Path, python: str, what: str, count: int, *store: str) -> dict[str, float]:
    """Seconds for one, as the app of this benchmark measures them under the service's Python."""
    env = {"PYTHONPATH": str(service / "src")}
    words = (python, str(APP), what, str(count), *store)
    result = process.run(words, service, env=env, echo=False)
    if result.code:
        raise IncompleteError(f"{what} cannot be measured: {result.output.strip()[-1500:]}")
    found: dict[str, float] = json.loads(result.output.splitlines()[-1])
    return found


@contextmanager
def redis_on_loopback(folder: Path) -> Iterator[str]:
    program = process.find("redis-server", "install redis-server")
    port = free_port()
    options = ("--port", str(port), "--bind", HOST, "--save", "", "--appendonly", "no")
    with (folder / "redis.log").open("w") as log:
        words = (program, *options, "--dir", str(folder))
        with process.group(words, folder, stdout=log) as child:
            _await(port)
            yield f"redis://{HOST}:{port}/0"
            process.end([child])


def _await(port: int) -> None:
    deadline = time.monotonic() + READY_S
    while not _answers(port):
        if time.monotonic() > deadline:
            raise IncompleteError("redis-server does not answer")
        time.sleep(0.05)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False
