"""CPU time per request of the rendered service, over a bare FastAPI echo on the same server."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial

from goldenpath_gates import config, uv
from goldenpath_gates.service import Running, serving

from benchmarks import lab as labs
from benchmarks.lab import Lab
from benchmarks.load import Load, post
from benchmarks.measure import command, interleaved, say
from benchmarks.series import Series, differences, ratios

RUNS = 7
AIM_US = 400.0
REQUESTS = 2000
WARM_UP = 500
PATH = "/v1/answers"
BODY = json.dumps({"question": "What is a canary release?"}).encode()
READY_S = 60.0
ECHO = labs.ROOT / "benchmarks" / "apps" / "echo.py"


def run(lab: Lab, runs: int) -> Sequence[Series]:
    lab.release(labs.version())
    service = lab.service("service", labs.version(), auth="none")
    say("overhead: installing the service's environment")
    command(uv.command("sync", "--quiet", "--no-dev"), service)
    python = str(service / ".venv" / "bin" / "python")
    own = config.Service("service", (python, "-m", "answer_service"), ready_timeout=READY_S)
    bare = config.Service("echo", (python, str(ECHO)), "/openapi.json", READY_S)
    with serving(service, own) as ours, serving(service, bare) as echo:
        found = compared({"echo": echo, "service": ours}, runs)
    return results(found["echo"], found["service"])


def compared(servers: dict[str, Running], runs: int) -> dict[str, list[Load]]:
    for server in servers.values():
        post(server, PATH, BODY, WARM_UP)
    subjects = {name: partial(post, s, PATH, BODY, REQUESTS) for name, s in servers.items()}
    return interleaved("overhead", runs, subjects)


def results(echo: Sequence[Load], ours: Sequence[Load]) -> Sequence[Series]:
    bare, own = ([load.cpu_us for load in loads] for loads in (echo, ours))
    return (
        Series("bare FastAPI echo, CPU per request", "us", tuple(bare)),
        Series("rendered service, CPU per request", "us", tuple(own)),
        Series("overhead, CPU per request", "us", differences(own, bare), AIM_US),
        Series("service / echo, CPU", "x", ratios(own, bare)),
    )
