"""A whole Sigstore in this process: CA, CT log, transparency log, and a forge that says who runs.

Its bundles are real: Sigstore's own verifier accepts them with `trust_config`, without a network.
`serving` gives the same over HTTP on loopback, for what signs."""

from __future__ import annotations

import base64
import copyreg
import hashlib
import json
import secrets
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

GITHUB = "https://token.actions.githubusercontent.com"
GITLAB = "https://gitlab.com"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
TYPE = "application/vnd.in-toto+json"
SCT = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
ARC = "1.3.6.1.4.1.57264.1"
NAME = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "a Sigstore for tests")])
YEARS = timedelta(days=3650)
MINUTES = timedelta(minutes=10)
"""That a certificate of Fulcio counts."""
Claims = Mapping[str, Any]


def github(
    repository: str = "acme/answers",
    ref: str = "refs/heads/main",
    sha: str = COMMIT,
    signer: str = "acme/answers/.github/workflows/goldenpath.yml@refs/heads/main",
) -> Claims:
    """What GitHub says of a job; `signer` is the reusable workflow that it belongs to."""
    return {
        "iss": GITHUB,
        "sub": f"repo:{repository}:ref:{ref}",
        "repository": repository,
        "ref": ref,
        "sha": sha,
        "job_workflow_ref": signer,
        "workflow_ref": f"{repository}/.github/workflows/ci.yml@{ref}",
        "run_id": "7",
        "run_attempt": "1",
    }


def gitlab(project: str = "acme/answers", ref: str = "main", sha: str = COMMIT) -> Claims:
    """What gitlab.com says of a job on a branch."""
    return {
        "iss": GITLAB,
        "sub": f"project_path:{project}:ref_type:branch:ref:{ref}",
        "project_path": project,
        "ref": ref,
        "sha": sha,
        "ci_config_ref_uri": f"gitlab.com/{project}//.gitlab-ci.yml@refs/heads/{ref}",
        "job_id": "7",
    }


def extensions(claims: Claims) -> dict[int, str]:
    """As Fulcio maps them (pkg/identity): number below its arc to text; 9 is the SAN too."""
    if "ci_config_ref_uri" in claims:
        repository = f"{GITLAB}/{claims['project_path']}"
        signer, ref = f"https://{claims['ci_config_ref_uri']}", f"refs/heads/{claims['ref']}"
        run = f"{repository}/-/jobs/{claims['job_id']}"
    else:
        repository = f"https://github.com/{claims['repository']}"
        signer, ref = f"https://github.com/{claims['job_workflow_ref']}", claims["ref"]
        run = f"{repository}/actions/runs/{claims['run_id']}/attempts/{claims['run_attempt']}"
    said = {8: claims["iss"], 9: signer, 12: repository, 13: claims["sha"], 14: ref, 21: run}
    return {number: str(text) for number, text in said.items()}


@dataclass
class Log:
    """A transparency log with Rekor's first interface. The tree (RFC 6962) has an older entry."""

    origin: str = "rekor.test - 1"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: _key())
    leaves: list[bytes] = field(default_factory=lambda: [_leaf(b"somebody else's")])

    def add(self, body: bytes, at: datetime) -> dict[str, Any]:
        """What Rekor answers: one entry under its identifier."""
        index = len(self.leaves)
        self.leaves.append(_leaf(body))
        root, identifier = _tree(self.leaves), key_id(self.key)
        note = f"{self.origin}\n{len(self.leaves)}\n{_b64(root)}\n"
        signature = _b64(identifier[:4] + _sign(self.key, note.encode()))
        entry = {
            "body": _b64(body),
            "integratedTime": int(at.timestamp()),
            "logID": identifier.hex(),
            "logIndex": index,
        }
        promise = json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()
        proof = {
            "logIndex": index,
            "rootHash": root.hex(),
            "treeSize": len(self.leaves),
            "hashes": [each.hex() for each in _path(index, self.leaves)],
            "checkpoint": f"{note}\n\u2014 {self.origin.split()[0]} {signature}\n",
        }
        verification = {
            "inclusionProof": proof,
            "signedEntryTimestamp": _b64(_sign(self.key, promise)),
        }
        return {_leaf(body).hex(): {**entry, "verification": verification}}


@dataclass
class Sigstore:
    """`url` is where its services answer, while it is `serving`."""

    url: str = "http://127.0.0.1:0"
    log: Log = field(default_factory=Log)
    ca: ec.EllipticCurvePrivateKey = field(default_factory=lambda: _key())
    ct: ec.EllipticCurvePrivateKey = field(default_factory=lambda: _key())
    secret: str = field(default_factory=lambda: secrets.token_hex(32))
    claims: Claims = field(default_factory=github)
    """Of whoever asks for a token."""
    broken: str = ""
    """A service that answers 500: token, fulcio or rekor."""

    @property
    def root(self) -> x509.Certificate:
        public = self.ca.public_key()
        usage = x509.KeyUsage(**{**NO_USAGE, "key_cert_sign": True, "crl_sign": True})
        return (
            _certificate(NAME, public, datetime.now(UTC) - YEARS, 2 * YEARS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .sign(self.ca, hashes.SHA256())
        )

    def token(self, claims: Claims, audience: str = "sigstore") -> str:
        now = int(datetime.now(UTC).timestamp())
        body = {"aud": audience, "iat": now, "nbf": now, "exp": now + 300, **claims}
        return jwt.encode(body, self.secret, "HS256")

    def certify(
        self, public: ec.EllipticCurvePublicKey, claims: Claims, at: datetime
    ) -> x509.Certificate:
        """A leaf that counts for ten minutes, with the CT log's timestamp in it."""
        said = extensions(claims)
        usage = x509.KeyUsage(**{**NO_USAGE, "digital_signature": True})
        builder = (
            _certificate(x509.Name([]), public, at, MINUTES)
            .add_extension(usage, critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.ca.public_key()), False
            )
            .add_extension(
                x509.SubjectAlternativeName([x509.UniformResourceIdentifier(said[9])]), True
            )
        )
        for number, text in said.items():
            oid = x509.ObjectIdentifier(f"{ARC}.{number}")
            builder = builder.add_extension(
                x509.UnrecognizedExtension(oid, _der(0x0C, text.encode())), False
            )
        before = builder.sign(self.ca, hashes.SHA256()).tbs_certificate_bytes
        stamp = x509.UnrecognizedExtension(SCT, _der(0x04, self._timestamp(before, at)))
        return builder.add_extension(stamp, False).sign(self.ca, hashes.SHA256())

    def _timestamp(self, certificate: bytes, at: datetime) -> bytes:
        """A list with one timestamp of a precertificate (RFC 6962, 3.2 and 3.3)."""
        millis = int(at.timestamp() * 1000)
        entry = key_id(self.ca) + len(certificate).to_bytes(3, "big") + certificate
        signed = struct.pack("!BBQH", 0, 0, millis, 1) + entry + b"\0\0"
        signature = _sign(self.ct, signed)
        stamp = b"\0" + key_id(self.ct) + struct.pack("!QH", millis, 0)
        stamp += bytes((4, 3)) + struct.pack("!H", len(signature)) + signature
        return struct.pack("!HH", len(stamp) + 2, len(stamp)) + stamp

    def bundle(
        self,
        statement: Mapping[str, Any] | bytes,
        claims: Claims | None = None,
        *,
        at: datetime | None = None,
        late: timedelta = timedelta(seconds=5),
        kind: str = TYPE,
    ) -> bytes:
        """Signed `at` a time by whom the claims say, and logged `late` seconds after that."""
        at = at or datetime.now(UTC) - timedelta(minutes=1)
        key = _key()
        certificate = self.certify(key.public_key(), claims or self.claims, at)
        payload = statement if isinstance(statement, bytes) else json.dumps(statement).encode()
        signature = _sign(key, _pae(kind, payload))
        envelope = {
            "payload": _b64(payload),
            "payloadType": kind,
            "signatures": [{"sig": _b64(signature)}],
        }
        body = _body(envelope, certificate.public_bytes(serialization.Encoding.PEM))
        ((_, entry),) = self.log.add(body, at + late).items()
        document = {
            "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
            "verificationMaterial": {
                "certificate": {"rawBytes": _b64(_bytes(certificate))},
                "tlogEntries": [_bundled(entry)],
            },
            "dsseEnvelope": envelope,
        }
        return json.dumps(document).encode()

    @property
    def trust_config(self) -> str:
        """ClientTrustConfig: the roots, and where the services are."""
        always = {"start": "2020-01-01T00:00:00Z"}
        service = {"url": self.url, "majorApiVersion": 1, "validFor": always, "operator": "tests"}
        root = {
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [self._instance(self.log.key)],
            "ctlogs": [self._instance(self.ct)],
            "certificateAuthorities": [
                {
                    "subject": {"organization": "tests", "commonName": "tests"},
                    "uri": self.url,
                    "certChain": {"certificates": [{"rawBytes": _b64(_bytes(self.root))}]},
                    "validFor": always,
                }
            ],
        }
        config = {
            "mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
            "caUrls": [service],
            "oidcUrls": [service],
            "rekorTlogUrls": [service],
            "rekorTlogConfig": {"selector": "ANY"},
            "tsaConfig": {"selector": "ANY"},
        }
        kind = "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json"
        return json.dumps({"mediaType": kind, "trustedRoot": root, "signingConfig": config})

    def _instance(self, key: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
        public = {
            "rawBytes": _b64(_spki(key)),
            "keyDetails": "PKIX_ECDSA_P256_SHA_256",
            "validFor": {"start": "2020-01-01T00:00:00Z"},
        }
        return {
            "baseUrl": self.url,
            "hashAlgorithm": "SHA2_256",
            "publicKey": public,
            "logId": {"keyId": _b64(key_id(key))},
        }

    @property
    def identity(self) -> str:
        """Where a job of GitHub asks for a token."""
        return f"{self.url}/token?api-version=2"

    @contextmanager
    def serving(self) -> Iterator[Mapping[str, str]]:
        """Environment of a job on GitHub whose claims are `self.claims`; always at one address."""
        box = self

        class Handler(_Handler):
            sigstore = box

        server = ThreadingHTTPServer(("127.0.0.1", urlsplit(self.url).port or 0), Handler)
        self.url = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield {
                "GITHUB_ACTIONS": "true",
                "ACTIONS_ID_TOKEN_REQUEST_URL": self.identity,
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "of-the-job",
            }
        finally:
            server.shutdown()
            server.server_close()


class _Handler(BaseHTTPRequestHandler):
    sigstore: Sigstore

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path != "/token" or self.headers["authorization"] != "bearer of-the-job":
            return self._answer(403, {})
        (audience,) = parse_qs(parts.query)["audience"]
        return self._answer(200, {"value": self.sigstore.token(self.sigstore.claims, audience)})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        serve = {"/api/v2/signingCert": self._fulcio, "/api/v1/log/entries": self._rekor}
        serve[self.path](body)

    def _fulcio(self, body: Mapping[str, Any]) -> None:
        token = self.headers["authorization"].removeprefix("Bearer ")
        claims = jwt.decode(token, self.sigstore.secret, ["HS256"], audience="sigstore")
        request = x509.load_pem_x509_csr(base64.b64decode(body["certificateSigningRequest"]))
        public = request.public_key()
        assert isinstance(public, ec.EllipticCurvePublicKey)
        leaf = self.sigstore.certify(public, claims, datetime.now(UTC))
        chain = [_pem(each) for each in (leaf, self.sigstore.root)]
        answer = {"signedCertificateEmbeddedSct": {"chain": {"certificates": chain}}}
        self._answer(500 if self.sigstore.broken == "fulcio" else 200, answer)

    def _rekor(self, body: Mapping[str, Any]) -> None:
        proposed = body["spec"]["proposedContent"]
        (verifier,) = proposed["verifiers"]
        entry = _body(json.loads(proposed["envelope"]), base64.b64decode(verifier))
        answer = self.sigstore.log.add(entry, datetime.now(UTC))
        self._answer(500 if self.sigstore.broken == "rekor" else 201, answer)

    def _answer(self, status: int, document: Any) -> None:
        if self.path.startswith("/token") and self.sigstore.broken == "token":
            status = 500
        data = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        return None


NO_USAGE = dict.fromkeys(
    (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ),
    False,
)


def _certificate(
    subject: x509.Name,
    public: ec.EllipticCurvePublicKey,
    start: datetime,
    lasting: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(NAME)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + lasting)
    )


def _body(envelope: Mapping[str, Any], certificate: bytes) -> bytes:
    """What Rekor keeps of an envelope, as canonical JSON."""
    payload = base64.b64decode(envelope["payload"])
    whole = json.dumps(envelope).encode()
    spec = {
        "envelopeHash": {"algorithm": "sha256", "value": hashlib.sha256(whole).hexdigest()},
        "payloadHash": {"algorithm": "sha256", "value": hashlib.sha256(payload).hexdigest()},
        "signatures": [
            {"signature": each["sig"], "verifier": _b64(certificate)}
            for each in envelope["signatures"]
        ],
    }
    document = {"apiVersion": "0.0.1", "kind": "dsse", "spec": spec}
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


def _bundled(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An answer of Rekor in the form of a bundle."""
    verification = entry["verification"]
    proof = verification["inclusionProof"]
    return {
        "logIndex": str(entry["logIndex"]),
        "logId": {"keyId": _b64(bytes.fromhex(entry["logID"]))},
        "kindVersion": {"kind": "dsse", "version": "0.0.1"},
        "integratedTime": str(entry["integratedTime"]),
        "inclusionPromise": {"signedEntryTimestamp": verification["signedEntryTimestamp"]},
        "inclusionProof": {
            "logIndex": str(proof["logIndex"]),
            "rootHash": _b64(bytes.fromhex(proof["rootHash"])),
            "treeSize": str(proof["treeSize"]),
            "hashes": [_b64(bytes.fromhex(each)) for each in proof["hashes"]],
            "checkpoint": {"envelope": proof["checkpoint"]},
        },
        "canonicalizedBody": entry["body"],
    }


def _tree(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    split = _split(leaves)
    return hashlib.sha256(b"\1" + _tree(leaves[:split]) + _tree(leaves[split:])).digest()


def _path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    split = _split(leaves)
    left, right = leaves[:split], leaves[split:]
    if index < split:
        return [*_path(index, left), _tree(right)]
    return [*_path(index - split, right), _tree(left)]


def _split(leaves: Sequence[bytes]) -> int:
    return 1 << (len(leaves) - 1).bit_length() - 1


def _leaf(body: bytes) -> bytes:
    return hashlib.sha256(b"\0" + body).digest()


def _pae(kind: str, payload: bytes) -> bytes:
    return f"DSSEv1 {len(kind)} {kind} {len(payload)} ".encode() + payload


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _read(pem: bytes) -> PrivateKeyTypes:
    return serialization.load_pem_private_key(pem, None)


def _written(key: ec.EllipticCurvePrivateKey) -> tuple[Any, tuple[bytes]]:
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return _read, (key.private_bytes(pem, form, serialization.NoEncryption()),)


copyreg.pickle(type(_key()), _written)  # a box can be put away, and serve again elsewhere


def _sign(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    return key.sign(data, ec.ECDSA(hashes.SHA256()))


def _spki(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def key_id(key: ec.EllipticCurvePrivateKey) -> bytes:
    return hashlib.sha256(_spki(key)).digest()


def _bytes(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _der(tag: int, value: bytes) -> bytes:
    size = len(value)
    head = bytes((size,)) if size < 128 else bytes((0x82,)) + size.to_bytes(2, "big")
    return bytes((tag,)) + head + value


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
