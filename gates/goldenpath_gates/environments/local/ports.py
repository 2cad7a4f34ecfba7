"""Ports of this machine that nobody has."""

from __future__ import annotations

import random
import socket
from collections.abc import Collection, Iterable

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.service import HOST

# Below those that systems give to connections of their own (from 32768 or 49152 on), so that none
# is taken between being chosen and being used.
RANGE = range(20000, 30000)


def chosen(names: Iterable[str], taken: Collection[int]) -> dict[str, int]:
    """One for each name, none of those that are `taken` though nobody listens there yet."""
    found = dict.fromkeys(names, 0)
    candidates = iter(random.sample(RANGE, len(RANGE)))
    for name in found:
        try:
            found[name] = next(port for port in candidates if port not in taken and free(port))
        except StopIteration:
            raise IncompleteError(f"no port from {RANGE[0]} to {RANGE[-1]} is free") from None
    return found


def free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
