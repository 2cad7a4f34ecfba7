"""A Redis and a PostgreSQL on a free port of loopback, for as long as the tests need them."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

START_SECONDS = 30
DEBIAN = Path("/usr/lib/postgresql")


@contextmanager
def redis_server(port: int | None = None) -> Iterator[str]:
    """Its URL; skips the test where none is installed."""
    program = _program("redis-server")
    port = port or _free_port()
    options = ("--bind", "127.0.0.1", "--port", f"{port}", "--save", "")
    with _running((program, *options), port):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def postgresql() -> Iterator[str]:
    """Its URL; skips the test where none is installed."""
    programs = [str(path) for path in DEBIAN.glob("*/bin")]
    server, maker = (_program(name, programs) for name in ("postgres", "initdb"))
    user, port = _user(), _free_port()
    settings = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off")
    options = [word for setting in settings for word in ("-c", setting)]
    with _folder(user) as folder:
        form = ("--no-sync", "--no-locale", "--encoding=UTF8", "--auth=trust", "-U", "postgres")
        made = (maker, "-D", folder, *form)
        subprocess.run(made, check=True, capture_output=True, user=user, cwd=folder)
        url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        with _running((server, "-D", folder, "-p", f"{port}", *options), port, user, folder):
            _wait_until_started(url)
            yield url


def _program(name: str, folders: Sequence[str] = ()) -> str:
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *folders]))
    if not found:
        pytest.skip(f"{name} is not installed")
    return found


def _user() -> int | None:
    """PostgreSQL refuses to run as root."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None


@contextmanager
def _folder(user: int | None) -> Iterator[str]:
    """Not one of pytest's: nobody else may look into those."""
    with tempfile.TemporaryDirectory(prefix="postgresql-") as folder:
        if user is not None:
            os.chown(folder, user, -1)
        yield folder


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def _running(
    command: Sequence[str], port: int, user: int | None = None, folder: str | None = None
) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, user=user, cwd=folder) as process:
        try:
            _wait_for(process, port)
            yield
        finally:
            process.send_signal(signal.SIGINT)  # PostgreSQL waits for no client then


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{process.args} does not listen")


def _wait_until_started(url: str) -> None:
    """PostgreSQL listens a moment before it lets anybody in."""
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return
