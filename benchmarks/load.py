"""HTTP load on a loopback server: the same request over and over on kept-alive connections."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.service import HOST, Running

from benchmarks.measure import cpu_of

CONNECTIONS = 16
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.I)


@dataclass(frozen=True)
class Load:
    """`requests_per_s` on the clock; `cpu_us` of the server per request."""

    requests_per_s: float
    cpu_us: float


def post(server: Running, path: str, body: bytes, requests: int) -> Load:
    """Sends the requests; an answer other than 200 measures nothing: IncompleteError."""
    head = f"POST {path} HTTP/1.1\r\nhost: {HOST}\r\ncontent-type: application/json\r\n"
    request = f"{head}content-length: {len(body)}\r\n\r\n".encode() + body
    port = int(server.url.rpartition(":")[2])
    share = max(1, requests // CONNECTIONS)
    clock, cpu = time.perf_counter(), cpu_of(server.child.pid)
    asyncio.run(_all(port, request, share))
    cpu, clock = cpu_of(server.child.pid) - cpu, time.perf_counter() - clock
    sent = share * CONNECTIONS
    return Load(sent / clock, cpu / sent * 1e6)


async def _all(port: int, request: bytes, share: int) -> None:
    try:
        await asyncio.gather(*(_one(port, request, share) for _ in range(CONNECTIONS)))
    except (OSError, asyncio.IncompleteReadError) as error:
        raise IncompleteError(f"the server ended a connection: {error}") from None


async def _one(port: int, request: bytes, share: int) -> None:
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        for _ in range(share):
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = LENGTH.search(head)
            if not head.startswith(b"HTTP/1.1 200 ") or length is None:
                line = head.partition(b"\r\n")[0].decode(errors="replace")
                raise IncompleteError(f"the server answered {line!r} instead of 200 with a length")
            await reader.readexactly(int(length[1]))
    finally:
        writer.close()
