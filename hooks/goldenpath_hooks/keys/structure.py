"""Whether a string that fits a pattern can be a key at all: checksums, encodings, randomness."""

from __future__ import annotations

import binascii
import re
import zlib
from collections import Counter
from math import log2

from goldenpath_hooks.keys.placeholders import made_up

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LEAST_ENTROPY = 2.7
"""Bits a character: of 10,000 random keys of 16 characters less than one has fewer."""
# It begins where a word begins or an escape ends: else a long run were tried anew at each letter.
JWT = (
    r"eyJ(?:(?<![\w-]eyJ)|(?<=\\[nrtf]eyJ)|(?<=%[0-9A-Fa-f]{2}eyJ))"
    r"[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}"
)
PREFIX = re.compile(
    r"[a-z]{1,10}(?:[-_.][a-z0-9]{1,8})?[-_.]|AIza|AKIA|ASIA|ABSK|dapi", re.IGNORECASE
)


def varied(key: str) -> bool:
    """Random.

    What people type to fill a gap repeats, counts or spells words.
    """
    body = _body(key)
    return entropy(body) >= LEAST_ENTROPY and not made_up(body)


def hexadecimal(key: str) -> bool:
    """Random digits and letters."""
    return varied(key) and not key.isdigit() and any(c.isdigit() for c in key)


def alphanumeric(key: str) -> bool:
    """Capitals, small letters and digits, as random text of such a length has."""
    body = _body(key)
    kinds = (str.isupper, str.islower, str.isdigit)
    return varied(key) and all(any(map(kind, body)) for kind in kinds) and turns(body) >= 2


def one_word(key: str) -> bool:
    """Not a name of several words with dashes between them."""
    return alphanumeric(key) and max(map(len, re.split("[-_]", _body(key)))) >= 8


def numbered(key: str) -> bool:
    """Random, with a digit."""
    return varied(key) and any(c.isdigit() for c in key)


def base62_crc32(key: str) -> bool:
    """The last six characters are the CRC-32 of the others behind the prefix, in base 62: others
    were never issued.
    """
    body = key.partition("_")[2]
    return varied(key) and body[-6:] == base62(zlib.crc32(body[:-6].encode()))


def base62(number: int, width: int = 6) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 62)
        digits = BASE62[digit] + digits
    return digits.rjust(width, "0")


def bedrock(key: str) -> bool:
    """`ABSK` and, in base64, the name of the key, a colon and the secret."""
    name, colon, secret = _decoded(key[4:]).partition(b":")
    return bool(name and colon and len(secret) >= 16) and varied(key)


def bedrock_short_term(key: str) -> bool:
    """A signed address of Bedrock in base64."""
    return b"amazonaws.com" in _decoded(key.removeprefix("bedrock-api-key-"))


def jwt(token: str) -> bool:
    """Header and claims are JSON, the header names a signature, the claims are not jwt.io's."""
    import json

    header, claims, signature = token[token.index("eyJ") :].split(".")
    try:
        head, body = (json.loads(_decoded(part)) for part in (header, claims))
    except ValueError:
        return False
    if not isinstance(head, dict) or not isinstance(body, dict):
        return False
    signed = head.get("alg") not in (None, "none")
    return signed and body.get("sub") != "1234567890" and varied(signature)


def entropy(text: str) -> float:
    """Shannon's, in bits a character."""
    return -sum(n / len(text) * log2(n / len(text)) for n in Counter(text).values())


def turns(text: str) -> int:
    """How often letters give way to digits and back: often in random text, hardly ever in names."""
    return len(re.findall(r"[A-Za-z](?=\d)|\d(?=[A-Za-z])", text))


def _body(key: str) -> str:
    prefix = PREFIX.match(key)
    return key[prefix.end() :] if prefix and len(key) - prefix.end() >= 16 else key


def _decoded(text: str) -> bytes:
    """Base64 of either alphabet with or without padding; empty where it is none."""
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return binascii.a2b_base64(plain + "=" * (-len(plain) % 4), strict_mode=True)
    except binascii.Error:
        return b""
