"""Running other programs so that nothing they started outlives us."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO, Any

from goldenpath_gates import interrupts
from goldenpath_gates.errors import IncompleteError

GRACE_S = 5.0
"""Seconds between the request to end and the kill."""


@dataclass(frozen=True)
class Result:
    """How a program ended, and its output (stdout and stderr together)."""

    code: int
    output: str


def find(tool: str, remedy: str) -> str:
    """The path of a tool; incomplete, with the remedy, when it is not installed."""
    path = shutil.which(tool)
    if path is None:
        raise IncompleteError(f"{tool} is not installed: {remedy}")
    return path


def run(
    command: Sequence[str], cwd: Path, *, env: Mapping[str, str] | None = None, echo: bool = True
) -> Result:
    """Runs a program to its end and collects its output, echoing it line by line."""
    lines = []
    with group(command, cwd, env=env, stdout=subprocess.PIPE) as child:
        for line in child.stdout or ():
            lines.append(line)
            if echo:
                sys.stdout.write(line)
                sys.stdout.flush()
    return Result(child.returncode, "".join(lines))


@contextmanager
def group(
    command: Sequence[str],
    cwd: Path,
    *,
    env: Mapping[str, str] | None = None,
    stdout: int | IO[Any] | None = None,
) -> Iterator[subprocess.Popen[str]]:
    """Starts a program as the head of its own process group and ends the group on the way out.

    A program that cannot be started is incomplete. Output is text; stderr goes where stdout goes.
    """
    child = None
    try:
        with interrupts.held_back():  # until the child is known here
            child = _start(command, cwd, env, stdout)
        sweeper = Thread(target=_sweep, args=(child,), daemon=True)
        sweeper.start()
        yield child
        sweeper.join()
    except BaseException:
        if child:
            end([child])
        raise


def _start(
    command: Sequence[str],
    cwd: Path,
    env: Mapping[str, str] | None,
    stdout: int | IO[Any] | None,
) -> subprocess.Popen[str]:
    try:
        return subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.STDOUT if stdout is not None else None,
            text=True,
            errors="replace",
            start_new_session=True,
        )
    except FileNotFoundError:
        raise IncompleteError(f"{command[0]} is not installed: put it on PATH") from None
    except OSError as error:
        raise IncompleteError(f"{command[0]} cannot be started: {error.strerror}") from None


def _sweep(child: subprocess.Popen[str]) -> None:
    """Kills what a program leaves behind: it would also keep the pipe to us open."""
    child.wait()
    _signal(child, signal.SIGKILL)


def end(children: Sequence[subprocess.Popen[str]], grace: float = GRACE_S) -> None:
    """Asks whole groups to end, all at once, then insists after `grace` seconds."""
    for child in children:
        _signal(child, signal.SIGTERM)
    deadline = time.monotonic() + grace
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, deadline - time.monotonic()))
    for child in children:
        # Also after a polite end: a grandchild may have ignored the request.
        _signal(child, signal.SIGKILL)
        child.wait()


def _signal(child: subprocess.Popen[str], number: signal.Signals) -> None:
    # macOS answers "not permitted" where only the dead are left in a group.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)
