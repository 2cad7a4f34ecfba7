"""A server on loopback that answers as it is told, in a thread of this process."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

LENGTH = re.compile(rb"content-length: (\d+)", re.I)
Delay = Callable[[], float]
"""Seconds until the answer."""


@dataclass
class Server:
    """`one_by_one` answers a request only after the one before."""

    delay: Delay = lambda: 0.0
    headers: bytes = b""
    status: bytes = b"200 OK"
    body: bytes = b'{"answer": "yes"}'
    one_by_one: bool = False
    asked: list[str] = field(default_factory=list)
    url: str = ""

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                if found := LENGTH.search(head):
                    await reader.readexactly(int(found[1]))
                self.asked.append(head.partition(b" HTTP")[0].decode())
                if self.one_by_one:
                    async with self.turn:
                        await asyncio.sleep(self.delay())
                else:
                    await asyncio.sleep(self.delay())
                length = f"content-length: {len(self.body)}\r\n".encode()
                first = b"HTTP/1.1 " + self.status + b"\r\n"
                writer.write(first + self.headers + length + b"\r\n" + self.body)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run(self, ready: threading.Event, done: asyncio.Event) -> None:
        self.turn = asyncio.Lock()
        server = await asyncio.start_server(self.handle, "127.0.0.1", 0, backlog=1000)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ready.set()
        await done.wait()
        server.close()


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    loop, ready = asyncio.new_event_loop(), threading.Event()
    done = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(server.run(ready, done)))
    thread.start()
    ready.wait(10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.close()
