"""The service on this machine beside the model stub: for faults and memory, and on a laptop all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldenpath_gates.config import Config
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.ask.source import NO_KEY
from goldenpath_gates.identity.serving import serving
from goldenpath_gates.load.probe import of_environment
from goldenpath_gates.model_stub.started import Address, started
from goldenpath_gates.service import Running

TIMEOUT_S = 10.0


@dataclass(frozen=True)
class Local:
    running: Running
    stub: Address

    def headers(self) -> Mapping[str, str]:
        """Of each request: a token of ours, where the service asks for one."""
        return self.running.credentials.headers() or of_environment()

    def play(self, steps: Sequence[Mapping[str, Any]]) -> None:
        """These faults from now on; the stub counts its requests from 1 again."""
        always = [{"requests": "1-", **step} for step in steps]
        self._control("PUT", "scenario", {"steps": always})

    def calls(self) -> int:
        """How often the model was asked since then."""
        return len(self._control("GET", "requests")["requests"])

    def _control(self, method: str, path: str, body: Any = None) -> Any:
        import httpx2

        try:
            answer = httpx2.request(
                method, f"{self.stub.control}/{path}", json=body, timeout=TIMEOUT_S
            )
            answer.raise_for_status()
            return json.loads(answer.text or "null")
        except (httpx2.HTTPError, ValueError) as error:
            raise IncompleteError(f"the model stub did not do as it was told: {error}") from None


@contextmanager
def local(root: Path, config: Config, env: Mapping[str, str] | None = None) -> Iterator[Local]:
    """`env` adds to the service's environment. Raises IncompleteError where one does not start."""
    with started(root) as stub:
        names = config.eval.model
        talks_to = {names.url_variable: stub.api, names.key_variable: NO_KEY}
        with serving(root, config, env={**talks_to, **(env or {})}) as running:
            yield Local(running, stub)
