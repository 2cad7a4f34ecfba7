"""Private keys that open nothing, in the layout of those that `ssh-keygen` and `openssl` write."""

from __future__ import annotations

import base64
import random
import struct
import textwrap

DASHES = "-" * 5
CURVE = b"nistp256"
SIZES = {"ed25519": (32, 64), "rsa": (385, 1500), "ecdsa": (65, 33)}


def openssh(kind: str, seed: int = 0) -> str:
    """Without a passphrase: the first line holds nothing of the key itself."""
    source = random.Random(f"{kind} {seed}")  # noqa: S311 - the same on each run
    name = b"ecdsa-sha2-" + CURVE if kind == "ecdsa" else f"ssh-{kind}".encode()
    parameters = {"ecdsa": (CURVE,), "rsa": (b"\1\0\1",), "ed25519": ()}[kind]
    public, private = (source.randbytes(size) for size in SIZES[kind])
    head = _strings(name, *parameters)
    secret = source.randbytes(4) * 2 + head + _strings(public, private, b"me@here") + b"\1\2\3"
    key = _strings(b"none", b"none", b"") + struct.pack(">I", 1)
    return pem("OPENSSH", b"openssh-key-v1\0" + key + _strings(head + _strings(public), secret), 70)


def encrypted(seed: int = 0) -> str:
    """By OpenSSL's first form: what stands first is no part of the key but hexadecimal."""
    source = random.Random(seed)  # noqa: S311 - the same on each run
    first, *rest = pem("RSA", source.randbytes(300)).split("\n")
    how = ("Proc-Type: 4,ENCRYPTED", f"DEK-Info: AES-128-CBC,{source.randbytes(16).hex().upper()}")
    return "\n".join((first, *how, "", *rest))


def certificate(seed: int = 0) -> str:
    data = random.Random(seed).randbytes(600)  # noqa: S311 - the same on each run
    return pem("", data).replace("PRIVATE KEY", "CERTIFICATE")


def pem(kind: str, data: bytes, width: int = 64) -> str:
    title = f"{kind} PRIVATE KEY".strip()
    lines = textwrap.wrap(base64.b64encode(data).decode(), width)
    return "\n".join((f"{DASHES}BEGIN {title}{DASHES}", *lines, f"{DASHES}END {title}{DASHES}", ""))


def in_base64(text: str, width: int = 0) -> str:
    """As `base64 -w0` writes it, or in lines."""
    encoded = base64.b64encode(text.encode()).decode()
    return "\n".join(textwrap.wrap(encoded, width)) if width else encoded


def _strings(*parts: bytes) -> bytes:
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)
