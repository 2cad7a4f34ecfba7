"""What an OCI registry can do for one repository (distribution specification 1.1)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.registry.exchange import Content, Exchange, document, opened
from goldenpath_gates.registry.layout import DOCUMENT, MANIFESTS, Blob
from goldenpath_gates.registry.reference import DIGEST, Repository
from goldenpath_gates.registry.refusal import RefusedError
from goldenpath_gates.report import Finding

PULL, PUSH = "pull", "pull,push"
IMAGE = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
EMPTY = b"{}"
EMPTY_TYPE = "application/vnd.oci.empty.v1+json"
PAGES = 20
"""Of referrers that are read; whoever may push may add as many as they like."""


@dataclass(frozen=True)
class Manifest:
    media_type: str
    data: bytes

    @property
    def digest(self) -> str:
        return digest_of(self.data)


@dataclass(frozen=True)
class Registry:
    exchange: Exchange

    def resolve(self, tag: str) -> str | None:
        """The digest that a tag names now; None where nothing has the tag."""
        found = self._manifest(quote(tag, safe=""))
        return found.digest if found else None

    def manifest(self, digest: str) -> Manifest:
        """Raises RefusedError where the registry gives other bytes, IncompleteError for none."""
        found = self._manifest(digest)
        if found is None:
            raise IncompleteError(f"{self.exchange.place}: there is no image {digest}: push it")
        _require(found.data, digest, "manifest")
        return found

    def _manifest(self, name: str) -> Manifest | None:
        accept = {"accept": ", ".join((*sorted(MANIFESTS), INDEX))}
        path = f"manifests/{name}"
        answer = self.exchange.ask("GET", path, (200, 404), DOCUMENT, headers=accept)
        if answer.status == 404:
            return None
        return Manifest(answer.headers.get("content-type", IMAGE), answer.body)

    def blob(self, digest: str, limit: int) -> bytes:
        """A small blob. Raises RefusedError where the registry gives other bytes."""
        data = self.exchange.ask("GET", f"blobs/{digest}", (200,), limit).body
        _require(data, digest, "blob")
        return data

    def send(self, blob: Blob, content: Content) -> None:
        """Unless it is there already. The registry compares the bytes with the digest too."""
        if self.exchange.ask("HEAD", f"blobs/{blob.digest}", (200, 404), 0).status == 200:
            return
        started = self.exchange.ask("POST", "blobs/uploads/", (202,), DOCUMENT)
        location = started.headers.get("location", "")
        joint = "&" if "?" in location else "?"
        self.exchange.ask(
            "PUT",
            f"{location}{joint}digest={quote(blob.digest, safe='')}",
            (201, 204),
            DOCUMENT,
            headers={
                "content-length": str(blob.size),
                "content-type": "application/octet-stream",
            },
            content=content,
        )

    def put(self, manifest: Manifest, name: str) -> Mapping[str, str]:
        """Under a digest or a tag; the headers of the answer."""
        answer = self.exchange.ask(
            "PUT",
            f"manifests/{quote(name, safe=':')}",
            (201,),
            DOCUMENT,
            headers={
                "content-type": manifest.media_type,
                "content-length": str(len(manifest.data)),
            },
            content=lambda: (manifest.data,),
        )
        told = answer.headers.get("docker-content-digest", manifest.digest)
        if told != manifest.digest:
            raise IncompleteError(f"{self.exchange.place}: the registry keeps {told} instead")
        return answer.headers

    def referrers(self, digest: str, artifact_type: str) -> Iterator[str]:
        """Digests of what refers to a manifest, by the interface or by the tag in its stead."""
        path = f"referrers/{digest}"
        for _ in range(PAGES):
            answer = self.exchange.ask("GET", path, (200, 404), DOCUMENT)
            if answer.status == 404:
                yield from _listed(self._index(digest), artifact_type)
                return
            yield from _listed(document(answer.body, self._referrers), artifact_type)
            path = _next(answer.headers.get("link", ""))
            if not path:
                return

    def refer(self, manifest: Manifest, descriptor: Mapping[str, Any], subject: str) -> None:
        """Puts a manifest that refers to another, and lists it where the registry does not."""
        if "oci-subject" in self.put(manifest, manifest.digest):
            return
        index = self._index(subject)
        if any(row.get("digest") == manifest.digest for row in index["manifests"]):
            return
        index["manifests"] = [*index["manifests"], descriptor]
        self.put(Manifest(INDEX, json.dumps(index).encode()), _fallback(subject))

    def _index(self, digest: str) -> dict[str, Any]:
        """Of referrers, under the tag that stands in for the interface."""
        found = self._manifest(_fallback(digest))
        rows = _rows(document(found.data, self._referrers)) if found else []
        return {"schemaVersion": 2, "mediaType": INDEX, "manifests": rows}

    @property
    def _referrers(self) -> str:
        return f"{self.exchange.place}: the list of referrers"


@contextmanager
def registry(place: Repository, env: Mapping[str, str], scope: str = PULL) -> Iterator[Registry]:
    with opened(place, env, scope) as exchange:
        yield Registry(exchange)


def digest_of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _require(data: bytes, digest: str, what: str) -> None:
    if digest_of(data) != digest:
        message = (
            f"the registry's {what} {digest} is {digest_of(data)}: it was changed where it is "
            "kept; push the image again"
        )
        raise RefusedError([Finding("verify-digest", message)])


def _fallback(digest: str) -> str:
    return digest.replace(":", "-")


def _listed(index: Mapping[str, Any], artifact_type: str) -> Iterator[str]:
    for row in _rows(index):
        digest = row.get("digest")
        if row.get("artifactType") == artifact_type and DIGEST.fullmatch(str(digest)):
            yield str(digest)


def _rows(index: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = index.get("manifests")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _next(link: str) -> str:
    """The address of the next page, empty where there is none (RFC 8288)."""
    address, _, rest = link.partition(">")
    return address.removeprefix("<") if 'rel="next"' in rest else ""
