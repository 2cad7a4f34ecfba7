"""The command `goldenpath issuer`."""

from __future__ import annotations

import argparse
from pathlib import Path

from goldenpath_gates.errors import UsageError
from goldenpath_gates.model_stub.command import port_number


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--port", type=port_number, default=0,
        help="port of 127.0.0.1, of no other address; 0 takes a free one (default)")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C. Raises UsageError without [identity], or for a port in use."""
    from goldenpath_gates import config, console
    from goldenpath_gates.identity import curl
    from goldenpath_gates.identity.claims import standard
    from goldenpath_gates.issuer.server import Server

    root = Path.cwd()
    loaded = config.load(root)
    if loaded.identity is None:
        raise UsageError(f"whose tokens? {config.FILENAME} has no [identity]")
    try:
        server = Server(args.port, standard(root, loaded, loaded.identity))
    except OSError as error:
        raise UsageError(
            f"port {args.port} cannot be used ({error.strerror}): choose another with --port"
        ) from None
    with server:
        url = server.issuer.url
        console.say(
            f"issuer listening on {url}: it is NO identity provider, it gives tokens to whoever "
            "asks; its key ends with this process"
        )
        console.say(f"a token: {curl.token(url)}")
        server.serve_forever()
    return 0
