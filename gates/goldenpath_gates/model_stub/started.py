"""The stub as a process of its own, for the time of a `with` block."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from goldenpath_gates import process
from goldenpath_gates.console import plain
from goldenpath_gates.errors import IncompleteError

# -P: what lies in the root of the service is no module of ours.
COMMAND = (sys.executable, "-P", "-m", "goldenpath_gates", "model-stub")
FIRST_LINE = re.compile(r"model-stub listening on (http://\S+)/v1\n")
SHOWN_LINES = 20


@dataclass(frozen=True, slots=True)
class Address:
    """`api` is the base URL of the API, `control` that of the stub's own routes."""

    api: str
    control: str

    @property
    def journal(self) -> str:
        return f"{self.control}/requests"


@contextmanager
def started(root: Path, *options: str) -> Iterator[Address]:
    """A stub with the options of `goldenpath model-stub`; paths are relative to the root.

    Raises IncompleteError where it does not start.
    """
    with process.group([*COMMAND, *options], root, stdout=subprocess.PIPE) as child:
        yield _listening(child)
        process.end([child])


def _listening(child: subprocess.Popen[str]) -> Address:
    """Later output is read and dropped: a full pipe would stop the stub."""
    output = child.stdout or iter(())
    first = next(iter(output), "")
    found = FIRST_LINE.fullmatch(first)
    if not found:
        said = plain(" ".join([first, *deque(output, SHOWN_LINES)]).strip())
        raise IncompleteError(f"the model stub did not start: {said or 'it said nothing'}")
    Thread(target=deque, args=(output, 0), daemon=True).start()
    return Address(f"{found[1]}/v1", f"{found[1]}/_stub")
