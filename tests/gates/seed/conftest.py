from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from goldenpath_gates import process
from goldenpath_gates.environments.local import postgres

from tests.gates.support import PATIENCE_S
from tests.support import require

PASSWORD = "a-password-of-a-test"  # noqa: S105


@dataclass(frozen=True)
class Database:
    """A real PostgreSQL; what it answers is one text, rows by the line."""

    url: str

    def ask(self, statement: str) -> str:
        command = ("psql", "-XAtqw", "-v", "ON_ERROR_STOP=1", "-c", statement, self.url)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture(scope="session")
def server() -> Iterator[Database]:
    """In a folder of its own, since that of pytest is closed to another account."""
    programs = postgres.found(os.environ)
    require(programs, "PostgreSQL")
    assert programs
    account = postgres.account()
    with tempfile.TemporaryDirectory(prefix="goldenpath-seed-test-") as folder:
        root = Path(folder)
        root.chmod(0o711)
        data = root / "data"
        programs.prepare(data, account, PASSWORD, os.environ)
        port = _free()
        with (
            (root / "log").open("w") as log,
            subprocess.Popen(
                programs.command(data, port),
                cwd=data,
                stdout=log,
                stderr=log,
                user=account.user,
                group=account.group,
                start_new_session=True,
                text=True,
            ) as child,
        ):
            deadline = time.monotonic() + PATIENCE_S
            while not postgres.ready(data):
                assert child.poll() is None, (root / "log").read_text()
                assert time.monotonic() < deadline
            yield Database(programs.url(port, PASSWORD))
            process.end([child])


@pytest.fixture
def database(server: Database) -> Database:
    """With nothing in it."""
    server.ask("drop schema public cascade; create schema public")
    return server


def _free() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
