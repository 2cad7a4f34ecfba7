"""Private keys between `-----BEGIN` and `-----END`, as they are or once more in base64."""

from __future__ import annotations

import binascii
import re

from goldenpath_hooks.keys.structure import alphanumeric

# Between two lines: what joins strings, indents, comments, lists, or stands for the end of a line.
BLOCK = (
    r"-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
    r"(?:[^-]|-(?!----)){0,400}?[A-Za-z0-9+/]{24,8000}"
    r"(?:(?:\\[nrt]|[^\w-]){1,100}[A-Za-z0-9+/]{16,200}){0,150}"
)
IN_BASE64 = (  # of `-----BEGIN`
    r"LS0tLS1CRUdJTi[A-Za-z0-9+/]{20,20000}(?:(?:\\[nrt]|\s){1,50}[A-Za-z0-9+/]{16,200}){0,150}"
    r"={0,2}"
)
WITHOUT_CIPHER = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAAB"
"""`openssh-key-v1`, no cipher, one key: how each such key of OpenSSH begins."""
LEAST, ENOUGH = 60, 80
"""The shortest keys have 64 characters; of a long one all of that many are random."""
LINE = re.compile(r"(?:\\[nrt])?([A-Za-z0-9+/]{16,})")
ANY = re.compile(BLOCK)


def block(text: str) -> bool:
    """Random text in base64 behind the first line, and behind what all keys of OpenSSH share."""
    body = "".join(LINE.findall(text.rpartition("-----")[2])).removeprefix(WITHOUT_CIPHER)
    return len(body) >= LEAST and alphanumeric(body[:ENOUGH])


def in_base64(text: str) -> bool:
    """A private key when decoded."""
    digits = "".join(LINE.findall(text))
    decoded = binascii.a2b_base64(digits[: len(digits) // 4 * 4]).decode("latin-1")
    return any(block(found[0]) for found in ANY.finditer(decoded))
