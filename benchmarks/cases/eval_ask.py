"""1,000 cases asked over HTTP: a bare service that calls the model stub for each."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence

from goldenpath_gates.config import Service
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.ask import source
from goldenpath_gates.evals.ask.run import ask
from goldenpath_gates.evals.case import Case, Expected
from goldenpath_gates.evals.record import Answer, Record
from goldenpath_gates.evals.settings import Eval, Model
from goldenpath_gates.service import Running, serving

from benchmarks import lab as labs
from benchmarks.lab import Lab
from benchmarks.measure import Sample, interleaved, times
from benchmarks.series import Series

RUNS = 5
CASES = 1000
AIM_S = 10.0
BARE = labs.ROOT / "benchmarks" / "apps" / "asker.py"


def run(lab: Lab, runs: int) -> Sequence[Series]:
    bare = Service("asker", (sys.executable, str(BARE)), "/readyz")
    with (
        source.model(Model(), lab.folder) as model,
        serving(lab.folder, bare, env=model.env) as running,
    ):
        found = interleaved("eval_ask", runs, {"asked": lambda: asked(running)})
    return times(f"{CASES} cases", found["asked"], AIM_S)


def asked(running: Running) -> Sample:
    """CPU is that of asking alone: the service and the stub are processes of their own."""
    clock, cpu = time.perf_counter(), time.process_time()
    for record in ask(cases(), running, Eval(), kept):
        if record.error:
            raise IncompleteError(f"{record.id}: {record.error}: mend it first")
    return Sample(time.perf_counter() - clock, time.process_time() - cpu)


def cases() -> Iterator[Case]:
    for number in range(CASES):
        yield Case(f"case-{number}", f"What is release number {number}?", Expected())


def kept(case: Case, answers: Sequence[Answer]) -> Record:
    return Record(case.id, "", case.input, error=answers[0].error)
