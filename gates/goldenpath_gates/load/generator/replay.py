# mypy: disable-error-code="untyped-decorator"
"""The recording, played back faster: each request when it is due, whoever is free sends it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from locust import FastHttpUser, events, task
from locust.env import Environment

from goldenpath_gates.load.generator import REFUSED
from goldenpath_gates.load.generator.plugin import PACE, PLAN, waiting

LATE_S = 1.0
"""A request that no user was free for by then is left out: the rate says so."""


def due(
    rows: list[dict[str, Any]], first: int, step: int
) -> Iterator[tuple[float, dict[str, Any]]]:
    """Seconds since the start and the request; every `step`th, over and over."""
    span = PLAN["replay"]["span_s"]
    everything = ((again, row) for again in itertools.count() for row in rows)
    for again, row in itertools.islice(everything, first, None, step):
        yield (again * span + row["at"]) / PLAN["replay"]["burst"], row


class Recorded(FastHttpUser):
    queue: Iterator[tuple[float, dict[str, Any]]]
    row: Mapping[str, Any]

    def on_start(self) -> None:
        """Instead of the plugin's: the recording sets the pace."""
        waiting(lambda user: None, Recorded.turn)(self)

    def turn(self) -> None:
        with PACE.first:
            at, self.row = next(self.queue)
            while PACE.now() - at > LATE_S:
                at, self.row = next(self.queue)
            PACE.until(at)

    def wait_time(self) -> float:
        self.turn()
        return 0.0

    @task
    def send(self) -> None:
        method, path = self.row["method"], self.row["path"]
        with self.client.request(
            method,
            path,
            json=self.row.get("body"),
            name=path.partition("?")[0],
            catch_response=True,
        ) as answer:
            if answer.status_code == 429:  # what the service promises above its limit
                answer.request_meta["name"] = REFUSED
                answer.success()


@events.test_start.add_listener
def started(environment: Environment, **_: Any) -> None:
    lines = Path(PLAN["replay"]["file"]).read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines[1:] if line.strip()]
    first = max(0, getattr(environment.runner, "worker_index", 0))
    Recorded.queue = due(rows, first, PLAN["nodes"])
