from __future__ import annotations

import os
import signal
import threading
import time

import pytest
from goldenpath_gates import interrupts

from tests.gates.support import PATIENCE_S


@pytest.mark.parametrize("number", interrupts.SIGNALS)
def test_a_signal_is_raised_once(number: signal.Signals) -> None:
    with interrupts.raised():
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
        for again in interrupts.SIGNALS:
            signal.raise_signal(again)


def test_the_handlers_are_restored() -> None:
    before = [signal.getsignal(number) for number in interrupts.SIGNALS]
    with pytest.raises(KeyboardInterrupt), interrupts.raised():
        signal.raise_signal(signal.SIGTERM)
    with interrupts.raised(), interrupts.held_back():
        pass
    assert [signal.getsignal(number) for number in interrupts.SIGNALS] == before


def test_an_ignored_signal_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with interrupts.raised(), interrupts.held_back():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_signal_is_held_back_until_the_end_of_the_block() -> None:
    done = []

    def block() -> None:
        with interrupts.held_back():
            signal.raise_signal(signal.SIGTERM)
            done.append("the rest of the block")

    with interrupts.raised(), pytest.raises(KeyboardInterrupt):
        block()
    assert done


def test_a_signal_that_python_missed_is_repeated() -> None:
    """It reaches another thread, so that nothing wakes the read of the main one."""
    silent, held = os.pipe()
    seen = threading.Event()
    gave_up = []

    def send() -> None:
        time.sleep(0.2)  # until the read blocks; before, the test would show nothing
        signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
        if not seen.wait(PATIENCE_S):
            gave_up.append(True)
            os.write(held, b"x")

    thread = threading.Thread(target=send)

    def block() -> None:
        thread.start()
        os.read(silent, 1)

    with interrupts.raised(), pytest.raises(KeyboardInterrupt):
        block()
    seen.set()
    thread.join()
    os.close(silent)
    os.close(held)
    assert not gave_up


def test_other_threads_hold_nothing_back() -> None:
    seen = []

    def look() -> None:
        with interrupts.held_back():
            seen.append(signal.getsignal(signal.SIGTERM))

    with interrupts.raised():
        expected = signal.getsignal(signal.SIGTERM)
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen == [expected]
