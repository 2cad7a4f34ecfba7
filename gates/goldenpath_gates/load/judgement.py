"""The stage: traffic, open loop, memory, faults; then one verdict over all of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from goldenpath_gates import report
from goldenpath_gates.config import Config
from goldenpath_gates.console import say
from goldenpath_gates.load import faults, figures, generate, limits, live, memory, page, probe
from goldenpath_gates.load import recording as recordings
from goldenpath_gates.load.figures import Part
from goldenpath_gates.load.generate import Measured, Traffic
from goldenpath_gates.load.limits import Limits
from goldenpath_gates.load.local import Local, local
from goldenpath_gates.load.phase import Phase, phases
from goldenpath_gates.load.probe import Shot
from goldenpath_gates.load.recording import Recording
from goldenpath_gates.load.target import Target, promoted, target
from goldenpath_gates.report import Figure, Finding, Judgement

STAGE = "load"
TIMES = 3
"""How often at most a phase is measured."""
Seen = TypeVar("Seen")


@dataclass
class Run:
    """What is known before it starts, and what was measured so far. `seconds` is the length of a
    phase."""

    root: Path
    config: Config
    limits: Limits
    recording: Recording
    seconds: float
    parts: list[Part] = field(default_factory=list)
    measured: list[Measured] = field(default_factory=list)
    shots: Sequence[Shot] = ()
    memory: Sequence[tuple[int, int]] = ()

    def traffic(self, to: Target) -> None:
        settings = self.config.load
        for phase in phases(settings, self.limits, self.recording, self.seconds):
            say(f"{phase.name}: up to {phase.rate:g} requests a second for {phase.seconds:g} s")
            found, part = judgeable(partial(self._phase, phase, to))
            self.measured.append(found)
            self.parts.append(part)

    def probe(self, to: Target) -> None:
        rate = self.config.load.probe_rate
        say(f"probe: {rate:g} requests a second when they are due, open loop")
        self.shots, part = judgeable(partial(self._probe, to))
        self.parts.append(part)

    def _phase(self, phase: Phase, to: Target) -> tuple[Measured, Part]:
        settings = self.config.load
        traffic = Traffic(to.url, to.release, to.token(phase.seconds))
        found = generate.run(self.root, settings, self.limits, self.recording, traffic, phase)
        return found, figures.of_phase(found, self.limits, self.config.eval.request.path)

    def _probe(self, to: Target) -> tuple[Sequence[Shot], Part]:
        times = probe.arrivals("poisson", self.config.load.probe_rate, self.seconds)
        with live.shown("probe", self.seconds) as tell:
            shots = probe.fire(
                to.url,
                self.recording.requests,
                times,
                self.limits.timeout_s,
                tell,
                headers=to.headers,
            )
        route = self.config.eval.request.path
        return shots, figures.of_probe(shots, self.limits, route, to.release)

    def soak(self, service: Local) -> None:
        """The same requests once more, evenly, while somebody watches the memory."""
        settings = self.config.load
        times = probe.arrivals("constant", settings.probe_rate, self.seconds)
        watch = memory.Watch(service.running.child.pid, max(1, len(times) // memory.LOOKS))
        say("memory: watched while the service answers on this machine")
        with live.shown("memory", self.seconds) as tell:
            probe.fire(
                service.running.url,
                self.recording.requests,
                times,
                self.limits.timeout_s,
                tell,
                watch.count,
                service.headers,
            )
        self.memory = watch.points
        self.parts.append(figures.of_memory(watch.points, settings.memory_growth))

    def faults(self) -> None:
        names = self.config.load.faults
        if not names:
            return
        with local(self.root, self.config, self.config.load.env) as service:
            for name in names:
                say(f"fault: {name}")
                found = faults.play(self.config, service, name)
                self.parts.append(Part(name, found.figures, found.findings))


def judgeable(measure: Callable[[], tuple[Seen, Part]]) -> tuple[Seen, Part]:
    """What was measured and what it says; once more where it says nothing of the service, as when
    the machine was busy with something else. What is never measured well stays a gap."""
    seen, part = measure()
    for _ in range(TIMES - 1):
        if part.findings or not part.gaps:
            break
        say(f"{part.name}: once more, since nothing can be judged: {'; '.join(part.gaps)}")
        seen, part = measure()
    return seen, part


def judged(root: Path, config: Config) -> Judgement:
    """Raises IncompleteError where nothing can be measured, FailedError for a recording that holds
    data of persons."""
    report.emptied(root, STAGE)
    release = promoted(root, os.environ)
    settings = config.load
    run = Run(
        root,
        config,
        limits.read(root),
        recordings.read(Path(settings.recorded), root),
        settings.seconds if release else settings.laptop_seconds,
    )
    with target(root, config, run.recording, release) as to:
        where = str(to)
        say(f"load: {where}")
        run.traffic(to)
        run.probe(to)
        if to.here:
            run.soak(to.here)
    if release:
        with local(root, config) as service:
            run.soak(service)
    run.faults()
    verdict = _verdict(run, where)
    files = page.write(run, verdict, where)
    return Judgement(
        verdict.verdict,
        verdict.summary,
        verdict.figures,
        verdict.findings,
        tuple(str(path.relative_to(root)) for path in files),
        verdict.notes,
    )


def _verdict(run: Run, where: str) -> Judgement:
    """Failed where anything is broken, else incomplete where anything could not be judged."""
    found = tuple(figure for part in run.parts for figure in part.figures)
    findings = tuple(finding for part in run.parts for finding in part.findings)
    gaps = [gap for part in run.parts for gap in part.gaps]
    gaps += figures.uncovered(run.parts, run.limits)
    broken = [figure for figure in found if figure.passed is False]
    notes = tuple(Finding("load-gap", gap) for gap in gaps)
    if broken or findings:
        said = [_said(figure) for figure in broken] + [finding.message for finding in findings]
        more = f" and {len(said) - 1} more" if len(said) > 1 else ""
        return Judgement("failed", f"{said[0]}{more}; {where}", found, findings, (), notes)
    if gaps:
        return Judgement("incomplete", f"{'; '.join(gaps)}; {where}", found, (), (), notes)
    judged = sum(figure.passed is True for figure in found)
    return Judgement("passed", f"{judged} of {judged} figures kept; {where}", found)


def _said(figure: Figure) -> str:
    return f"{figure.name} is {figure.value:g} {figure.unit}, promised is {figure.threshold}"
