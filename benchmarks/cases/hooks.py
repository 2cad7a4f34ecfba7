"""How long a commit waits: the start of each hook, and a thousand prompts linted."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from goldenpath_gates import own_hooks

from benchmarks.lab import Lab, version
from benchmarks.measure import command, interleaved, times
from benchmarks.series import Series

RUNS = 7
PROMPTS = 1000
# An installed hook is compiled; some shells keep Python from writing what it compiled.
COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
START_AIM_S = 0.08
LINT_AIM_S = 1.0


def run(lab: Lab, runs: int) -> Sequence[Series]:
    lab.release(version())
    service = lab.service("service", version())
    ids = [hook["id"] for hook in own_hooks.manifest()]
    starts = interleaved(
        "hooks",
        runs,
        {id_: partial(command, _hook(id_, "--help"), service, COMPILED) for id_ in ids},
    )
    lint = partial(command, _hook("prompt-lint", *_many_prompts(service)), service, COMPILED)
    linted = interleaved("hooks", runs, {"lint": lint})["lint"]
    return (
        *(s for id_ in ids for s in times(f"{id_} starts", starts[id_], START_AIM_S)),
        *times(f"{PROMPTS} prompts linted", linted, LINT_AIM_S),
    )


def _hook(id_: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", f"goldenpath_hooks.{id_.replace('-', '_')}", *arguments)


def _many_prompts(service: Path) -> list[str]:
    """The prompt of a rendered service, again and again under other names."""
    text = (service / "prompts" / "answer.prompty").read_text("utf-8")
    names = [f"answer-{number:04}" for number in range(PROMPTS)]
    for name in names:
        path = service / "prompts" / f"{name}.prompty"
        path.write_text(text.replace("name: answer\n", f"name: {name}\n"), "utf-8")
    return [f"prompts/{name}.prompty" for name in names]
