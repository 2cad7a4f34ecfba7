"""A browser that talks to the service over HTTP: it keeps cookies, and says which page it is on."""

import json
import time
from typing import Any
from urllib.parse import urlencode

from ..server import Answer, Sent, Service
from .openid import OpenId

PUBLIC_URL = "https://service.test"
OWN_PAGE = {"origin": PUBLIC_URL, "sec-fetch-site": "same-origin"}
SESSION = "__Host-session"
LOGIN = "__Host-login"
# Of a tier that no run of the tests exhausts.
OWNER = {"sub": "owner", "tenant": "acme", "tier": "premium", "roles": ["owner"]}
VIEWER = {**OWNER, "sub": "viewer", "roles": ["viewer"]}


class Browser:
    def __init__(self, service: Service, openid: OpenId, cookies: dict[str, str]) -> None:
        self.service = service
        self.openid = openid
        self.cookies = cookies

    def go(self, method: str, target: str, body: Any = None, **headers: str) -> Answer:
        """Send a request, and keep the cookies of its answer."""
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        found = {"cookie": jar, **headers} if jar else headers
        named = tuple((name.replace("_", "-"), value) for name, value in found.items())
        text = b"" if body is None else json.dumps(body).encode()
        answer = self.service.send(Sent(method, target, named, text))
        for line in answer.cookies:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        self.cookies = {name: value for name, value in self.cookies.items() if value}
        return answer

    def get(self, target: str = "/auth/session") -> Answer:
        return self.go("GET", target)

    def begin(self, **query: str) -> Answer:
        return self.get(f"/auth/login?{urlencode(query)}")

    def authorised(self, **person: Any) -> str:
        """Begin a login; return where the provider sends the browser after it."""
        url = self.openid.logged_in(
            self.begin().headers["location"], **{**OWNER, "auth_time": int(time.time()), **person}
        )
        return url.removeprefix(PUBLIC_URL)

    def log_in(self, **person: Any) -> "Browser":
        answer = self.get(self.authorised(**person))
        assert answer.status == 303, answer.text
        return self

    def post_form(self, target: str, **form: str) -> Answer:
        body = urlencode(form).encode()
        kind = "application/x-www-form-urlencoded"
        return self.service.send(Sent("POST", target, body=body, media_type=kind))

    def csrf_token(self) -> str:
        return str(self.get().json()["csrf_token"])

    def send(self, method: str, target: str, body: Any = None, **headers: str) -> Answer:
        """As our own page does it."""
        token = {"x-csrf-token": self.csrf_token()}
        return self.go(method, target, body, **{**OWN_PAGE, **token, **headers})
