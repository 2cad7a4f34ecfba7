"""Checks the settings and serves: `python -m <package>`."""

import socket
import sys

import uvicorn

from .app import create_app
from .errors import StartError
from .logs import configure_logs
from .server import Server
from .settings import Settings, load_settings

BACKLOG = 2048


def main() -> int:
    try:
        settings = load_settings()
        configure_logs(settings.log_level)
        app = create_app(settings)
        listener = listen(settings)
    except StartError as exc:
        print(exc, file=sys.stderr)
        return 2
    config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False)
    Server(config, app, settings.shutdown_delay_seconds).run(sockets=[listener])
    return 0


def listen(settings: Settings) -> socket.socket:
    """Bind before uvicorn does, so that a wrong address is a sentence too."""
    address = (settings.host, settings.port)
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server(address, family=family, backlog=BACKLOG)
    except OSError as exc:
        where, why = f"{settings.host}:{settings.port}", str(exc.strerror).partition(" (")[0]
        advice = "free it, or choose another by HOST and PORT"
        raise StartError(f"{where} cannot be used ({why}): {advice}.") from None


if __name__ == "__main__":
    raise SystemExit(main())
