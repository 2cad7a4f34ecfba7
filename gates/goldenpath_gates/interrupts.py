"""Ctrl-C, a cancelled job and a closed terminal are one thing: unwinding stops the children."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
INSIST_EVERY_S = 0.05


@contextmanager
def raised() -> Iterator[None]:
    """Each of the signals raises KeyboardInterrupt, once, for the time of a `with` block."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:  # as nohup and background jobs want it
            signal.signal(number, _raise)
    try:
        with _insisting():
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def held_back() -> Iterator[None]:
    """Delivers them at the end of the block, for a moment in which nothing may be lost."""
    if threading.current_thread() is not threading.main_thread():
        yield  # Python raises in the main thread only
        return
    held: list[signal.Signals] = []
    before = {number: signal.getsignal(number) for number in SIGNALS}
    caught = {number: handler for number, handler in before.items() if callable(handler)}
    for number in caught:
        signal.signal(number, lambda got, frame: held.append(signal.Signals(got)))
    try:
        yield
    finally:
        for number, handler in caught.items():
            signal.signal(number, handler)
        for number in held:
            signal.raise_signal(number)


@contextmanager
def _insisting() -> Iterator[None]:
    """Repeats a signal that Python did not see: one that comes just before a read blocks."""
    heard, told = os.pipe()
    os.set_blocking(told, False)
    before = signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    insister = threading.Thread(target=_insist, args=(heard,), daemon=True)
    insister.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        os.close(told)
        insister.join()
        os.close(heard)


def _insist(heard: int) -> None:
    while number := os.read(heard, 1):
        time.sleep(INSIST_EVERY_S)
        if signal.getsignal(number[0]) is _raise:
            signal.pthread_kill(threading.main_thread().ident or 0, number[0])


def _raise(number: int, frame: FrameType | None) -> NoReturn:
    # A second one would cut short the clean-up, which takes seconds at most.
    for other in SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt
