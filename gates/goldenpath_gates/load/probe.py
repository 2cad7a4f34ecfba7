"""Asks when it is time to ask, whether or not earlier questions are answered (an open loop).

A tool that waits for an answer before it asks again asks less as the service gets slower, and so
never sees the queue that real users stand in. Here every request has its time beforehand, and its
latency counts from that time: waiting to be sent is waiting, too.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import httpx2

from goldenpath_gates.load.live import Tell
from goldenpath_gates.load.quantiles import quantile
from goldenpath_gates.load.recording import Request

Arrivals = Literal["poisson", "constant"]
STREAM = "text/event-stream"
Headers = Callable[[], Mapping[str, str]]
START_S = 0.05
HEADERS = ("x-service-release", "retry-after", "content-type")


@dataclass(frozen=True, slots=True)
class Shot:
    """One request. `due_s` is when it had to be sent, since the start; the other times count from
    there, in seconds. `status` 0 stands for no answer, `error` says why. `first_s` is when the
    first piece of a stream came."""

    request: Request
    due_s: float
    lag_s: float
    latency_s: float
    status: int
    first_s: float | None = None
    headers: Mapping[str, str] | None = None
    error: str = ""

    @property
    def failed(self) -> bool:
        return not 200 <= self.status < 400

    def header(self, name: str) -> str:
        return (self.headers or {}).get(name, "")


def arrivals(kind: Arrivals, rate: float, seconds: float, seed: int = 7) -> list[float]:
    """When to send, in seconds: evenly, or at random as independent users do."""
    if kind == "constant":
        return [number / rate for number in range(round(rate * seconds))]
    chance = random.Random(seed)  # noqa: S311 - nothing is protected
    return list(_poisson(chance, rate, seconds))


def _poisson(chance: random.Random, rate: float, seconds: float) -> Iterator[float]:
    now = chance.expovariate(rate)
    while now < seconds:
        yield now
        now += chance.expovariate(rate)


def of_environment() -> Mapping[str, str]:
    token = os.environ.get("GOLDENPATH_SMOKE_TOKEN")
    return {"Authorization": f"Bearer {token}"} if token else {}


def fire(
    url: str,
    requests: Sequence[Request],
    times: Sequence[float],
    timeout: float,
    tell: Tell = lambda sample: None,
    count: Callable[[int], object] = lambda sent: None,
    headers: Headers = of_environment,
) -> list[Shot]:
    """Sends request after request, from the first again, at the given times (seconds).

    `timeout` is in seconds, for an answer as a whole. `tell` is told every second, `count` the
    number of answers. `headers` are asked for before each request.
    """
    return asyncio.run(_fire(url, requests, times, timeout, tell, count, headers))


async def _fire(
    url: str,
    requests: Sequence[Request],
    times: Sequence[float],
    timeout: float,
    tell: Tell,
    count: Callable[[int], object],
    headers: Headers,
) -> list[Shot]:
    shots: list[Shot] = []
    # Without limits: a queue for connections in here would be one that the service cannot help.
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None, keepalive_expiry=2)
    async with (
        httpx2.AsyncClient(base_url=url, limits=limits, timeout=None) as client,
        asyncio.TaskGroup() as group,
    ):
        start = time.perf_counter() + START_S

        async def one(request: Request, at: float, own: Mapping[str, str]) -> None:
            shots.append(await _shoot(client, request, start, at, timeout, own))
            count(len(shots))

        teller = asyncio.create_task(_tell(shots, start, tell))
        tasks = []
        for number, at in enumerate(times):
            own = headers()
            await asyncio.sleep(max(0.0, start + at - time.perf_counter()))
            tasks.append(group.create_task(one(requests[number % len(requests)], at, own)))
        await asyncio.gather(*tasks)
        teller.cancel()
    return shots


async def _shoot(
    client: httpx2.AsyncClient,
    request: Request,
    start: float,
    at: float,
    timeout: float,
    own: Mapping[str, str],
) -> Shot:
    lag = time.perf_counter() - start - at
    first: float | None = None
    status, headers, error = 0, {}, ""
    try:
        async with (
            asyncio.timeout(timeout),
            client.stream(request.method, request.path, json=request.body, headers=own) as answer,
        ):
            status = answer.status_code
            headers = {name: answer.headers.get(name, "") for name in HEADERS}
            async for _ in answer.aiter_raw():
                if first is None and headers["content-type"].startswith(STREAM):
                    first = time.perf_counter() - start - at
    except TimeoutError:
        status, error = 0, f"no answer within {timeout:g} s"
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as broken:
        status, error = 0, f"the connection broke: {type(broken).__name__}"
    latency = time.perf_counter() - start - at
    return Shot(request, at, lag, latency, status, first, headers, error)


async def _tell(shots: Sequence[Shot], start: float, tell: Tell) -> None:
    seen = 0
    while True:
        await asyncio.sleep(1)
        tell(_sample(shots, seen, time.perf_counter() - start))
        seen = len(shots)


def _sample(shots: Sequence[Shot], seen: int, now: float) -> dict[str, Any]:
    fresh = [shot.latency_s for shot in shots[seen:]]
    return {
        "t": round(now, 1),
        "users": 0,
        "rate": len(fresh),
        "p95_ms": quantile(fresh, 0.95) * 1000 if fresh else 0.0,
        "errors": sum(shot.failed for shot in shots),
    }
