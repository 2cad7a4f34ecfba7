"""The issuer in this process, for the time of a `with` block: then its key is gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from goldenpath_gates.issuer.server import Server, Standard
from goldenpath_gates.issuer.tokens import Issuer

LOOK_S = 0.02


@contextmanager
def started(standard: Standard = dict) -> Iterator[Issuer]:
    """On a free port of loopback; `standard` are the claims of a token that names none."""
    with Server(0, standard) as server:
        Thread(target=server.serve_forever, args=(LOOK_S,), daemon=True).start()
        try:
            yield server.issuer
        finally:
            server.shutdown()
