"""Serve answers as an OpenAPI document promises them, before there is a service."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from goldenpath_gates.model_stub.command import port_number

STATUS = re.compile(r"[45][0-9]{2}")


def error_kind(text: str) -> str:
    """`all`, what the option means alone, goes through here too."""
    if text not in ("all", "problem") and not STATUS.fullmatch(text):
        raise argparse.ArgumentTypeError(
            f"{text!r} is neither an error status (400 to 599) nor `problem`"
        )
    return text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("file", nargs="?", type=Path, default=Path("contracts/openapi.json"), metavar="FILE",
        help="OpenAPI 3.0 or 3.1 document (default: %(default)s)")  # fmt: skip
    add("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    add("--port", type=port_number, default=0, help="port; 0 takes a free one (default)")
    add("--seed", type=int, default=7, metavar="N",
        help="another seed, other values (default: %(default)s)")  # fmt: skip
    add("--negative", nargs="?", const="all", type=error_kind, metavar="STATUS|problem",
        help="answer each documented error in turn: all of them, those of a status, or those "
        "that are problem documents")  # fmt: skip
    parser.epilog = "example: goldenpath contract mock contracts/openapi.json --port 8080"


def run(args: argparse.Namespace) -> int:
    """Serve until SIGTERM (returns 0) or Ctrl-C (raises KeyboardInterrupt).

    Raises DocumentError for a document that cannot be served, UsageError for a port in use.
    """
    from goldenpath_gates.contracts.mock.server import serve

    serve(args)
    return 0
