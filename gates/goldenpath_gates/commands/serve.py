"""Start the service, wait until it is ready, and keep it until Ctrl-C."""

from __future__ import annotations

import argparse
from pathlib import Path

from goldenpath_gates.errors import FailedError

DEFAULT_PORT = 8000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, help="port (default: 8000)")


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import config, console, service, uv

    root = Path.cwd()
    settings = config.load(root).service
    if settings.start[0] == "uv":
        uv.require_lock(root)
    with service.serving(root, settings, args.port) as running:
        console.say(f"{settings.name} answers on {running.url} (Ctrl-C stops it)")
        code = running.child.wait()
    raise FailedError(f"{settings.name} ended by itself with exit code {code}")


def _port(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return number
