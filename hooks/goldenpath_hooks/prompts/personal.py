"""Data of persons in a text, told by its form and, where it has one, by its checksum."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

FICTION = re.compile(
    r"(?:^|\.)(?:example|test|invalid|localhost|local|internal"
    r"|(?:example|contoso|fabrikam|northwind|adventure-works|acme|foo|bar|test|email|domain|company"
    r"|yourcompany|yourdomain|mycompany|sample)\.[a-z]+)$"
)
"""Domains set aside by RFC 2606 and 6761, and the inventions of vendors' documentation."""
ROLES = frozenset((
    "info", "support", "help", "contact", "sales", "admin", "billing", "noreply", "no-reply",
    "hello", "office", "press", "security", "service", "team", "feedback", "careers", "jobs",
    "privacy", "legal", "hr", "user", "name", "email", "you", "your.name"
))  # fmt: skip
"""Mailboxes of a function, not of a person."""

TEST_CARDS = frozenset((
    "4111111111111111", "4242424242424242", "4012888888881881", "4000056655665556",
    "5555555555554444", "5105105105105100", "2223003122003222", "378282246310005",
    "371449635398431", "6011111111111117", "6011000990139424", "30569309025904", "38520000023237",
    "3530111333300000", "3566002020360505", "4000000000000002", "4532015112830366",
    "1234567812345670"
))  # fmt: skip
TEST_IBANS = frozenset((
    "GB82WEST12345698765432", "GB29NWBK60161331926819", "GB33BUKB20201555555555",
    "DE89370400440532013000", "FR1420041010050500013M02606", "FR7630006000011234567890189",
    "ES9121000418450200051332", "IT60X0542811101000000123456", "NL91ABNA0417164300",
    "BE68539007547034", "CH9300762011623852957", "AT611904300234573201",
    "SE4550000000058398257466", "PL61109010140000071219812874"
))  # fmt: skip
IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AT": 20, "BE": 16, "BG": 22, "BR": 29, "CH": 21, "CY": 28, "CZ": 24, "DE":
    22, "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28,
    "IE": 22, "IL": 23, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT":
    31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19,
    "SK": 24, "TR": 26,
}  # fmt: skip
SIX = re.compile(r"[0-9](?:[A-Z .()-]{0,2}[0-9]){5}")
"""No form below has fewer digits, or has them further apart."""
DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


class Personal(NamedTuple):
    kind: str
    text: str
    start: int


def _is_persons(address: str) -> bool:
    box, _, domain = address.lower().partition("@")
    return box not in ROLES and not FICTION.search(domain)


def _phone(found: re.Match[str]) -> bool:
    digits = _digits(found[0])
    invented = "555" in digits or "1234567" in digits or len(set(digits)) < 4
    return 9 <= len(digits) <= 15 and not invented


def _card(found: re.Match[str]) -> bool:
    digits = _digits(found[0])
    return digits not in TEST_CARDS and len(set(digits)) > 3 and luhn(digits)


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(doubled) + sum(int(digit) for digit in digits[::-2])) % 10 == 0


def _iban(found: re.Match[str]) -> bool:
    number = found[0].replace(" ", "")
    known = IBAN_LENGTHS.get(number[:2]) == len(number) and number not in TEST_IBANS
    return known and mod97(number)


def mod97(number: str) -> bool:
    """ISO 7064, as ISO 13616 applies it."""
    return int("".join(str(int(c, 36)) for c in number[4:] + number[:4])) % 97 == 1


def _ssn(found: re.Match[str]) -> bool:
    area, group, serial = found[0].split("-")
    issued = area not in ("000", "666") and area < "900" and group != "00" and serial != "0000"
    return issued and found[0] not in ("123-45-6789", "078-05-1120", "219-09-9999", "111-11-1111")


def _nir(found: re.Match[str]) -> bool:
    number = found[0].replace(" ", "").replace("2A", "19").replace("2B", "18")
    return 97 - int(number[:13]) % 97 == int(number[13:])


def _dni(found: re.Match[str]) -> bool:
    digits = found[0][:-1].translate({ord("X"): "0", ord("Y"): "1", ord("Z"): "2", ord("-"): None})
    return digits != "12345678" and DNI_LETTERS[int(digits) % 23] == found[0][-1]


def _cpf(found: re.Match[str]) -> bool:
    digits = [int(d) for d in _digits(found[0])]
    checks = [
        sum(d * (n + 1 - i) for i, d in enumerate(digits[:n])) * 10 % 11 % 10 for n in (9, 10)
    ]
    return len(set(digits)) > 1 and checks == digits[9:] and digits[:4] != [1, 2, 3, 4]


def _always(found: re.Match[str]) -> bool:
    return found[0] != "QQ123456C"


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


Test = Callable[[re.Match[str]], bool]

CHECKED: tuple[tuple[str, str, Test], ...] = (
    ("card number", r"(?<![\w.-])[2-6](?:[ -]?[0-9]){12,18}(?![\w-])", _card),
    ("IBAN", r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b", _iban),
    ("French social security number",
     r"\b[12] ?[0-9]{2} ?[0-9]{2} ?(?:[0-9]{2}|2[AB]) ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}\b", _nir),
    ("Spanish identity number", r"\b(?:[XYZ]-?[0-9]{7}|[0-9]{8})-?[A-HJ-NP-TV-Z]\b", _dni),
    ("Brazilian CPF", r"\b[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}\b", _cpf),
    ("US social security number", r"(?<![\w-])[0-9]{3}-[0-9]{2}-[0-9]{4}(?![\w-])", _ssn),
    ("British national insurance number",
     r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?(?:[0-9]{2} ?){3}[A-D]\b",
     _always),
    ("Italian tax code",
     r"\b[A-Z]{6}[0-9]{2}[ABCDEHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z]\b", _always),
)  # fmt: skip
"""Forms that hardly occur by chance."""
PHONE = (
    "phone number",
    r"(?<![\w+])"
    r"(?:\+[0-9]{1,3}(?:[ .-]?\(?[0-9]{1,4}\)?){2,5}|\([0-9]{3}\) ?[0-9]{3}-[0-9]{4})(?!\w)",
    _phone,
)
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,4}[A-Za-z]{2,24}\b", re.ASCII)


def find(text: str, *, loose: bool = True) -> Iterator[Personal]:
    """What looks like a person's in a text; `loose` False asks for checked numbers alone."""
    for kind, form, test in _forms(loose) if SIX.search(text) else ():
        yield from (Personal(kind, m[0], m.start()) for m in form.finditer(text) if test(m))
    if loose and "@" in text:
        yield from (
            Personal("e-mail address", m[0], m.start())
            for m in EMAIL.finditer(text)
            if _is_persons(m[0])
        )


def may_hold(text: str) -> bool:
    """Most texts are done with here."""
    return "@" in text or bool(SIX.search(text))


@cache
def _forms(loose: bool) -> list[tuple[str, re.Pattern[str], Test]]:
    table = (*CHECKED, PHONE) if loose else CHECKED
    return [(kind, re.compile(form, re.ASCII), test) for kind, form, test in table]
