from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from goldenpath_gates.config import Service
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.service import serving

from benchmarks import load
from benchmarks.cases import model_stub
from benchmarks.measure import Sample, command, cpu_of, interleaved, times

BUSY = "import time\nwhile time.process_time() < 0.2: pass"
on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads a Linux clock")


def test_cpu_time_of_a_command_includes_its_children(tmp_path: Path) -> None:
    script = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}])"
    sample = command((sys.executable, "-c", script), tmp_path)
    assert sample.cpu >= 0.2
    assert sample.wall >= 0.2


def test_a_command_that_fails_measures_nothing(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match=r"ended with 3.*said this"):
        command(("sh", "-c", "echo said this; exit 3"), tmp_path)


@on_linux
def test_cpu_time_of_a_process() -> None:
    before, own = cpu_of(os.getpid()), time.process_time()
    assert before == pytest.approx(own, abs=0.05)


def test_subjects_take_turns(capsys: pytest.CaptureFixture[str]) -> None:
    order: list[str] = []

    def note(subject: str) -> int:
        order.append(subject)
        return len(order)

    found = interleaved("case", 2, {"a": lambda: note("a"), "b": lambda: note("b")})
    assert order == ["a", "b", "a", "b"]
    assert found == {"a": [1, 3], "b": [2, 4]}
    assert "case: b, run 2 of 2" in capsys.readouterr().err


def test_times() -> None:
    clock, cpu = times("x", [Sample(2.0, 1.0)], aim=3.0)
    assert (clock.samples, clock.aim) == ((2.0,), 3.0)
    assert (cpu.samples, cpu.aim) == ((1.0,), None)


@on_linux
def test_load_counts_requests(tmp_path: Path) -> None:
    with serving(tmp_path, Service("model-stub", model_stub.START, "/healthz")) as stub:
        found = load.post(stub, model_stub.PATH, model_stub.BODY, 32)
        assert found.requests_per_s > 0
        assert found.cpu_us > 0
        with pytest.raises(IncompleteError, match="404"):
            load.post(stub, "/nosuch", b"{}", 16)
