"""Throughput and CPU time per request of `goldenpath model-stub`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from goldenpath_gates.config import Service
from goldenpath_gates.service import serving

from benchmarks.lab import Lab
from benchmarks.load import post
from benchmarks.measure import interleaved
from benchmarks.series import Series

RUNS = 7
REQUESTS = 2000
WARM_UP = 500
PATH = "/v1/chat/completions"
QUESTION = {"role": "user", "content": "What is a canary release?"}
BODY = json.dumps({"model": "gpt-test", "messages": [QUESTION]}).encode()
# The port is known when the server starts, and the shell makes way for it.
START = ("sh", "-c", f'exec {sys.executable} -m goldenpath_gates model-stub --port "$PORT"')


def run(lab: Lab, runs: int) -> Sequence[Series]:
    with serving(lab.folder, Service("model-stub", START, "/healthz")) as stub:
        post(stub, PATH, BODY, WARM_UP)
        loads = interleaved("model_stub", runs, {"load": lambda: post(stub, PATH, BODY, REQUESTS)})
    return (
        Series("requests per second", "1/s", tuple(s.requests_per_s for s in loads["load"])),
        Series("CPU per request", "us", tuple(s.cpu_us for s in loads["load"])),
    )
