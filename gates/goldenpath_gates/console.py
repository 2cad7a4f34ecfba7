"""What a person sees while a train runs: a live table on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from goldenpath_gates.train import Stage

if TYPE_CHECKING:
    from rich.table import Table

    from goldenpath_gates.runner import Ended

TAIL_LINES = 40
COLOURS = {"passed": "green", "failed": "red", "incomplete": "yellow", "error": "magenta"}


class Plain(AbstractContextManager["Plain"]):
    """One line when a stage starts, one when it ends, and the end of its output if it broke."""

    def __exit__(self, *_: object) -> None:
        return None

    def started(self, stage: Stage) -> None:
        say(f"{stage.id}: started")

    def ended(self, ended: Ended) -> None:
        say(f"{ended.stage.id}: {ended.outcome} in {ended.duration_s:.1f} s: {ended.summary}")
        show_log(ended)


class Live(AbstractContextManager["Live"]):
    """A table that shows every stage of the run, with a clock on those that are running."""

    def __init__(self, stages: Iterable[Stage]) -> None:
        from rich.live import Live as RichLive

        self._state: dict[str, tuple[str, float, str]] = {
            stage.id: ("waiting", 0.0, "") for stage in stages
        }
        self._broken: list[Ended] = []
        self._live = RichLive(get_renderable=self._table, refresh_per_second=8)

    def __enter__(self) -> Live:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()
        for ended in self._broken:
            show_log(ended)

    def started(self, stage: Stage) -> None:
        self._state[stage.id] = ("running", time.monotonic(), stage.asks)

    def ended(self, ended: Ended) -> None:
        self._state[ended.stage.id] = (ended.outcome, ended.duration_s, ended.summary)
        self._broken.append(ended)

    def _table(self) -> Table:
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in ("stage", "verdict", "time", ""):
            table.add_column(name, overflow="fold")
        for stage, (state, seconds, text) in self._state.items():
            shown = time.monotonic() - seconds if state == "running" else seconds
            table.add_row(
                stage,
                Text(state, style=COLOURS.get(state, "dim")),
                f"{shown:.1f} s" if shown else "",
                Text(text),
            )
        return table


def watcher(stages: Sequence[Stage]) -> Plain | Live:
    return Live(stages) if sys.stdout.isatty() else Plain()


def say(text: str) -> None:
    # One write: stages that start together report from threads of their own.
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def show_log(ended: Ended) -> None:
    """The end of what a broken stage said, so that nobody has to look for a file."""
    if ended.outcome in ("passed", "not run") or ended.log is None:
        return
    lines = ended.log.read_text(encoding="utf-8", errors="replace").splitlines()
    if len(lines) > TAIL_LINES:
        say(f"--- {ended.stage.id}: last {TAIL_LINES} of {len(lines)} lines of {ended.log}")
    else:
        say(f"--- {ended.stage.id}")
    say("\n".join(lines[-TAIL_LINES:]))


def plain(text: str) -> str:
    """One line without control characters: a change writes its own reports, and a log line that
    begins with `::` is a command to GitHub."""
    return "".join(character if character.isprintable() else " " for character in text)


def columns(rows: Iterable[Sequence[str]]) -> str:
    """Plain text in aligned columns."""
    table = [[plain(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    )
