"""The scanner of a pipeline: from a server on loopback, by digest."""

from __future__ import annotations

import io
import platform
import sys
import tarfile
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.vulnerabilities import grype_release


def archive(text: str = "#!/bin/sh\necho grype\n") -> bytes:
    """As the release has it: a licence, a page and the program."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as file:
        for name, content in (("LICENSE", "free"), ("README.md", "read"), ("grype", text)):
            about = tarfile.TarInfo(name)
            about.size = len(content)
            file.addfile(about, io.BytesIO(content.encode()))
    return made.getvalue()


ARCHIVE = archive()


class Release(BaseHTTPRequestHandler):
    asked: list[str]
    answer = ARCHIVE

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if not self.path.endswith(f"grype_{grype_release.VERSION}_linux_amd64.tar.gz"):
            self.send_error(404)
            return
        if self.path.startswith("/releases/"):  # as the forge does
            self.send_response(302)
            self.send_header("Location", f"/store/{self.path.rpartition('/')[2]}")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.answer)))
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[type[Release]]:
    class Handler(Release):
        asked: list[str] = []  # noqa: RUF012 - one per test

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(
        grype_release, "RELEASES", f"http://127.0.0.1:{server.server_port}/releases"
    )
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    digest = sha256(ARCHIVE).hexdigest()
    monkeypatch.setattr(grype_release, "ARCHIVES", {"x86_64": ("amd64", digest)})
    yield Handler
    server.shutdown()
    server.server_close()
    thread.join()


def test_it_is_obtained_once(
    release: type[Release], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = grype_release.obtained()
    assert program == tmp_path / "cache" / "goldenpath" / "tools" / f"grype-{grype_release.VERSION}"
    assert program.read_text("utf-8") == "#!/bin/sh\necho grype\n"
    assert program.stat().st_mode & 0o777 == 0o700
    assert "is downloaded, once" in capsys.readouterr().err
    assert grype_release.obtained() == program
    assert len(release.asked) == 2  # the address, and where it leads to


def test_another_archive_is_refused(release: type[Release], tmp_path: Path) -> None:
    release.answer = archive("#!/bin/sh\nrm -rf /\n")
    with pytest.raises(IncompleteError, match=r"has the digest .* do not use it"):
        grype_release.obtained()
    assert not list((tmp_path / "cache" / "goldenpath" / "tools").glob("grype-*[0-9]"))
    release.answer = ARCHIVE
    assert grype_release.obtained().exists()


def test_half_of_it_is_refused(release: type[Release]) -> None:
    release.answer = ARCHIVE[:100]
    with pytest.raises(IncompleteError, match="has the digest"):
        grype_release.obtained()


def test_too_much_of_it(release: type[Release], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grype_release, "MAX_BYTES", 10)
    with pytest.raises(IncompleteError, match="more than 10 bytes"):
        grype_release.obtained()


def test_no_such_release(release: type[Release], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grype_release, "VERSION", "0")
    monkeypatch.setattr(grype_release, "ARCHIVES", {"x86_64": ("none", "")})
    with pytest.raises(IncompleteError, match=r"(?s)cannot be downloaded: .*404.*put it on PATH"):
        grype_release.obtained()


def test_no_server(release: type[Release], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grype_release, "RELEASES", "http://127.0.0.1:9/releases")
    with pytest.raises(IncompleteError, match=r"cannot be downloaded: .*put it on PATH"):
        grype_release.obtained()


@pytest.mark.parametrize(("system", "machine"), [("darwin", "arm64"), ("linux", "riscv64")])
def test_no_archive_for_this_machine(
    release: type[Release], monkeypatch: pytest.MonkeyPatch, system: str, machine: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    with pytest.raises(IncompleteError, match=f"no pinned scanner for {system} {machine}"):
        grype_release.obtained()


def test_a_cache_of_somebody_else(release: type[Release], tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "goldenpath" / "tools"
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    with pytest.raises(IncompleteError, match="only you can write to"):
        grype_release.obtained()
