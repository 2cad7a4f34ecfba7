"""What an API key looks like: `gpk_`, 16 characters of id, 43 of secret, 6 of checksum.

The prefix lets scanners find it where it does not belong; the checksum tells a key that somebody
misspelt, or made up, without asking the store. The secret holds 256 random bits, so a plain hash of
it is enough: a slow one protects secrets that can be guessed.
"""

import hashlib
import re
import secrets
import zlib
from dataclasses import dataclass, field

PREFIX = "gpk_"
BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ID, SECRET, CHECK = 16, 43, 6
FORM = re.compile(PREFIX + "".join(f"([0-9A-Za-z]{{{n}}})" for n in (ID, SECRET, CHECK)))


@dataclass(frozen=True, slots=True)
class KeyText:
    id: str
    secret: str = field(repr=False)

    def __str__(self) -> str:
        body = self.id + self.secret
        return f"{PREFIX}{body}{_checksum(body)}"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.secret.encode()).hexdigest()


def new_key() -> KeyText:
    return KeyText(_random(ID), _random(SECRET))


def parsed_key(text: str) -> KeyText | None:
    """None for what was never issued."""
    found = FORM.fullmatch(text)
    if not found or _checksum(found[1] + found[2]) != found[3]:
        return None
    return KeyText(found[1], found[2])


def _random(length: int) -> str:
    return "".join(secrets.choice(BASE62) for _ in range(length))


def _checksum(body: str) -> str:
    number, digits = zlib.crc32(body.encode()), ""
    for _ in range(CHECK):
        number, digit = divmod(number, len(BASE62))
        digits = BASE62[digit] + digits
    return digits
