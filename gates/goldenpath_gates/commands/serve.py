"""Start the service, wait until it is ready, and keep it until Ctrl-C."""

from __future__ import annotations

import argparse
from pathlib import Path

from goldenpath_gates.errors import FailedError

DEFAULT_PORT = 8000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, help="port (default: 8000)")


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import config, console, uv
    from goldenpath_gates.identity import curl
    from goldenpath_gates.identity.serving import serving

    root = Path.cwd()
    loaded = config.load(root)
    settings, request = loaded.service, loaded.eval.request
    if settings.start[0] == "uv":
        uv.require_lock(root)
    with serving(root, loaded, args.port) as running:
        console.say(f"{settings.name} answers on {running.url} (Ctrl-C stops it)")
        if issuer := running.credentials.issuer:
            body = {request.text: "Are you there?"}
            console.say(f"it trusts {issuer.url} meanwhile, which gives tokens to whoever asks:")
            console.say(curl.question(f"{running.url}{request.path}", body, issuer.url))
        code = running.child.wait()
    raise FailedError(f"{settings.name} ended by itself with exit code {code}")


def _port(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return number
