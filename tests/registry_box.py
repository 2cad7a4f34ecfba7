"""An OCI registry on loopback that keeps everything in memory, and can be told to misbehave."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

USER, PASSWORD = "robot-of-the-box", "hunter2-of-the-registry"
ENV = {"GOLDENPATH_REGISTRY_USER": USER, "GOLDENPATH_REGISTRY_PASSWORD": PASSWORD}
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
ROUTE = re.compile(r"/v2/(?P<name>.+?)/(?P<kind>manifests|blobs|referrers)/(?P<rest>.*)")


@dataclass
class Faults:
    """What is wrong with the registry. `fail` answers the next requests with these statuses, and
    closes the connection without an answer for 0."""

    fail: list[int] = field(default_factory=list)
    corrupt: set[str] = field(default_factory=set)
    """Digests whose bytes come back changed."""
    keeps: str = ""
    """What it says that a manifest's digest is."""
    forgets_tags: bool = False
    """Puts under a tag are confirmed and not done: somebody else was faster."""
    redirect: str = ""
    """Where blobs are fetched: the address of a store."""
    realm: str = ""
    """Where it sends us for a token."""


@dataclass
class Registry:
    """`auth` is bearer, basic or none; `referrers` whether it has the interface for them."""

    auth: str = "bearer"
    referrers: bool = True
    faults: Faults = field(default_factory=Faults)
    blobs: dict[str, bytes] = field(default_factory=dict)
    manifests: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """Media type and bytes, by digest."""
    tags: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """Method and path of each request, in order; with what it was let in by in `shown`."""
    shown: list[str] = field(default_factory=list)
    host: str = "127.0.0.1:0"

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Its host and port, the same whenever it serves."""
        box = self

        class Handler(_Handler):
            registry = box

        server = ThreadingHTTPServer(("127.0.0.1", int(self.host.rpartition(":")[2])), Handler)
        self.host = f"127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield self.host
        finally:
            server.shutdown()
            server.server_close()


class _Handler(BaseHTTPRequestHandler):
    registry: Registry
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet an answer: the second would wait for the first to be confirmed

    def _serve(self) -> None:
        box, parts = self.registry, urlsplit(self.path)
        self.query = {key: value[0] for key, value in parse_qs(parts.query).items()}
        shown = self.headers.get("authorization", "")
        # A server that answers before it read the body resets the connection.
        self.body = self.rfile.read(int(self.headers.get("content-length", 0)))
        box.asked.append(f"{self.command} {parts.path}")
        box.shown.append(shown)
        if parts.path == "/token":
            return self._token(shown)
        if box.faults.fail:
            return self._fail(box.faults.fail.pop(0))
        if shown not in self._accepted():
            return self._challenge()
        found = ROUTE.fullmatch(parts.path)
        if not found:
            return self._answer(404)
        serve: Callable[[str], None] = getattr(self, f"_{self.command.lower()}_{found['kind']}")
        return serve(found["rest"])

    do_GET = do_HEAD = do_PUT = do_POST = _serve

    def _fail(self, status: int) -> None:
        self.close_connection = status == 0
        if status:
            self._answer(status, b'{"errors":[{"code":"TOOMANYREQUESTS"}]}')

    def _accepted(self) -> tuple[str, ...]:
        if self.registry.auth == "none":
            return ("", *self._accepted_of("bearer"), *self._accepted_of("basic"))
        return self._accepted_of(self.registry.auth)

    def _accepted_of(self, auth: str) -> tuple[str, ...]:
        return (_basic(),) if auth == "basic" else ("Bearer a-token",)

    def _challenge(self) -> None:
        realm = self.registry.faults.realm or f"http://{self.registry.host}/token"
        asks = 'Basic realm="here"'
        if self.registry.auth == "bearer":
            asks = f'Bearer realm="{realm}",service="box",scope="repository:everything:*"'
        self._answer(401, b'{"errors":[{"code":"UNAUTHORIZED"}]}', {"www-authenticate": asks})

    def _token(self, shown: str) -> None:
        if shown != _basic():
            return self._answer(401, b'{"errors":[{"code":"UNAUTHORIZED"}]}')
        return self._answer(200, b'{"token": "a-token"}')

    def _get_blobs(self, digest: str) -> None:
        box = self.registry
        if digest not in box.blobs:
            return self._answer(404, b'{"errors":[{"code":"BLOB_UNKNOWN"}]}')
        if box.faults.redirect and self.command == "GET":
            return self._answer(307, headers={"location": f"{box.faults.redirect}/{digest}"})
        return self._answer(200, box.blobs[digest] + b"!" * (digest in box.faults.corrupt))

    _head_blobs = _get_blobs

    def _post_blobs(self, _: str) -> None:
        place = f"{self.path}1?_state=secret-of-the-upload"
        self._answer(202, headers={"location": place})

    def _put_blobs(self, _: str) -> None:
        if _digest(self.body) != self.query["digest"]:
            return self._answer(400, b'{"errors":[{"code":"DIGEST_INVALID"}]}')
        self.registry.blobs[self.query["digest"]] = self.body
        return self._answer(201)

    def _get_manifests(self, name: str) -> None:
        box = self.registry
        digest = box.tags.get(name, name)
        if digest not in box.manifests:
            return self._answer(404, b'{"errors":[{"code":"MANIFEST_UNKNOWN"}]}')
        kind, data = box.manifests[digest]
        data += b" " * (digest in box.faults.corrupt)
        return self._answer(200, data, {"content-type": kind})

    def _put_manifests(self, name: str) -> None:
        box, digest = self.registry, _digest(self.body)
        document = json.loads(self.body)
        needed = [*document.get("layers", ()), *filter(None, [document.get("config")])]
        if any(each["digest"] not in box.blobs for each in needed):
            return self._answer(400, b'{"errors":[{"code":"MANIFEST_BLOB_UNKNOWN"}]}')
        box.manifests[digest] = (self.headers["content-type"], self.body)
        if not name.startswith("sha256:") and not box.faults.forgets_tags:
            box.tags[name] = digest
        headers = {"docker-content-digest": box.faults.keeps or digest}
        if box.referrers and "subject" in document:
            headers["oci-subject"] = document["subject"]["digest"]
        return self._answer(201, headers=headers)

    def _get_referrers(self, digest: str) -> None:
        """One a page, so that whoever asks has to turn pages."""
        box = self.registry
        if not box.referrers:
            return self._answer(404)
        rows = [_row(*entry) for entry in box.manifests.values() if _subject(entry[1]) == digest]
        page = int(self.query.get("page", 0))
        headers = {"content-type": INDEX}
        if page + 1 < len(rows):
            path = urlsplit(self.path).path
            headers["link"] = f'<{path}?page={page + 1}>; rel="next"'
        index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": rows[page : page + 1]}
        return self._answer(200, json.dumps(index).encode(), headers)

    def _answer(
        self, status: int, data: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "content-length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        return None


def image(folder: Path, layers: tuple[bytes, ...] = (b"layer one", b"layer two")) -> str:
    """Writes an OCI image layout; the digest of its image."""
    blobs = folder / "blobs" / "sha256"
    blobs.mkdir(parents=True)

    def blob(data: bytes, kind: str) -> dict[str, Any]:
        (blobs / _digest(data).removeprefix("sha256:")).write_bytes(data)
        return {"mediaType": kind, "digest": _digest(data), "size": len(data)}

    config = blob(b'{"architecture":"amd64"}', "application/vnd.oci.image.config.v1+json")
    rows = [blob(data, "application/vnd.oci.image.layer.v1.tar+gzip") for data in layers]
    body = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": rows}
    manifest = blob(json.dumps(body).encode(), MANIFEST)
    index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": [manifest]}
    (folder / "index.json").write_text(json.dumps(index))
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    return str(manifest["digest"])


def _row(kind: str, data: bytes) -> dict[str, Any]:
    document = json.loads(data)
    row = {"mediaType": kind, "digest": _digest(data), "size": len(data)}
    return {**row, **{key: document[key] for key in ("artifactType", "annotations")}}


def _subject(data: bytes) -> str:
    return str(json.loads(data).get("subject", {}).get("digest"))


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _basic() -> str:
    return f"Basic {b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}"
