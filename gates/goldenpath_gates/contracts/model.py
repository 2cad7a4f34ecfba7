"""The model stub, told at run time how it fails and asked what it was sent."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.model_stub.started import started

TIMEOUT_S = 10.0
# No proxy of the environment: the stub is on loopback.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Model:
    """`api` is the base URL for the service's client, `control` that of /_stub."""

    api: str
    control: str

    def play(self, steps: Sequence[Mapping[str, Any]]) -> None:
        """Forgets what came before, and meets the next requests, counted from 1, with `steps`
        (those of a scenario file; none: no fault).

        Raises UsageError for wrong steps, IncompleteError where the stub does not answer.
        """
        document = json.dumps({"steps": list(steps)}).encode("ascii")
        self._exchange("PUT", f"{self.control}/scenario", document)

    def requests(self) -> Sequence[Mapping[str, Any]]:
        """What the stub was sent since `play`: number, path, fault, headers and body (text).

        Raises IncompleteError where the stub does not answer.
        """
        shown = json.loads(self._exchange("GET", f"{self.control}/requests"))
        found: list[Mapping[str, Any]] = shown["requests"]
        return found

    def _exchange(self, method: str, url: str, body: bytes | None = None) -> bytes:
        request = urllib.request.Request(url, body, method=method)  # noqa: S310 - started by us
        try:
            with OPENER.open(request, timeout=TIMEOUT_S) as answer:
                found: bytes = answer.read()
                return found
        except urllib.error.HTTPError as error:
            with error:
                said = json.load(error)["error"]["message"]
            raise UsageError(f"the model stub refused: {said}") from None
        except OSError as error:
            raise IncompleteError(f"the model stub does not answer: {error}") from None


@contextmanager
def model(root: Path, rules: str | None = None) -> Iterator[Model]:
    """A stub for the time of a `with` block; `rules` is a rule table, relative to the root.

    Raises IncompleteError where it does not start.
    """
    options = ("--rules", rules) if rules else ()
    with started(root, *options) as stub:
        yield Model(stub.api, stub.control)
