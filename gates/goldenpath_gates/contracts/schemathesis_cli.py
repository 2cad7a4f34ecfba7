"""Schemathesis, in a process that reaches nothing but the service: `HOST PORT ARGUMENTS...`.

A document may name other hosts in many places (references, links, examples, discriminators).
"""

from __future__ import annotations

import sys
from typing import Any


def main() -> None:
    confine(sys.argv[1], int(sys.argv[2]))
    from schemathesis.cli import schemathesis

    schemathesis(args=sys.argv[3:], prog_name="schemathesis")


def confine(host: str, port: int) -> None:
    """For the rest of this process; whatever else is looked up or connected to is refused."""

    def refuse(event: str, args: tuple[Any, ...]) -> None:
        if event == "socket.connect" and tuple(args[1][:2]) != (host, port):
            raise ConnectionRefusedError(f"only {host}:{port} is asked")
        if event == "socket.getaddrinfo" and args[0] not in (host, None):
            raise ConnectionRefusedError(f"only {host} is looked up")

    sys.addaudithook(refuse)


if __name__ == "__main__":
    main()
