"""The command `goldenpath model-stub`."""

from __future__ import annotations

import argparse
from pathlib import Path

from goldenpath_gates.errors import IncompleteError, UsageError

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


def share(text: str) -> float:
    try:
        if 0 <= (number := float(text)) <= 1:
            return number
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is not a share (0 to 1)")


def base_url(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError(f"{text!r} is not an http(s) URL")
    return text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    add("--port", type=port_number, default=0, help="port; 0 takes a free one (default)")
    add("--rules", type=Path, metavar="FILE", help="rule table: which reply to which question")
    add("--scenario", type=Path, metavar="FILE", help="which request meets which fault")
    add("--noise", type=share, default=0.0, metavar="SHARE",
        help="share of answers (0 to 1) that a plausible other one replaces")  # fmt: skip
    add("--noise-seed", type=int, default=0, metavar="N",
        help="another seed replaces other answers (default: %(default)s)")  # fmt: skip
    add("--cassette", type=Path, metavar="FILE", help="recorded replies, in place of the rules")
    add("--record", type=base_url, metavar="URL",
        help="ask this API for what the cassette lacks, and keep its replies there")  # fmt: skip
    add("--created", type=unix_seconds, default=DEFAULT_CREATED, metavar="SECONDS",
        help="the `created` time of every answer (default: %(default)s)")  # fmt: skip
    add("--require-key", action="store_true", help="answer 401 to a request without a bearer key")


def run(args: argparse.Namespace) -> int:
    """Serve until SIGTERM (returns 0) or Ctrl-C (raises KeyboardInterrupt).

    Raises UsageError for a wrong file or a port in use, IncompleteError without the libraries.
    """
    if args.record and not args.cassette:
        raise UsageError("--record needs a file for the replies: name it with --cassette FILE")
    try:
        from goldenpath_gates.model_stub.serve import serve
    except ModuleNotFoundError as error:
        raise IncompleteError(
            f"model-stub needs the Python package {error.name}; install goldenpath[gates]"
        ) from error
    serve(args)
    return 0
