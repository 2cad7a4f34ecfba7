"""Processes that outlive the command, and are found again by the next one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from goldenpath_gates import interrupts, process
from goldenpath_gates.console import plain
from goldenpath_gates.errors import IncompleteError

PROC = Path("/proc")
MARK = "GOLDENPATH_ENVIRONMENT_MARK"
"""The variable by which a process is known to be an environment's, though its parent is gone."""
# It runs nothing before it is in the record: where we are killed, its input ends, and so does it.
GATE = 'read -r go && exec "$@" </dev/null'
LOOK_S = 0.05
STARTS_S = 60.0
SAID = 1500
"""Characters of what it printed that are shown."""


@dataclass(frozen=True)
class Account:
    """Whom a program runs as; None of `user` is whoever we are."""

    user: int | None = None
    group: int | None = None


@dataclass(frozen=True)
class Process:
    """The head of a process group. `started` tells it from a later one of the same number; `stop`
    names the signal by which it ends in good order."""

    pid: int
    started: str
    stop: str = "SIGTERM"


@dataclass(frozen=True)
class Seen:
    pid: int
    group: int
    started: str


def start(
    command: Sequence[str],
    cwd: Path,
    env: Mapping[str, str],
    log: IO[str],
    note: Callable[[Process], None],
    *,
    account: Account | None = None,
    stop: str = "SIGTERM",
) -> subprocess.Popen[str]:
    """In a session of its own. `note` has to write it down before the program itself begins."""
    account = account or Account()
    heard, told = os.pipe()
    try:
        with interrupts.held_back():
            child = subprocess.Popen(
                ("sh", "-c", GATE, "sh", *command),
                cwd=cwd,
                env=dict(env),
                stdin=heard,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
                user=account.user,
                group=account.group,
                extra_groups=None if account.user is None else (),
            )
            if seen := table().get(child.pid):
                note(Process(child.pid, seen.started, stop))
        with suppress(BrokenPipeError):
            os.write(told, b"go\n")
    finally:
        os.close(heard)
        os.close(told)
    return child


def await_ready(
    child: subprocess.Popen[str], ready: Callable[[], bool], name: str, log: Path
) -> None:
    """Raises IncompleteError, with what it said, where it ends or takes too long."""
    deadline = time.monotonic() + STARTS_S
    while not ready():
        if child.poll() is not None or time.monotonic() > deadline:
            said = plain(log.read_text(encoding="utf-8", errors="replace")[-SAID:])
            raise IncompleteError(f"{name} did not start: {said or 'it said nothing'}")
        time.sleep(LOOK_S)


def alive(*each: Process) -> bool:
    now = table()
    return all(one.pid in now and now[one.pid].started == one.started for one in each)


def end(leaders: Iterable[Process], mark: str) -> tuple[Seen, ...]:
    """Ends their groups, and whatever has a mark that begins like this. Those still there."""
    leaders = tuple(leaders)
    stops = {leader.pid: signal.Signals[leader.stop] for leader in leaders}
    left: tuple[Seen, ...] = ()
    for insist in (False, True):
        deadline = time.monotonic() + process.GRACE_S
        asked: set[Seen] = set()
        while left := _members(leaders, mark):
            # Also those that were started since the last look.
            for one in set(left) - asked:
                _signal(one, signal.SIGKILL if insist else stops.get(one.pid, signal.SIGTERM))
            asked |= set(left)
            if time.monotonic() > deadline:
                break
            time.sleep(LOOK_S)
    return left


def _members(leaders: Iterable[Process], mark: str) -> tuple[Seen, ...]:
    """The number of a group that still has a member is nobody else's, as long as its head lives."""
    now = table()
    groups = {one.pid for one in leaders if one.pid in now and now[one.pid].started == one.started}
    return tuple(one for one in now.values() if one.group in groups or _marked(one.pid, mark))


def _marked(pid: int, mark: str) -> bool:
    try:
        variables = (PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:  # gone, another user's, or a system without /proc
        return False
    return any(one.startswith(f"{MARK}={mark}".encode()) for one in variables)


def _signal(one: Seen, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if sys.platform != "linux":
            os.kill(one.pid, number)
            return
        handle = os.pidfd_open(one.pid)  # from here on the number cannot become another's
        try:
            if table().get(one.pid) == one:
                signal.pidfd_send_signal(handle, number)
        finally:
            os.close(handle)


def table() -> dict[int, Seen]:
    """Every process but the dead that nobody has buried yet."""
    rows = _from_proc() if (PROC / "self" / "stat").exists() else from_ps()
    return {row.pid: row for row in rows}


def _from_proc() -> Iterable[Seen]:
    boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
    for folder in PROC.iterdir():
        if not folder.name.isdigit():
            continue
        with suppress(OSError):
            # proc(5): the name of the program, in brackets, may hold anything.
            stat = (folder / "stat").read_bytes().rpartition(b")")[2].split()
            if stat[0] not in (b"Z", b"X"):
                yield Seen(int(folder.name), int(stat[2]), f"{boot} {int(stat[19])}")


def from_ps() -> Iterable[Seen]:
    command = ("ps", "-A", "-o", "pid=,pgid=,stat=,lstart=")
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C"}
    )
    for line in done.stdout.splitlines():
        pid, group, state, started = line.split(None, 3)
        if not state.startswith("Z"):
            yield Seen(int(pid), int(group), started)
