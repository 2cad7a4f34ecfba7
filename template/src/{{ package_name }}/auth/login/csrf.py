"""What a request of a browser has to show beyond its cookie before it changes anything."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from ..keyring import Keyring
from ..principal import Principal
from ..refusals import Refused

HEADER = "x-csrf-token"
PURPOSE = "csrf"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Csrf:
    """Two proofs that do not rest on each other: where the request comes from, as the browser says,
    and a token that only our own pages can read."""

    def __init__(self, keyring: Keyring, public_url: str) -> None:
        self._keyring = keyring
        self._origin = origin_of(public_url)

    def token(self, principal: Principal) -> str:
        """Of one login, so that it outlives the rotation of the cookie, but not the login."""
        return self._keyring.mac(principal.credential.encode(), PURPOSE)

    def require(self, principal: Principal, request: HTTPConnection) -> None:
        """Raise Refused for a request that changes something and may come from elsewhere."""
        if request.scope["method"] in SAFE:
            return
        if not self._from_our_pages(request):
            raise Refused("csrf-refused", "csrf-origin")
        presented = request.headers.getlist(HEADER)
        if len(presented) != 1 or not presented[0].isascii():
            raise Refused("csrf-refused", "csrf-no-token")
        if not self._keyring.fits(presented[0], principal.credential.encode(), PURPOSE):
            raise Refused("csrf-refused", "csrf-token")

    def _from_our_pages(self, request: HTTPConnection) -> bool:
        """A browser that names neither an origin nor a site may be anywhere."""
        origins = request.headers.getlist("origin")
        sites = request.headers.getlist("sec-fetch-site")
        ours = {self._origin} >= set(origins) and {"same-origin"} >= set(sites)
        return ours and bool(origins or sites)


def origin_of(url: str) -> str:
    """As browsers write it: without a path, and without the port that everybody knows."""
    parts = urlsplit(url)
    usual = {"https": 443, "http": 80}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in (None, usual) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"
