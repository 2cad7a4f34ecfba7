"""A tool of somebody else's: for so long and no longer, with nothing of ours in its environment."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from subprocess import TimeoutExpired
from tempfile import TemporaryDirectory

from goldenpath_gates import process
from goldenpath_gates.errors import IncompleteError

KEPT = (
    *("PATH", "HOME", "TMPDIR", "LANG", "XDG_CACHE_HOME"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
    *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"),
)
SAID = 1500


def run(
    command: Sequence[str],
    env: Mapping[str, str],
    seconds: float,
    *,
    output: Path | None = None,
    keep: Iterable[str] = (),
    extra: Mapping[str, str] | None = None,
    codes: Sequence[int] = (0,),
    name: str = "",
) -> str:
    """Its stdout goes to `output`, the end of the rest is returned. Raises IncompleteError where
    it does not end, or ends badly.

    Of `env` it sees `KEPT` and `keep`: no key, and no variable that could tell it to leave a
    vulnerability out. It starts in an empty folder, so that it finds no such file either.
    """
    seen = {name: env[name] for name in (*KEPT, *keep) if name in env} | dict(extra or {})
    unseen = [part for name in os.environ if name not in seen for part in ("-u", name)]
    to = str(output or os.devnull)
    wrapped = ("env", *unseen, "sh", "-c", 'to=$1; shift; exec "$@" > "$to"', "sh", to, *command)
    name = name or Path(command[0]).name
    with TemporaryDirectory() as folder, (Path(folder) / "said").open("w+") as said:
        empty = Path(folder) / "empty"
        empty.mkdir()
        try:
            with process.group(wrapped, empty, env=seen, stdout=said) as child:
                code = child.wait(seconds)
        except TimeoutExpired:
            raise IncompleteError(f"{name} took more than {seconds:.0f} s") from None
        said.seek(0)
        shown = said.read().strip()[-SAID:] or "it said nothing"
        if code not in codes:
            raise IncompleteError(f"{name} failed (exit code {code}): {shown}")
    return shown
