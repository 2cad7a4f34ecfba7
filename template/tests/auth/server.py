"""The service as a process of its own on a free port of loopback, seen from outside: what it
answers, and what its log says."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

START_SECONDS = 60
ANSWER_SECONDS = 30
STOP_SECONDS = 30
QUESTION = b'{"question": "Why?"}'


@dataclass(frozen=True)
class Sent:
    """A request, byte by byte: no client of ours would send what some attacks need."""

    method: str = "POST"
    target: str = "/v1/answers"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = QUESTION
    media_type: str = "application/json"

    def raw(self, request_id: str) -> bytes:
        lines = [f"{self.method} {self.target} HTTP/1.1", "host: service.test", "connection: close"]
        lines += [f"x-request-id: {request_id}", f"content-length: {len(self.body)}"]
        lines += [f"content-type: {self.media_type}"] if self.body else []
        lines += [f"{name}: {value}" for name, value in self.headers]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str
    request_id: str
    cookies: tuple[str, ...] = ()

    def json(self) -> Any:
        return json.loads(self.text)


@dataclass(frozen=True)
class Service:
    address: tuple[str, int]
    log: Path

    def send(self, sent: Sent) -> Answer:
        request_id = uuid.uuid4().hex
        with socket.create_connection(self.address, timeout=ANSWER_SECONDS) as connection:
            connection.sendall(sent.raw(request_id))
            with closing(http.client.HTTPResponse(connection, method=sent.method)) as response:
                response.begin()
                headers = {name.lower(): value for name, value in response.getheaders()}
                cookies = tuple(response.headers.get_all("set-cookie", ()))
                text = response.read().decode()
                return Answer(response.status, headers, text, request_id, cookies)

    def lines(self) -> list[dict[str, Any]]:
        *whole, _ = self.log.read_text().split("\n")  # the last one may still be written
        return [json.loads(line) for line in whole if line.startswith("{")]

    def decisions(self, request_id: str) -> list[dict[str, Any]]:
        """What the audit log says about a request."""
        ours = (line for line in self.lines() if line["logger"].endswith(".auth.audit"))
        return [line for line in ours if line["request_id"] == request_id]


@contextmanager
def running(package: str, log: Path, environment: Mapping[str, str]) -> Iterator[Service]:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        address = unused.getsockname()[:2]
    settings = {"HOST": address[0], "PORT": f"{address[1]}", **environment}
    with log.open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", package], env={**os.environ, **settings}, stderr=stderr
        )
    try:
        wait_for(process, address, log)
        yield Service(address, log)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        finally:
            process.kill()


def wait_for(process: "subprocess.Popen[bytes]", address: tuple[str, int], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(address, timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"the service did not start: {log.read_text()}")
