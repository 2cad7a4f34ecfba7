from __future__ import annotations

import math
import random

import pytest
from goldenpath_gates.load import probe
from goldenpath_gates.load.quantiles import quantile
from goldenpath_gates.load.recording import Request

from tests.gates.load.support import Server, serving

REQUESTS = [Request(0, "POST", "/v1/answers", {"question": "What?"})]


def known(count: int) -> list[float]:
    """Seconds, exponential with a p95 of 1.0: every quantile once, in a random order."""
    mean = 1.0 / math.log(20)
    delays = [-mean * math.log(1 - (number + 0.5) / count) for number in range(count)]
    random.Random(7).shuffle(delays)  # noqa: S311
    return delays


ATTEMPTS = 5
"""A busy machine only ever adds to what is measured, so the least of some counts."""


def test_it_agrees_with_a_known_distribution() -> None:
    assert quantile(known(400), 0.95) == pytest.approx(1.0, rel=0.01)
    found: list[float] = []
    while len(found) < ATTEMPTS and min(found, default=2.0) > 1.02:
        turns = iter(known(400))
        with serving(Server(delay=lambda: next(turns))) as server:  # noqa: B023 - ends in its turn
            times = probe.arrivals("poisson", 200, 10)[:400]
            shots = probe.fire(server.url, REQUESTS, times, timeout=10)
        assert {shot.status for shot in shots} == {200}
        found.append(quantile([shot.latency_s for shot in shots], 0.95))
    assert min(found) == pytest.approx(1.0, rel=0.02)


def test_it_sees_the_queue_that_a_closed_loop_hides() -> None:
    # 25 ms for an answer and one at a time: 40 a second. 60 a second come, for a second.
    with serving(Server(delay=lambda: 0.025, one_by_one=True)) as server:
        shots = probe.fire(server.url, REQUESTS, probe.arrivals("constant", 60, 1), timeout=10)
    assert quantile([shot.latency_s for shot in shots], 0.95) > 0.4
    assert quantile([shot.lag_s for shot in shots], 0.95) < 0.1


def test_the_first_piece_of_a_stream_has_a_time() -> None:
    stream = Server(headers=b"content-type: text/event-stream\r\n", body=b"event: done\n\n")
    with serving(stream) as server:
        (shot,) = probe.fire(server.url, REQUESTS, [0.0], timeout=10)
    assert shot.first_s is not None
    assert 0 < shot.first_s <= shot.latency_s


def test_no_answer_is_said_and_not_counted_as_one() -> None:
    with serving(Server(delay=lambda: 30)) as server:
        (late,) = probe.fire(server.url, REQUESTS, [0.0], timeout=0.1)
    (gone,) = probe.fire(server.url, REQUESTS, [0.0], timeout=5)
    assert (late.status, late.error) == (0, "no answer within 0.1 s")
    assert (gone.status, gone.error) == (0, "the connection broke: ConnectError")


def test_arrivals() -> None:
    assert probe.arrivals("constant", 10, 0.5) == [0.0, 0.1, 0.2, 0.3, 0.4]
    times = probe.arrivals("poisson", 100, 20)
    assert times == sorted(times)
    assert times[-1] < 20
    assert len(times) == pytest.approx(2000, rel=0.1)
    assert times == probe.arrivals("poisson", 100, 20)


def test_it_sends_the_token_of_the_route(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLDENPATH_SMOKE_TOKEN", "let-me-in")
    seen = []

    class Listening(Server):
        async def handle(self, reader, writer):  # type: ignore[no-untyped-def]
            seen.append(await reader.readuntil(b"\r\n\r\n"))
            writer.close()

    with serving(Listening()) as server:
        probe.fire(server.url, REQUESTS, [0.0], timeout=5)
    assert b"authorization: bearer let-me-in" in seen[0].lower()
