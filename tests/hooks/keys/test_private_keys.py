"""Private keys: each kind in each place, and what only looks like one."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable

import pytest
from goldenpath_hooks.keys import find

from tests.hooks.keys.private_keys import certificate, encrypted, in_base64, openssh, pem
from tests.hooks.keys.samples import key

KINDS = {
    "OpenSSH, RSA": openssh("rsa"),
    "OpenSSH, Ed25519": openssh("ed25519"),
    "OpenSSH, ECDSA": openssh("ecdsa"),
    "OpenSSL, encrypted": encrypted(),
    "PEM": key("private-key").replace("\\n", "\n"),
}
PLACES: dict[str, Callable[[str], str]] = {
    "file": str,
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "JSON": lambda text: json.dumps({"key": text}),
    "JSON in JSON": lambda text: json.dumps(json.dumps({"key": text})),
    "CRLF in JSON": lambda text: json.dumps(text.replace("\n", "\r\n")),
    "list of lines": lambda text: json.dumps(text.split("\n"), indent=2),
    "YAML": lambda text: "key: |\n" + textwrap.indent(text, " " * 6) + "next: 1\n",
    "indented by tabs": lambda text: textwrap.indent(text, "\t\t\t"),
    "comment": lambda text: textwrap.indent(text, "# "),
    "one line": lambda text: text.replace("\n", " "),
    "no line ends": lambda text: f"KEY={text}".replace("\n", ""),
    "joined strings": lambda text: "x = (" + " +\n  ".join(map(repr, text.splitlines(True))) + ")",
    "behind a format": lambda text: f'x = """\n    %s{text}"""',
    "behind a word": lambda text: f"key{text}",
    "in base64": lambda text: f"  tls.key: {in_base64(text)}\n  next: 1\n",
    "in base64, wrapped": lambda text: in_base64(text, 76) + "\n\n--boundary\n",
    "in base64, wrapped, in JSON": lambda text: json.dumps({"key": in_base64(text, 76)}),
    "in base64, a line of any length": lambda text: in_base64(text, 67),
    "in base64, behind a certificate": lambda text: f"x: {in_base64(certificate() + text)}",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", PLACES)
def test_found_once(kind: str, place: str) -> None:
    format = "private-key-base64" if "base64" in place else "private-key"
    assert [found.format for found in find(PLACES[place](KINDS[kind]))] == [format]


@pytest.mark.parametrize("kind", ["rsa", "ed25519", "ecdsa"])
def test_hardly_a_random_key_is_missed(kind: str) -> None:
    missed = [seed for seed in range(200) if not list(find(openssh(kind, seed)))]
    assert not missed


def test_what_stands_around_is_no_part_of_it() -> None:
    text = f'a = """{openssh("rsa")}"""\nb = "{key("groq")}"\nc = "{in_base64(encrypted())}"\n'
    assert [found.format for found in find(text)] == ["private-key", "groq", "private-key-base64"]


def test_its_lines_are_not_found_again() -> None:
    assert len(list(find(f"aws weaviate mistral\n{openssh('rsa')}"))) == 1


ED25519 = openssh("ed25519").split("\n")

_noop = [
    pytest.param(f'"%s{ED25519[0]}"', id="first line in a format"),
    pytest.param(f"{ED25519[0]}\n{ED25519[1]}\n...", id="nothing but what all have in common"),
    pytest.param(f"{ED25519[0]}\n{ED25519[1]}\n{ED25519[2][:19]}...", id="cut before the key"),
    pytest.param(f"{ED25519[0]}\nMIIEvQIBADANBgkqhkiG9w0BAQ...", id="cut after the algorithm"),
    pytest.param(pem("RSA", b"\0" * 200), id="zeros"),
    pytest.param(
        f'if "{ED25519[0]}" in text:\n    raise InvalidPrivateKeyFormatInSettings(path)\n'
        "    return ServiceConfigurationReader2(PrivateKeyMaterialProvider4)\n",
        id="names of a program",
    ),
    pytest.param(in_base64(certificate()), id="certificate in base64"),
    pytest.param(in_base64(f"{ED25519[0]}\n...\n"), id="first line in base64"),
    pytest.param(f"const BEGIN = '{in_base64(ED25519[0])[:20]}'", id="beginning of base64"),
    pytest.param(f"x{in_base64(encrypted())}", id="inside of a longer word"),
]


@pytest.mark.parametrize("text", _noop)
def test_silent(text: str) -> None:
    assert list(find(text)) == []
