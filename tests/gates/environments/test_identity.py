"""A service that asks who calls it has an issuer in its environment."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import jwt
from goldenpath_gates.environments.local import processes
from goldenpath_gates.identity import curl

from tests.gates.environments.support import CONFIG, answer, gone, tiny
from tests.gates.support import write

IDENTITY = '\n[identity]\naudience = "tiny"\nissuer_variable = "REDIS_URL"\n'
"""The service shows that variable."""
NAME = "tiny-pr-7"


def claims(token: str) -> dict[str, Any]:
    found: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return found


def test_an_issuer_is_made_asked_and_ended_with_it(tmp_path: Path) -> None:
    one = tiny(tmp_path, PATH="/usr/bin:/bin")
    said = one.run("up", "--change", "7")
    assert "a token" not in said
    before = one.record(NAME)
    assert "issuer" not in before.ports

    text = CONFIG.format(python=sys.executable) + IDENTITY
    one.commit(**{"goldenpath.toml": text})
    said = one.run("up", "--change", "7")
    record = one.record(NAME)
    issuer = f"http://127.0.0.1:{record.ports['issuer']}"
    assert f"a token: {curl.token(issuer)}" in said
    assert f"{NAME}, a token: {curl.token(issuer)}" in one.run("list")
    assert one.listed()[NAME]["issuer"] == issuer
    assert answer(record.url)["REDIS_URL"] == issuer
    assert claims(curl.fetched(issuer))["aud"] == "tiny"
    assert processes.alive(record.processes["issuer"])
    assert "eyJ" not in "".join(path.read_text() for path in one.store.folder(NAME).glob("*.log"))
    with gone(one, NAME):
        one.run("down", NAME)


def test_the_smoke_test_brings_a_token_of_it(tmp_path: Path) -> None:
    one = tiny(tmp_path, PATH="/usr/bin:/bin")
    text = CONFIG.format(python=sys.executable).replace('"blue"', '"Bearer eyJ"') + IDENTITY
    one.commit(**{"goldenpath.toml": text})
    assert "answers on" in one.run("up", "--change", "7")
    with gone(one, NAME):
        one.run("down", "--all")


def test_a_plan_says_so(tmp_path: Path) -> None:
    one = tiny(tmp_path)
    assert "identity:" not in one.run("plan", "--change", "7")
    write(one.root, {"goldenpath.toml": (one.root / "goldenpath.toml").read_text() + IDENTITY})
    assert "identity: an issuer of its own" in one.run("plan", "--change", "7")
