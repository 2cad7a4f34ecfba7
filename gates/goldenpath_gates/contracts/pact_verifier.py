"""Pact's own verifier, in a process of its own: it is native code. `JOB RESULTS`, both JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from goldenpath_gates.contracts.model import Model
from goldenpath_gates.errors import GoldenpathError

HOST = "127.0.0.1"
REQUEST_MS = 35_000
"""Longer than the longest request of a service with default settings."""


def main() -> None:
    from pact import Verifier

    job = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    verifier = Verifier(job["provider"], host=HOST).add_transport(url=job["url"])
    verifier.set_request_timeout(REQUEST_MS).set_coloured_output(enabled=False)
    for name, value in job["headers"].items():
        verifier.add_custom_header(name, value)
    for file in job["files"]:
        verifier.add_source(file)
    if broker := job["broker"]:
        verifier.broker_source(broker["url"], token=broker["token"], use_env=False)
    states = States(Model("", job["control"]))
    verifier.state_handler(states.change, teardown=True)
    with suppress(RuntimeError):  # a pact is broken, and the results say where
        verifier.verify()
    found = {**verifier.results, "states": sorted(states.given), "broken_states": states.broken}
    Path(sys.argv[2]).write_text(json.dumps(found), encoding="utf-8")


class States:
    """A state with `steps` is played by the model; any other is taken as given, and named."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.given: set[str] = set()
        self.broken: list[str] = []

    def change(self, state: str, action: str, parameters: Mapping[str, Any] | None) -> None:
        """Raises nothing: the verifier would ask again for minutes."""
        steps = (parameters or {}).get("steps")
        if steps is None:
            if state:
                self.given.add(state)
            return
        try:
            self.model.play(steps if action == "setup" else ())
        except (GoldenpathError, TypeError, ValueError) as error:
            self.broken.append(f"{state!r}: {error}")


if __name__ == "__main__":
    main()
