from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

ASK = """
import socket
from goldenpath_gates.contracts.schemathesis_cli import confine
confine("127.0.0.1", {allowed})
socket.create_connection(("{host}", {port}), timeout=1)
"""


def ask(host: str, port: int, allowed: int) -> str:
    script = ASK.format(host=host, port=port, allowed=allowed)
    command = (sys.executable, "-c", script)
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr


@pytest.fixture
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_the_service_is_reached(port: int) -> None:
    assert not ask("127.0.0.1", port, allowed=port)


@pytest.mark.parametrize("host", ["127.0.0.1", "example.com"])
def test_nothing_else_is_reached(port: int, host: str) -> None:
    said = ask(host, port, allowed=port + 1)
    assert "ConnectionRefusedError: only 127.0.0.1" in said
