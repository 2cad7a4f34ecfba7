"""The command as a process: first line, signals, exit codes."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from openai import OpenAI

COMMAND = [sys.executable, "-m", "goldenpath_gates", "model-stub"]


@contextmanager
def started(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with subprocess.Popen(
        [*COMMAND, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.fullmatch(r"model-stub listening on (http://\S+/v1)\n", line)
            assert found, line
            yield process, found[1]
        finally:
            process.kill()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_signal_ends_it_quietly(number: signal.Signals, code: int) -> None:
    with started("--created", "7") as (process, url), OpenAI(base_url=url, api_key="k") as client:
        assert client.models.list().data[0].created == 7
        process.send_signal(number)
        _, errors = process.communicate(timeout=10)
    assert process.returncode == code
    assert "Traceback" not in errors


def test_a_recording_is_saved_at_the_end(tmp_path: Path) -> None:
    tape = tmp_path / "tape.jsonl"
    asked: Any = [{"role": "user", "content": "q"}]
    with (
        started() as (_, upstream),
        started("--record", upstream, "--cassette", str(tape)) as (process, url),
        OpenAI(base_url=url, api_key="k") as client,
    ):
        client.chat.completions.create(model="m", messages=asked)
        process.terminate()
        process.communicate(timeout=10)
    assert "Stub answer to: q" in tape.read_text()


def test_a_held_request_does_not_hold_the_end() -> None:
    with started() as (process, url), socket.socket() as held:
        host, port = url.removeprefix("http://").removesuffix("/v1").split(":")
        held.connect((host, int(port)))
        body = b'{"model":"m","messages":[{"role":"user","content":"q"}]}'
        head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}"
        held.sendall(head.encode() + b"\r\nx-stub-fault: timeout\r\n\r\n" + body)
        with OpenAI(base_url=url, api_key="k") as client:
            client.models.list()
        process.terminate()
        _, errors = process.communicate(timeout=10)
    assert process.returncode == 0
    assert "Traceback" not in errors


def test_ipv6() -> None:
    with started("--host", "::1") as (_, url), OpenAI(base_url=url, api_key="k") as client:
        assert url.startswith("http://[::1]:")
        assert client.models.list().data


def failed(*options: str) -> tuple[int, str]:
    done = subprocess.run(
        [*COMMAND, *options], capture_output=True, text=True, timeout=20, check=False
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


def test_a_port_in_use() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, errors = failed("--port", port)
    assert code == 2
    assert f"port {port} on 127.0.0.1 is in use; name another one with --port" in errors


@pytest.mark.parametrize(("options", "message"), [
    (("--port", "70000"), "'70000' is not a port (0 to 65535)"),
    (("--port", "-1"), "--port"),
    (("--host", "no.such.host.invalid"), "cannot listen on no.such.host.invalid"),
    (("--created", "now"), "'now' is not a time in whole Unix seconds"),
    (("--noise", "2"), "'2' is not a share (0 to 1)"),
    (("--record", "ftp://a"), "'ftp://a' is not an http(s) URL"),
    (("--record", "http://a"), "--record needs a file for the replies"),
    (("--cassette", "absent.jsonl"), "absent.jsonl: cannot be read"),
    (("--rules", "absent.yaml"), "absent.yaml: cannot be read"),
    (("--scenario", "absent.yaml"), "absent.yaml: cannot be read"),
])  # fmt: skip
def test_wrong_usage(options: tuple[str, ...], message: str, tmp_path: Path) -> None:
    code, errors = failed(*options)
    assert code == 2
    assert message in errors
