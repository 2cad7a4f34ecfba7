"""A program of a pipeline: from a server on loopback, by digest."""

from __future__ import annotations

import io
import platform
import re
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.collect import kustomize
from goldenpath_gates.released import Release, obtained
from goldenpath_gates.vulnerabilities import grype_release

REMEDY = "install it on the runner and put it on PATH"


def archive(text: str = "#!/bin/sh\necho tool\n") -> bytes:
    """As a release has it: a licence, a page and the program."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as file:
        for name, content in (("LICENSE", "free"), ("README.md", "read"), ("tool", text)):
            about = tarfile.TarInfo(name)
            about.size = len(content)
            file.addfile(about, io.BytesIO(content.encode()))
    return made.getvalue()


ARCHIVE = archive()


class Forge(BaseHTTPRequestHandler):
    asked: list[str]
    port: int
    answer = ARCHIVE

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if not self.path.endswith("tool_1.2_linux_amd64.tar.gz"):
            self.send_error(404)
            return
        if self.path.startswith("/releases/"):  # as forges do
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
def forge(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[type[Forge]]:
    class Handler(Forge):
        asked: list[str] = []  # noqa: RUF012 - one per test

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    Handler.port = server.server_port
    yield Handler
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def release(forge: type[Forge]) -> Release:
    url = f"http://127.0.0.1:{forge.port}/releases/tool_1.2_{{platform}}.tar.gz"
    return Release("tool", "1.2", url, {"linux_amd64": sha256(ARCHIVE).hexdigest()}, REMEDY, 10_000)


def test_it_is_obtained_once(
    forge: type[Forge], release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = obtained(release)
    assert program == tmp_path / "cache" / "goldenpath" / "tools" / "tool-1.2"
    assert program.read_text("utf-8") == "#!/bin/sh\necho tool\n"
    assert program.stat().st_mode & 0o777 == 0o700
    assert "tool is missing: 1.2 is downloaded, once" in capsys.readouterr().err
    assert obtained(release) == program
    assert len(forge.asked) == 2  # the address, and where it leads to


def test_another_archive_is_refused(forge: type[Forge], release: Release, tmp_path: Path) -> None:
    forge.answer = archive("#!/bin/sh\nrm -rf /\n")
    with pytest.raises(IncompleteError, match=r"has the digest .* do not use it"):
        obtained(release)
    assert not list((tmp_path / "cache" / "goldenpath" / "tools").glob("tool-*[0-9]"))
    forge.answer = ARCHIVE
    assert obtained(release).exists()


def test_half_of_it_is_refused(forge: type[Forge], release: Release) -> None:
    forge.answer = ARCHIVE[:100]
    with pytest.raises(IncompleteError, match="has the digest"):
        obtained(release)


BROKEN = (
    ({"max_bytes": 10}, r"more than 10 bytes; install it"),
    (
        {"version": "0", "url": "{server}/releases/none_{platform}"},
        r"(?s)downloaded: .*404.*on PATH",
    ),
    ({"url": "http://127.0.0.1:9/{platform}"}, r"cannot be downloaded: .*put it on PATH"),
    ({"program": "other", "version": "3"}, r"the archive of other 3 has no program; install it"),
)


@pytest.mark.parametrize(("changes", "message"), BROKEN)
def test_what_cannot_be_had_says_what_to_do_instead(
    forge: type[Forge], release: Release, changes: dict[str, Any], message: str
) -> None:
    server = release.url.partition("/releases/")[0]
    url = changes.get("url", release.url).replace("{server}", server)
    with pytest.raises(IncompleteError, match=message):
        obtained(replace(release, **{**changes, "url": url}))


@pytest.mark.parametrize(("system", "machine"), [("darwin", "arm64"), ("linux", "riscv64")])
def test_no_archive_for_this_machine(
    release: Release, monkeypatch: pytest.MonkeyPatch, system: str, machine: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    with pytest.raises(IncompleteError, match=f"no pinned tool for {system} {machine}"):
        obtained(release)


def test_a_cache_of_somebody_else(release: Release, tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "goldenpath" / "tools"
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    with pytest.raises(IncompleteError, match="only you can write to"):
        obtained(release)


@pytest.mark.parametrize(
    ("pinned", "archive"),
    [
        (grype_release.RELEASE, "/v0.115.0/grype_0.115.0_linux_amd64.tar.gz"),
        (kustomize.RELEASE, "/kustomize%2Fv5.8.1/kustomize_v5.8.1_linux_amd64.tar.gz"),
    ],
)
def test_what_is_pinned_has_an_address_and_digests(pinned: Release, archive: str) -> None:
    assert pinned.url.format(platform="linux_amd64").endswith(f"/releases/download{archive}")
    assert {"linux_amd64", "linux_arm64"} <= set(pinned.digests)
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in pinned.digests.values())
