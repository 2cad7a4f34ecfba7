from __future__ import annotations

import pytest
from goldenpath_hooks.prompts.personal import find, luhn, mod97


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("write to jane.miller@gmail.com", "e-mail address"),
        ("<jane+news@mail.acme-shop.co.uk>", "e-mail address"),
        ("+44 20 7183 8750", "phone number"),
        ("+49 (30) 901820", "phone number"),
        ("(212) 736-5000", "phone number"),
        ("4929 1827 3645 5466", "card number"),
        ("4929182736455466", "card number"),
        ("GB94BARC10201530093459", "IBAN"),
        ("DE75 5121 0800 1245 1261 99", "IBAN"),
        ("536-22-8719", "US social security number"),
        ("2 55 08 14 168 025 38", "French social security number"),
        ("2 85 04 2A 004 117 93", "French social security number"),
        ("179062B03305873", "French social security number"),
        ("52144768L", "Spanish identity number"),
        ("X1234567L", "Spanish identity number"),
        ("529.982.247-25", "Brazilian CPF"),
        ("AB 12 34 56 C", "British national insurance number"),
        ("MRTMTT91D08F205J", "Italian tax code"),
    ],
)
def test_found(text: str, kind: str) -> None:
    assert kind in [found.kind for found in find(f"It is {text}, really")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("jane@example.com", id="domain of RFC 2606"),
        pytest.param("jane@mail.contoso.com", id="domain of a vendor's documentation"),
        pytest.param("support@acme-shop.com", id="mailbox of a function"),
        pytest.param("@jane and a@b", id="no address"),
        pytest.param("+1 202 555 0147", id="555"),
        pytest.param("+123 and 1-2-3", id="too short for a phone"),
        pytest.param("4242 4242 4242 4242", id="test card"),
        pytest.param("4929 1827 3645 5460", id="no Luhn"),
        pytest.param("1749600000000", id="a time stamp"),
        pytest.param("GB82WEST12345698765432", id="IBAN of the standard"),
        pytest.param("GB94BARC10201530093458", id="IBAN with a wrong checksum"),
        pytest.param("078-05-1120", id="the number of the wallet"),
        pytest.param("987-65-4320", id="never issued"),
        pytest.param("2024-05-17 10:30:12", id="a date"),
        pytest.param("12345678Z", id="counting"),
        pytest.param("111.111.111-11", id="repetition"),
        pytest.param("192.168.100.200", id="an address of a machine"),
        pytest.param("3f786850e387550fdab836ed7e6dc881de23001b", id="a hash"),
        pytest.param("550e8400-e29b-41d4-a716-446655440000", id="a UUID"),
        pytest.param("SKU 4006381333931", id="a bar code"),
        pytest.param("100000A00000000", id="no department is 0A"),
        pytest.param("285042A00411792", id="Corsican, with a wrong checksum"),
    ],
)
def test_not_found(text: str) -> None:
    assert [*find(f"It is {text}, really")] == []


def test_addresses_are_loose() -> None:
    assert [*find("jane.miller@gmail.com or +44 20 7183 8750", loose=False)] == []


def test_checksums() -> None:
    assert luhn("79927398713")
    assert not luhn("79927398710")
    assert mod97("GB82WEST12345698765432")
    assert not mod97("GB82WEST12345698765433")


@pytest.mark.parametrize("piece", ["a@", "1 ", "+1", "a.", "AB12 ", "(1", "1-", "12345678"])
def test_long_lines_take_no_time(piece: str) -> None:
    assert len([*find(piece * 20_000 + "@")]) < 100_000
