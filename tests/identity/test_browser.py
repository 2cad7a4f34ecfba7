"""The tests' browser refuses what Chromium refuses, or it would prove nothing about cookies."""

from __future__ import annotations

import pytest

from tests.identity.browser import Jar

SERVICE = "http://localhost:8000/auth/login"
ELSEWHERE = "http://service.example.com/auth/login"
SESSION = "__Host-session=x; Path=/; Secure; HttpOnly; SameSite=Lax"


@pytest.mark.parametrize(
    ("header", "url", "taken"),
    [
        pytest.param(SESSION, SERVICE, True, id="secure-on-loopback"),
        pytest.param(SESSION, "https://service.example.com/", True, id="secure-on-https"),
        pytest.param(SESSION, ELSEWHERE, False, id="secure-on-http"),
        pytest.param("__Host-a=x; Path=/", SERVICE, False, id="host-without-secure"),
        pytest.param("__Host-a=x; Secure", SERVICE, False, id="host-without-path"),
        pytest.param("__Host-a=x; Secure; Path=/auth", SERVICE, False, id="host-below-a-path"),
        pytest.param(
            "__Host-a=x; Secure; Path=/; Domain=localhost", SERVICE, False, id="host-of-a-domain"
        ),
        pytest.param("__HOST-a=x; Path=/", SERVICE, False, id="prefix-in-capitals"),
        pytest.param("__Secure-a=x; Path=/", SERVICE, False, id="secure-prefix-alone"),
        pytest.param("a=x; SameSite=None", SERVICE, False, id="none-without-secure"),
        pytest.param("a=x", ELSEWHERE, True, id="plain"),
        pytest.param("no pair", SERVICE, False, id="no-cookie"),
    ],
)
def test_what_is_kept(header: str, url: str, taken: bool) -> None:
    assert Jar().take(header, url) is taken


@pytest.mark.parametrize(
    ("url", "same_site", "navigation", "sent"),
    [
        pytest.param("http://localhost:8000/v1/mfa", True, False, True, id="own-script"),
        pytest.param("http://localhost:9000/", True, False, True, id="ports-share-cookies"),
        pytest.param("http://127.0.0.1:8000/", True, False, False, id="another-host"),
        pytest.param("http://localhost:8000/", False, True, True, id="link-from-elsewhere"),
        pytest.param("http://localhost:8000/", False, False, False, id="form-from-elsewhere"),
    ],
)
def test_where_a_session_goes(url: str, same_site: bool, navigation: bool, sent: bool) -> None:
    jar = Jar()
    jar.take(SESSION, SERVICE)
    header = jar.header(url, same_site=same_site, navigation=navigation)
    assert header == ("__Host-session=x" if sent else "")


def test_a_path_goes_no_further() -> None:
    jar = Jar()
    jar.take("a=x; Path=/auth", SERVICE)
    said = [jar.header(f"http://localhost{p}", same_site=True, navigation=True) for p in PATHS]
    assert said == ["a=x", "a=x", "", ""]


PATHS = ("/auth", "/auth/login", "/authority", "/")


def test_cookies_end() -> None:
    at = 100.0
    jar = Jar(now=lambda: at)
    jar.take("a=x; Max-Age=10", SERVICE)
    jar.take("b=x", SERVICE)
    assert jar.header(SERVICE, same_site=True, navigation=True) == "a=x; b=x"
    jar.take("b=; Max-Age=0", SERVICE)
    at = 111.0
    assert jar.header(SERVICE, same_site=True, navigation=True) == ""
