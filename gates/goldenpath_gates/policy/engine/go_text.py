"""Numbers and strings as Go writes them, so that every engine says the same."""

from __future__ import annotations

from decimal import Decimal

ESCAPES = dict(zip("\a\b\f\n\r\t\v\\", "abfnrtv\\", strict=True))


def number(value: float) -> str:
    """The shortest text that is this number, as Go has it: 1000000.0 is `1e+06`."""
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    assert isinstance(exponent, int)  # noqa: S101 - JSON has no infinity
    power = len(digits) - 1 + exponent
    if -4 <= power < 6:
        return format(Decimal(repr(value)).normalize(), "f")
    first, others = str(digits[0]), "".join(map(str, digits[1:]))
    mantissa = f"{first}.{others}" if others else first
    return f"{'-' * sign}{mantissa}e{'-' if power < 0 else '+'}{abs(power):02d}"


def quoted(text: str, mark: str = '"') -> str:
    return mark + "".join(_escaped(character, mark) for character in text) + mark


def _escaped(character: str, mark: str) -> str:
    code = ord(character)
    if character == mark:
        return f"\\{mark}"
    if character in ESCAPES:
        return f"\\{ESCAPES[character]}"
    if character.isprintable():
        return character
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
