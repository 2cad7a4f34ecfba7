"""The command `goldenpath model-stub`."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from goldenpath_gates.errors import IncompleteError

# 2026-01-01T00:00:00Z: a fixed clock keeps every answer byte for byte the same.
DEFAULT_CREATED = 1767225600


def port_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (0 to 65535)")
    return int(text)


def unix_seconds(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time in whole Unix seconds")
    return int(text)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    add("--port", type=port_number, default=0, help="port; 0 takes a free one (default)")
    add("--rules", type=Path, metavar="FILE", help="rule table: which reply to which question")
    add("--scenario", type=Path, metavar="FILE", help="which request meets which fault")
    add("--created", type=unix_seconds, default=DEFAULT_CREATED, metavar="SECONDS",
        help="the `created` time of every answer (default: %(default)s)")  # fmt: skip
    add("--require-key", action="store_true", help="answer 401 to a request without a bearer key")


def run(args: argparse.Namespace) -> int:
    """Serve until SIGTERM (returns 0) or Ctrl-C (raises KeyboardInterrupt).

    Raises UsageError for a wrong file or a port in use, IncompleteError without the libraries.
    """
    try:
        from goldenpath_gates.model_stub.app import build
        from goldenpath_gates.model_stub.server import bind, make_server, url_of
    except ModuleNotFoundError as error:
        raise IncompleteError(
            f"model-stub needs the Python package {error.name}; install goldenpath[gates]"
        ) from error
    app = build(args.rules, args.scenario, created=args.created, require_key=args.require_key)
    # uvicorn raises the signal again once it has shut down; that must not be death by signal.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with bind(args.host, args.port) as listener:
        print(f"model-stub listening on {url_of(listener)}/v1", flush=True)
        make_server(app).run(sockets=[listener])
    return 0
