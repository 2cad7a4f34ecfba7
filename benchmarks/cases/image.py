"""The image of a fresh service: how large it is, and what building, reading and starting take."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from goldenpath_gates import config
from goldenpath_gates.image import building, engine, inspection, inventory, smoke
from goldenpath_gates.image.settings import LAYOUT
from goldenpath_gates.registry import layout

from benchmarks import lab as labs
from benchmarks.lab import Lab
from benchmarks.measure import command, interleaved, say, times
from benchmarks.series import Series
from tests import base_image

RUNS = 3
SIZE_MB = 200.0
PROVIDER_AWAY = {"AUTH_ISSUER": "http://127.0.0.1:9"}
"""It starts all the same."""


def run(lab: Lab, runs: int) -> Sequence[Series]:
    lab.release(labs.version())
    service = lab.service("service", labs.version())
    env = {"GOLDENPATH_SOURCE": str(labs.ROOT), "CI": ""}
    say("image: the lock and the bill of materials")
    base = _start_from_what_is_here(service)
    command(("uv", "lock", "-q"), service)
    labs.commit(service, "the lock")
    command(("goldenpath", "run", "sbom"), service, env)
    builder = engine.find(os.environ)
    settings = config.load(service)
    plan = building.plan(service, settings.image, os.environ)
    folder = service / LAYOUT
    say("image: the first build, which fetches what the later ones need, too")
    built = inspection.read(building.built(builder, plan.recipe, folder), plan.health)
    parts: dict[str, Callable[[], object]] = {
        "build": partial(building.built, builder, plan.recipe, folder),
        "every byte against its digest": lambda: layout.read(folder).verify(),
        "packages read": lambda: inventory.components(layout.read(folder)),
        "start, readiness, health": lambda: smoke.started(
            service, settings.service, builder, built, PROVIDER_AWAY
        ),
    }
    subjects = {name: partial(_seconds, work) for name, work in parts.items()}
    took = interleaved("image", runs, subjects)
    say("image: the whole stage")
    stage = ("goldenpath", "run", "image", "--allow-incomplete")
    whole = [command(stage, service, env) for _ in range(runs)]
    return (
        Series(f"compressed size, {base}", "MB", (built.layout.size / 1e6,), SIZE_MB),
        *(Series(name, "s", tuple(took[name])) for name in parts),
        *times("goldenpath run image", whole),
    )


def _start_from_what_is_here(service: Path) -> str:
    """The base of the tests, where it was made: its registry cannot be reached from everywhere."""
    if base_image.reference() is None:
        return "on the Dockerfile's base"
    base_image.start_from(service)
    return "on the base of the tests"


def _seconds(work: Callable[[], object]) -> float:
    clock = time.perf_counter()
    work()
    return time.perf_counter() - clock
