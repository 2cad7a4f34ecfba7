"""Starts the service by its own command, waits until it is ready, and stops it."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from goldenpath_gates import config, process
from goldenpath_gates.console import plain
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.identity.credentials import NOBODY, Credentials

HOST = "127.0.0.1"
PROBE_EVERY_S = 0.1
SHOWN_LINES = 20
SHOWN_BYTES = 64 * 1024


@dataclass(frozen=True)
class Running:
    """A service that answered its ready path with 200; `credentials` are what it is asked with."""

    url: str
    child: subprocess.Popen[str]
    log: TextIO | None = None
    credentials: Credentials = NOBODY

    def said(self) -> str:
        """The last lines that it printed, to be put behind an error."""
        return _said(self.log) if self.log else ""


@contextmanager
def serving(
    root: Path,
    settings: config.Service,
    port: int | None = None,
    env: Mapping[str, str] | None = None,
) -> Iterator[Running]:
    """The service on a loopback port (a free one by default) for the time of a `with` block.

    `env` adds to the environment, or replaces what is there, except for HOST and PORT.
    Raises UsageError when the port is taken, IncompleteError when the service ends or is not
    ready in time; both say what it printed last.
    """
    port = free_port() if port is None else _require_free(port)
    require_program(root, settings.start[0])
    env = {**(env or {}), "HOST": HOST, "PORT": str(port)}
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log,
        process.group(settings.start, root, env=env, stdout=log) as child,
    ):
        await_ready(child, settings, port, log)
        yield Running(f"http://{HOST}:{port}", child, log)
        process.end([child])


def await_ready(
    child: subprocess.Popen[str],
    settings: config.Service,
    port: int,
    log: TextIO,
) -> None:
    deadline = time.monotonic() + settings.ready_timeout
    while _status(port, settings.ready) != 200:
        if child.poll() is not None:
            raise IncompleteError(
                f"the service ended with exit code {child.returncode} before it was ready; "
                f"[service] start in {config.FILENAME} is {' '.join(settings.start)!r}"
                f"{_said(log)}"
            )
        if time.monotonic() > deadline:
            raise IncompleteError(
                f"the service did not answer 200 on {settings.ready} within "
                f"{settings.ready_timeout:g} s; mend the service, or raise [service] "
                f"ready_timeout in {config.FILENAME}{_said(log)}"
            )
        time.sleep(PROBE_EVERY_S)


def _status(port: int, path: str) -> int | None:
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _said(log: TextIO) -> str:
    size = os.fstat(log.fileno()).st_size
    # At a place of its own: the service shares this file's, and may still write.
    end = os.pread(log.fileno(), SHOWN_BYTES, max(0, size - SHOWN_BYTES))
    lines = end.decode("utf-8", "replace").splitlines()[-SHOWN_LINES:]
    return "; it said:\n" + "\n".join(map(plain, lines)) if lines else "; it said nothing"


def require_program(root: Path, program: str) -> None:
    path = str(root / program) if "/" in program else program
    process.find(path, f"install it, or mend [service] start in {config.FILENAME}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _require_free(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise UsageError(
                f"port {port} cannot be used ({error.strerror}): stop what listens there, "
                "or choose another with --port"
            ) from None
    return port
