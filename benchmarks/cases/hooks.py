"""How long a commit waits: the start of each hook, its look at one file, a thousand prompts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from goldenpath_gates import own_hooks

from benchmarks.lab import Lab, version
from benchmarks.measure import Sample, command, interleaved, times
from benchmarks.series import Series

RUNS = 7
PROMPTS = 1000
# An installed hook is compiled; some shells keep Python from writing what it compiled.
COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
# What a small commit hands to each hook; the others look at the whole service.
ONE_FILE = {
    "prompt-lint": "prompts/answer.prompty",
    "no-hardcoded-keys": "README.md",
    "format-json": "renovate.json",
    "format-yaml": "slo.yaml",
    "check-schemas": "goldenpath.toml",
    "check-conflicts": "README.md",
}
START_AIM_S = 0.08
LINT_AIM_S = 1.0


def run(lab: Lab, runs: int) -> Sequence[Series]:
    lab.release(version())
    service = lab.service("service", version())
    ids = [hook["id"] for hook in own_hooks.manifest()]
    lines = {f"{id_} starts": _hook(id_, "--help") for id_ in ids}
    lines |= {f"{id_}, one file": _hook(id_, *ONE_FILE.get(id_, "").split()) for id_ in ids}
    found = interleaved("hooks", runs, {name: _at(service, line) for name, line in lines.items()})
    many = f"{PROMPTS} prompts linted"
    lint = _at(service, _hook("prompt-lint", *_many_prompts(service)))
    aims = {f"{id_} starts": START_AIM_S for id_ in ids} | {many: LINT_AIM_S}
    found |= interleaved("hooks", runs, {many: lint})
    return [s for name, samples in found.items() for s in times(name, samples, aims.get(name))]


def _at(service: Path, line: tuple[str, ...]) -> Callable[[], Sample]:
    return partial(command, line, service, COMPILED)


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
