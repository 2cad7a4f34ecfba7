# mypy: disable-error-code="import-untyped,untyped-decorator,no-untyped-call"
"""Loaded by locust beside the team's users: holds the rate, tells how it goes, writes what it saw.

Users are only hands here: when the next of them may begin is decided by the plan, so the rate does
not depend on how fast the answers are, as long as there are hands. Each node does its equal share.
"""

from __future__ import annotations

import json
import math
import os
import ssl
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import gevent
from gevent.event import Event
from gevent.lock import BoundedSemaphore
from locust import events
from locust.env import Environment
from locust.runners import WorkerRunner
from locust.user.task import LOCUST_STATE_RUNNING, LOCUST_STATE_WAITING

PLAN: dict[str, Any] = json.loads(Path(os.environ["GOLDENPATH_LOAD_PLAN"]).read_text("utf-8"))
RELEASE: str | None = PLAN["release"]
TOKEN = os.environ.get("GOLDENPATH_SMOKE_TOKEN")
LAG_EVERY_S = 0.05
TELL_EVERY_S = 1 if PLAN["nodes"] == 1 else 3
"""Workers report every three seconds."""
MOST_BEHIND_S = 1.0
"""What was missed for longer is not made up for: that would be another load than was asked."""
MEMORY = 0.05
"""Weight of the latest visit in the mean length of all."""

TRUSTED = ssl.create_default_context()
"""One for all users: it takes longer to make than a user, and locust's own trusts everybody."""
REPLAY = "replay"
"""The module of ours whose users take their turns from a recording."""
READY = Event()
"""Set when all users are there."""
lags: list[float] = []
strangers: Counter[str] = Counter()
"""Answers of another release, by its name."""
of_workers: dict[str, dict[str, Any]] = {}


@dataclass
class Window:
    """The time that is measured, on this node: `begun` and `ended` as a clock shows them. `sent`
    are the requests that went out in it, whenever they were answered."""

    begun: float = math.inf
    ended: float = math.inf
    sent: int = 0

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.sent / (self.ended - self.begun) if self.begun < self.ended else 0.0


window = Window()


@dataclass
class Pace:
    """When the next visit may begin, on this node. A visit takes as many turns as it makes
    requests; how many is known at its end, so each takes the mean, and the difference later."""

    begun: float = 0.0
    next: float = 0.0
    length: float = 1.0
    made: Counter[int] = field(default_factory=Counter)
    """Requests of the running visit, by greenlet."""
    first: BoundedSemaphore = field(default_factory=BoundedSemaphore)
    """Held by the user whose turn is next; the others queue for it."""

    def turn(self) -> None:
        with self.first:
            self.next = max(self.next, self.now() - MOST_BEHIND_S)
            self.until(self.next)
            self.take(self.length)

    def ended(self) -> None:
        made = self.made.pop(id(gevent.getcurrent()), 0) or 1
        self.take(made - self.length)
        self.length += MEMORY * (made - self.length)

    def take(self, turns: float) -> None:
        self.next += turns / rate_at(self.next)

    def now(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.begun

    def until(self, at: float) -> None:
        gevent.sleep(max(0.0, at - self.now()))


PACE = Pace()


def rate_at(now: float) -> float:
    """Requests per second that are asked of this node."""
    points = PLAN["points"]
    now = min(max(now, points[0][0]), points[-1][0])
    (start, low), (end, high) = next(pair for pair in pairwise(points) if now <= pair[1][0])
    whole = low + (high - low) * (now - start) / (end - start)
    return float(max(whole, 1e-3)) / float(PLAN["nodes"])


def configure(user: Any) -> None:
    """A class of users, the team's or ours."""
    if user.__module__ != REPLAY:
        user.on_start = waiting(user.on_start, lambda _: PACE.turn())
        user.wait_time = between
    user.ssl_context_factory = lambda: TRUSTED
    user.network_timeout = user.connection_timeout = PLAN["timeout_s"]
    if TOKEN:
        user.default_headers = {"Authorization": f"Bearer {TOKEN}"}


def waiting(on_start: Any, turn: Callable[[Any], None]) -> Any:
    """Nobody asks before all users are there, and then only in turn."""

    def started(user: Any) -> None:
        # Who waits may be sent home at any time; locust takes a user in here for a busy one.
        user._state = LOCUST_STATE_WAITING
        READY.wait()
        turn(user)
        user._state = LOCUST_STATE_RUNNING
        on_start(user)

    return started


def between(user: Any) -> float:
    PACE.ended()
    PACE.turn()
    return 0.0


@events.init.add_listener
def prepare(environment: Environment, **_: Any) -> None:
    for user in environment.user_classes:
        configure(user)

    def complete(**_: Any) -> None:
        begin(environment.runner)

    environment.events.spawning_complete.add_listener(complete)


def begin(runner: Any) -> None:
    """All users are there, on all nodes. Locust says so again and again."""
    if READY.is_set():
        return
    PACE.begun = time.monotonic()
    READY.set()
    gevent.spawn_later(PLAN["measured_from_s"], forget, runner)
    gevent.spawn(watch_lag)
    if not isinstance(runner, WorkerRunner):
        gevent.spawn(tell, runner)
        gevent.spawn_later(PLAN["points"][-1][0], runner.quit)


@events.request.add_listener
def seen(start_time: float, response: Any = None, **_: Any) -> None:
    PACE.made[id(gevent.getcurrent())] += 1
    window.sent += window.begun <= start_time < window.ended
    headers = getattr(response, "headers", None)  # none where the connection broke
    release = headers.get("x-service-release") if headers is not None else RELEASE
    if RELEASE and release != RELEASE:
        strangers[str(release)[:100] if release else "none"] += 1


def forget(runner: Any) -> None:
    """What was measured while the rate rose does not count."""
    runner.stats.clear_all()
    lags.clear()
    window.begun, window.sent = time.time(), 0


def watch_lag() -> None:
    """A generator that wakes up late measures itself and not the service."""
    while True:
        before = time.monotonic()
        gevent.sleep(LAG_EVERY_S)
        lags.append(time.monotonic() - before - LAG_EVERY_S)


@events.test_stopping.add_listener
def stopping(environment: Environment, **_: Any) -> None:
    """The rate is of the time before users are sent home; the last answers still count."""
    window.ended = time.time()


def tell(runner: Any) -> None:
    """A line for whoever started this, as often as there is news."""
    before: Counter[int] = Counter()
    while True:
        gevent.sleep(TELL_EVERY_S)
        total = runner.stats.total
        times = Counter(total.response_times)
        fresh = times - before if times.total() >= before.total() else times
        before = times
        sample = {
            "t": round(PACE.now(), 1),
            "users": runner.user_count,
            "rate": round(fresh.total() / TELL_EVERY_S, 1),
            "p95_ms": percentile(fresh, 0.95),
            "errors": total.num_failures,
        }
        print(f"@{json.dumps(sample)}", flush=True)


def percentile(times: Counter[int], share: float) -> float:
    rank = math.ceil(times.total() * share)
    for value, count in sorted(times.items()):
        rank -= count
        if rank <= 0:
            return float(value)
    return 0.0


def own() -> dict[str, Any]:
    ordered = sorted(lags)
    lag = ordered[math.ceil(len(ordered) * 0.95) - 1] if ordered else 0.0
    return {"lag_s": lag, "strangers": dict(strangers), "rate": window.rate}


@events.report_to_master.add_listener
def to_master(client_id: str, data: dict[str, Any], **_: Any) -> None:
    data["goldenpath"] = own()


@events.worker_report.add_listener
def from_worker(client_id: str, data: dict[str, Any], **_: Any) -> None:
    of_workers[client_id] = data["goldenpath"]


@events.quitting.add_listener
def write(environment: Environment, **_: Any) -> None:
    runner = environment.runner
    if runner is None or isinstance(runner, WorkerRunner):
        return
    nodes = list(of_workers.values()) or [own()]
    others: Counter[str] = Counter()
    for node in nodes:
        others.update(node["strangers"])
    result = {
        "version": 1,
        "rate": sum(node["rate"] for node in nodes),
        "lag_s": max(node["lag_s"] for node in nodes),
        "workers": len(of_workers),
        "strangers": dict(others),
        "entries": [
            {
                "name": entry.name,
                "method": entry.method,
                "requests": entry.num_requests,
                "times_ms": {str(ms): n for ms, n in sorted(entry.response_times.items())},
            }
            for entry in runner.stats.entries.values()
        ],
        "errors": [
            {
                "name": e.name,
                "method": e.method,
                "error": str(e.error)[:300],
                "count": e.occurrences,
            }
            for e in runner.stats.errors.values()
        ],
        "exceptions": [
            {"text": one["traceback"].strip().splitlines()[-1][:300], "count": one["count"]}
            for one in runner.exceptions.values()
        ],
    }
    Path(PLAN["result"]).write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
