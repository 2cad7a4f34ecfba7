from __future__ import annotations

import http.client
import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jwt
from goldenpath_gates.identity import curl
from goldenpath_gates.issuer.started import started
from goldenpath_gates.issuer.tokens import Issuer

from tests.gates.support import CONFIG, goldenpath, write

STANDARD = {"aud": "answers", "sub": "gates", "tenant": "goldenpath", "scope": "answers:write"}


def ask(
    url: str, method: str, path: str, body: str | None = None, **headers: str
) -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        assert answer.headers["x-goldenpath-issuer"].startswith("no identity provider")
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def claims(issuer: str, token: str) -> dict[str, Any]:
    """As a service reads it that found the keys by discovery."""
    _, found = ask(issuer, "GET", "/.well-known/openid-configuration")
    assert found["issuer"] == issuer
    _, keys = ask(issuer, "GET", urlsplit(found["jwks_uri"]).path)
    header = jwt.get_unverified_header(token)
    key = next(one for one in jwt.PyJWKSet.from_dict(keys).keys if one.key_id == header["kid"])
    assert header["typ"] == "at+jwt"
    said: dict[str, Any] = jwt.decode(token, key, ["ES256"], audience="answers", issuer=issuer)
    return said


def test_a_token_says_what_is_standard_and_what_was_asked_for() -> None:
    with started(lambda: STANDARD) as issuer:
        asked = "grant_type=client_credentials&scope=keys:read+keys:write&tenant=acme&amr=pwd+otp"
        status, said = ask(issuer.url, "POST", "/token", asked)
        found = claims(issuer.url, said["access_token"])
        plain = claims(issuer.url, curl.fetched(issuer.url))
    assert (status, said["scope"]) == (200, "keys:read keys:write")
    assert found["tenant"] == "acme"
    assert found["amr"] == ["pwd", "otp"]
    assert found["exp"] - found["iat"] == said["expires_in"]
    assert STANDARD.items() <= plain.items()


def test_what_is_no_request_is_refused() -> None:
    with started() as issuer:
        host = {"Host": "evil.example.com"}
        assert ask(issuer.url, "POST", "/token", "", **host)[0] == 404
        assert ask(issuer.url, "GET", "/jwks", **host)[0] == 404
        assert ask(issuer.url, "GET", "/token")[0] == 404
        assert ask(issuer.url, "POST", "/token", "grant_type=password")[0] == 400
        long = {"Content-Length": "9" * 9}
        assert ask(issuer.url, "POST", "/token", "a=b", **long)[0] == 400


def test_each_has_a_key_of_its_own() -> None:
    one, other = Issuer("http://127.0.0.1:1"), Issuer("http://127.0.0.1:1")
    assert one.key.jwk["x"] != other.key.jwk["x"]
    assert "private" not in repr(one)


def test_the_command_needs_to_know_whose_tokens(tmp_path: Path) -> None:
    done = goldenpath("issuer", cwd=write(tmp_path, {"goldenpath.toml": CONFIG}))
    assert done.returncode == 2
    assert "has no [identity]" in done.stderr


def test_the_line_of_curl_gives_a_token_of_the_command(tmp_path: Path) -> None:
    from tests.gates.identity.support import IDENTITY, issuing

    root = write(tmp_path, {"goldenpath.toml": CONFIG + IDENTITY})
    with issuing(root) as (url, said):
        assert "NO identity provider" in said[0]
        assert said[1].startswith("a token: curl ")
        line = said[1].removeprefix("a token: ")
        done = subprocess.run(line, shell=True, capture_output=True, text=True, check=True)  # noqa: S602
        assert claims(url, done.stdout)["tenant"] == "goldenpath"
