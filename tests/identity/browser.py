"""As much of a browser as a login needs: cookies as Chromium keeps them, and redirects by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from time import time
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx2

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MOST_HOPS = 20
SAFE = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Cookie:
    """Always of one host alone: the tests' hosts have no domains above them."""

    name: str
    value: str
    host: str
    path: str = "/"
    secure: bool = False
    http_only: bool = False
    same_site: str = "lax"
    expires: float | None = None

    def fits(self, url: str) -> bool:
        parts = urlsplit(url)
        below = self.path.rstrip("/") + "/"
        path = parts.path or "/"
        return (
            parts.hostname == self.host
            and (path == self.path or path.startswith(below))
            and (not self.secure or trustworthy(url))
        )


@dataclass
class Jar:
    now: Callable[[], float] = time
    cookies: dict[tuple[str, str, str], Cookie] = field(default_factory=dict)

    def take(self, header: str, url: str) -> bool:
        """Keep what a `set-cookie` says, or forget it; False where Chromium would refuse it."""
        cookie = parsed(header, url, self.now())
        if cookie is None or not allowed(cookie, header, url):
            return False
        place = (cookie.host, cookie.path, cookie.name)
        self.cookies.pop(place, None)
        if cookie.expires is None or cookie.expires > self.now():
            self.cookies[place] = cookie
        return True

    def header(self, url: str, *, same_site: bool, navigation: bool) -> str:
        """What a request brings along; `navigation` is one to another page by GET."""
        return "; ".join(
            f"{cookie.name}={cookie.value}"
            for cookie in self.cookies.values()
            if cookie.fits(url)
            and (cookie.expires is None or cookie.expires > self.now())
            and (
                same_site
                or cookie.same_site == "none"
                or (cookie.same_site == "lax" and navigation)
            )
        )

    def value(self, name: str) -> str | None:
        return next((c.value for c in self.cookies.values() if c.name == name), None)


def trustworthy(url: str) -> bool:
    """Where Secure cookies go: https, and loopback, as in Chromium since version 89."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in LOOPBACK


def site(url: str) -> str:
    """Neither the port nor, for hosts without a domain above, anything else counts."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}"


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def parsed(header: str, url: str, now: float) -> Cookie | None:
    pair, *rest = (part.strip() for part in header.split(";"))
    name, found, value = pair.partition("=")
    said = {key.strip().lower(): text.strip() for key, _, text in (a.partition("=") for a in rest)}
    host = urlsplit(url).hostname
    if not found or host is None:
        return None
    same_site = said.get("samesite", "lax").lower()
    path = said.get("path", "")
    return Cookie(
        name.strip(),
        value.strip(),
        host,
        path if path.startswith("/") else "/",
        "secure" in said,
        "httponly" in said,
        same_site,
        _end(said, now),
    )


def _end(said: Mapping[str, str], now: float) -> float | None:
    if "max-age" in said:
        return now + float(said["max-age"])
    # Only the past is ever told by a date here: cookies that are to be forgotten.
    return 0.0 if "1970" in said.get("expires", "") else None


def allowed(cookie: Cookie, header: str, url: str) -> bool:
    """https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis: prefixes, Secure."""
    names = {part.partition("=")[0].strip().lower() for part in header.split(";")[1:]}
    if cookie.secure and not trustworthy(url):
        return False
    if cookie.same_site == "none" and not cookie.secure:
        return False
    prefix = cookie.name.lower()
    if prefix.startswith("__host-"):
        return cookie.secure and "domain" not in names and "path" in names and cookie.path == "/"
    return cookie.secure or not prefix.startswith("__secure-")


@dataclass(frozen=True)
class Page:
    """Where a navigation ended; `hops` are the addresses on the way."""

    url: str
    response: httpx2.Response
    hops: tuple[str, ...]

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def body(self) -> Any:
        return self.response.json()


class Browser:
    """One profile: what two of them remember is apart."""

    def __init__(self) -> None:
        self.jar = Jar()
        self._http = httpx2.Client(timeout=20, follow_redirects=False, trust_env=False)
        self._http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def close(self) -> None:
        self._http.close()

    def open(self, url: str, *, stop: str = "\n", from_: str = "") -> Page:
        """Go to an address, and where it leads; a redirect to `stop...` is not followed."""
        return self._go("GET", url, {}, from_, stop)

    def submit(
        self, page: Page, form: Mapping[str, str], *, to: str = "", stop: str = "\n"
    ) -> Page:
        """Send a form of a page, as a person does who presses its button."""
        return self._go("POST", urljoin(page.url, to), form, page.url, stop)

    def fetch(
        self,
        method: str,
        url: str,
        body: Any = None,
        *,
        from_: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> httpx2.Response:
        """What a script of the page at `from_` asks, by default of one of the same origin."""
        from_ = from_ or url
        said = {
            "sec-fetch-site": _relation(from_, url),
            "sec-fetch-mode": "cors",
            "sec-fetch-dest": "empty",
            **({} if method in SAFE else {"origin": origin(from_)}),
            **({} if body is None else {"content-type": "application/json"}),
            **(headers or {}),
        }
        content = None if body is None else json.dumps(body).encode()
        return self._send(method, url, said, content, from_, navigation=False)

    def _go(self, method: str, url: str, form: Mapping[str, str], from_: str, stop: str) -> Page:
        content = str(httpx2.QueryParams(dict(form))).encode() if method == "POST" else None
        hops: list[str] = []
        while len(hops) < MOST_HOPS:
            hops.append(url)
            headers = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
            headers["sec-fetch-site"] = _relation(from_, url) if from_ else "none"
            if content is not None:
                headers["origin"] = origin(from_)
                headers["content-type"] = "application/x-www-form-urlencoded"
            response = self._send(method, url, headers, content, from_, navigation=method == "GET")
            if response.status_code not in (301, 302, 303, 307, 308):
                return Page(url, response, tuple(hops))
            url = urljoin(url, response.headers["location"])
            if url.startswith(stop):
                return Page(url, response, (*hops, url))
            if response.status_code < 307:
                method, content = "GET", None
        raise AssertionError(f"redirected for ever: {hops[-4:]}")

    def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        content: bytes | None,
        from_: str,
        *,
        navigation: bool,
    ) -> httpx2.Response:
        same_site = not from_ or site(from_) == site(url)
        cookies = self.jar.header(url, same_site=same_site, navigation=navigation)
        said = {**headers, **({"cookie": cookies} if cookies else {})}
        response = self._http.request(method, url, headers=said, content=content)
        for header in response.headers.get_list("set-cookie"):
            assert self.jar.take(header, url), f"a browser refuses {header.partition('=')[0]}"
        return response


def asked_once(
    method: str,
    url: str,
    body: Any = None,
    *,
    from_: str = "",
    headers: Mapping[str, str] | None = None,
) -> httpx2.Response:
    """By a browser that was never here before."""
    browser = Browser()
    try:
        return browser.fetch(method, url, body, from_=from_, headers=headers)
    finally:
        browser.close()


def _relation(from_: str, url: str) -> str:
    if origin(from_) == origin(url):
        return "same-origin"
    return "same-site" if site(from_) == site(url) else "cross-site"
