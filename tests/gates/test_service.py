from __future__ import annotations

import socket
import sys
import urllib.request
from pathlib import Path

import pytest
from goldenpath_gates import service
from goldenpath_gates.config import Service
from goldenpath_gates.errors import IncompleteError, UsageError

from tests.gates.support import PATIENCE_S, Lifeline, goldenpath, write

SERVER = """\
import http.server, os, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/readyz" else 503)
        self.end_headers()

print("serving", *sys.argv[1:], flush=True)
line = open("line", "w") if os.path.exists("line") else None
print("up", file=line, flush=True)
http.server.HTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler).serve_forever()
"""
PYTHON = (sys.executable, "server.py")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path, {"server.py": SERVER})


def settings(
    start: tuple[str, ...] = PYTHON, ready: str = "/readyz", timeout: float = PATIENCE_S
) -> Service:
    return Service("tiny", start, ready, timeout)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((service.HOST, port)) == 0


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2])


def test_it_answers_inside_the_block_and_is_gone_behind_it(root: Path) -> None:
    line = Lifeline(root / "line")
    with service.serving(root, settings()) as running:
        with urllib.request.urlopen(f"{running.url}/readyz") as answer:
            assert answer.status == 200
        line.started()
    line.ended()
    assert not listens(port_of(running.url))


def test_its_environment_is_ours_with_what_is_added(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEPT", "kept")
    monkeypatch.setenv("REPLACED", "before")
    say = 'echo "$KEPT $REPLACED $ADDED $HOST"; exec "$0" server.py'
    start = ("sh", "-c", say, sys.executable)
    env = {"REPLACED": "after", "ADDED": "added", "HOST": "0.0.0.0", "PORT": "1"}  # noqa: S104
    with service.serving(root, settings(start), env=env) as running:
        assert running.said().startswith("; it said:\nkept after added 127.0.0.1\nserving\n")


def test_what_it_said_is_cut_and_without_control_characters(root: Path) -> None:
    loud = "print('x' * 200_000, 'red \\x1b[31m', sep='\\n')\n"
    write(root, {"server.py": loud + SERVER})
    with service.serving(root, settings()) as running:
        said = running.said()
    assert "x\nred  [31m\nserving\nup" in said
    assert len(said) < 70_000


def test_it_is_stopped_when_the_block_breaks(root: Path) -> None:
    line = Lifeline(root / "line")

    def block() -> None:
        with service.serving(root, settings()):
            raise KeyError

    with pytest.raises(KeyError):
        block()
    line.ended()


def test_a_program_of_a_program_is_stopped_too(root: Path) -> None:
    line = Lifeline(root / "line")
    wrapped = ("sh", "-c", f"{sys.executable} server.py; true")
    with service.serving(root, settings(wrapped)):
        pass
    line.ended()


def enter(root: Path, of: Service, port: int | None = None) -> None:
    with service.serving(root, of, port):
        raise AssertionError("it must not be taken for ready")


def test_a_service_that_never_gets_ready_is_incomplete_and_stopped(root: Path) -> None:
    line = Lifeline(root / "line")
    with pytest.raises(IncompleteError) as error:
        enter(root, settings((*PYTHON, "and waiting"), "/other", 0.5))
    message = str(error.value)
    assert message.startswith("the service did not answer 200 on /other within 0.5 s; mend the ")
    assert "ready_timeout in goldenpath.toml" in message
    assert "; it said:\nserving and waiting" in message
    line.ended()


@pytest.mark.parametrize(
    ("script", "code", "said"),
    [
        ("print('no model key'); raise SystemExit(3)", 3, "it said:\nno model key"),
        ("raise SystemExit(0)", 0, "it said nothing"),
        ("print(*range(100), sep='\\n'); raise SystemExit(1)", 1, "it said:\n80\n81\n"),
    ],
)
def test_a_service_that_ends_early_is_incomplete(
    script: str, code: int, said: str, root: Path
) -> None:
    with pytest.raises(IncompleteError) as error:
        enter(root, settings((sys.executable, "-c", script)))
    assert f"ended with exit code {code} before it was ready" in str(error.value)
    assert "[service] start in goldenpath.toml is " in str(error.value)
    assert said in str(error.value)


@pytest.mark.parametrize("program", ["nosuch-program", "./nosuch", "./server.py", "/nosuch/x"])
def test_a_command_that_cannot_be_started_is_incomplete(program: str, root: Path) -> None:
    with pytest.raises(IncompleteError, match=r"install it, or mend \[service\] start in golden"):
        enter(root, settings((program,)))


def test_a_file_without_a_shebang_is_incomplete(root: Path) -> None:
    (root / "serve").write_bytes(b"\x00")
    (root / "serve").chmod(0o755)
    with pytest.raises(IncompleteError, match=r"serve cannot be started: Exec format error"):
        enter(root, settings(("./serve",)))


def test_a_port_in_use_is_wrong_usage(root: Path) -> None:
    with socket.create_server((service.HOST, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError) as error:
            enter(root, settings(), port)
    assert str(error.value).startswith(f"port {port} cannot be used (Address already in use): ")
    assert str(error.value).endswith("or choose another with --port")


def test_noop_a_port_that_was_just_left_can_be_used(root: Path) -> None:
    with service.serving(root, settings()) as first:
        port = port_of(first.url)
    with service.serving(root, settings(), port) as second:
        assert second.url == first.url


@pytest.mark.parametrize("port", ["0", "-1", "65536", "http"])
def test_serve_refuses_what_is_no_port(port: str, service: Path) -> None:
    done = goldenpath("serve", "--port", port, cwd=service)
    assert done.returncode == 2
    assert "--port" in done.stderr


def test_serve_says_how_the_service_ended(service: Path) -> None:
    """It answers once, is ready with that, and ends."""
    once = SERVER.replace("serve_forever()", "handle_request()").replace(
        "http.server.HTTPServer(", "Once("
    )
    write(service, {"server.py": once.replace("class H", "Once = http.server.HTTPServer\nclass H")})
    start = f'[service]\nname = "tiny"\nstart = ["{sys.executable}", "server.py"]\n'
    write(service, {"goldenpath.toml": start})
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    done = goldenpath("serve", "--port", str(port), cwd=service)
    assert done.returncode == 1
    assert f"tiny answers on http://127.0.0.1:{port} (Ctrl-C stops it)" in done.stdout
    assert done.stderr == "goldenpath: tiny ended by itself with exit code 0\n"
