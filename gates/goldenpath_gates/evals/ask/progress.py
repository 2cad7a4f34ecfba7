"""What a person sees while the cases are asked: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator

from goldenpath_gates.console import say
from goldenpath_gates.evals.record import Record

STEPS = 10


def shown(records: Iterable[Record], total: int) -> Iterator[Record]:
    """Hands the records on as they come; `total` is how many are expected."""
    return bar(records, total) if sys.stdout.isatty() else lines(records, total)


def lines(records: Iterable[Record], total: int) -> Iterator[Record]:
    """A line after each tenth of the cases."""
    started, errors, step = time.monotonic(), 0, max(1, -(-total // STEPS))
    for number, record in enumerate(records, start=1):
        errors += record.error is not None
        yield record
        if number % step == 0 or number == total:
            rate = number / max(time.monotonic() - started, 1e-9)
            say(f"{number} of {total} cases asked, {rate:.0f} a second, {errors} without an answer")


def bar(records: Iterable[Record], total: int) -> Iterator[Record]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    errors = TextColumn("{task.fields[errors]} without an answer")
    rate = TextColumn("{task.fields[rate]:.0f} a second")
    columns = (TextColumn("asking"), BarColumn(), MofNCompleteColumn(), rate, errors, Remaining())
    started = time.monotonic()
    with Progress(*columns, transient=True) as progress:
        task, missed = progress.add_task("asking", total=total, errors=0, rate=0.0), 0
        for number, record in enumerate(records, start=1):
            missed += record.error is not None
            rated = number / max(time.monotonic() - started, 1e-9)
            progress.update(task, advance=1, errors=missed, rate=rated)
            yield record
