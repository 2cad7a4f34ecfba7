"""The listening socket and the HTTP server."""

from __future__ import annotations

import asyncio
import errno
import socket

from starlette.applications import Starlette
from uvicorn import Config, Server
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from goldenpath_gates.errors import UsageError

BACKLOG = 2048


class FaultProtocol(HttpToolsProtocol):
    """Lends the transport to the application: a fault may have to drop the connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class StubServer(Server):
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Cut what is open: the fault `timeout` would hold the end for minutes."""
        for connection in list(self.server_state.connections):
            if isinstance(connection, FaultProtocol):
                connection.transport.abort()
        await super().shutdown(sockets)


def bind(host: str, port: int) -> socket.socket:
    """Listen at once, so that a client may connect as soon as the URL is known."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UsageError(
                f"port {port} on {host} is in use; name another one with --port, "
                "or --port 0 for a free one"
            ) from error
        raise UsageError(
            f"cannot listen on {host}, port {port}: {error.strerror}; change --host or --port"
        ) from error


def url_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def make_server(app: Starlette) -> Server:
    config = Config(
        app,
        http=FaultProtocol,
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        # A date would make two equal answers differ.
        date_header=False,
        server_header=False,
        # Longer than clients keep one: a request must not meet a connection that has just ended.
        timeout_keep_alive=75,
        headers=[("x-goldenpath-stub", "not a quality signal")],
    )
    return StubServer(config)
