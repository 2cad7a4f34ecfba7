"""Runs stages: one in this process, or several as children in the order of the train."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import traceback
from collections.abc import Collection, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from goldenpath_gates import config, git, library, process, report, stages, views
from goldenpath_gates.errors import GoldenpathError, IncompleteError
from goldenpath_gates.report import Judgement, Report, Verdict
from goldenpath_gates.train import Stage

Outcome = Literal["passed", "failed", "incomplete", "error", "approval", "not run"]
VERDICTS: dict[int, Verdict] = {1: "failed", 2: "incomplete", 3: "incomplete", 4: "error"}
STOPPED = "stopped because another stage did not pass"


def run_one(stage: Stage, root: Path) -> Report:
    """Runs one stage here, writes its report and the forge's views of it."""
    report.path_of(root, stage.id).unlink(missing_ok=True)
    settings = config.load(root)
    started, clock = report.now(), time.monotonic()
    judgement = _judged(stage, root, settings)
    done = Report(
        stage=stage.id,
        started=started,
        duration_s=round(time.monotonic() - clock, 3),
        commit=git.commit(root),
        library=library.version(),
        verdict=judgement.verdict,
        summary=judgement.summary,
        figures=judgement.figures,
        findings=judgement.findings,
        artifacts=judgement.artifacts,
        notes=judgement.notes,
    )
    done.write(root)
    _write_views(done, stage, root)
    return done


def _judged(stage: Stage, root: Path, settings: config.Config) -> Judgement:
    try:
        return stages.function(stage.id)(root, settings)
    except GoldenpathError as error:
        return Judgement(VERDICTS[error.exit_code], str(error))
    # A bug of ours must be reported, and must stop the train; so must an exit with code 0.
    except (Exception, SystemExit) as error:
        traceback.print_exc()
        return Judgement("error", f"a bug of goldenpath: {type(error).__name__}: {error}")


def _write_views(done: Report, stage: Stage, root: Path) -> None:
    junit = root / report.FOLDER / stage.id / "junit.xml"
    if str(junit.relative_to(root)) not in done.artifacts:
        junit.parent.mkdir(parents=True, exist_ok=True)
        views.junit(done).write(junit, encoding="utf-8", xml_declaration=True)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with open(summary, "a", encoding="utf-8") as f:
            f.write(views.markdown(done))


@dataclass(frozen=True)
class Ended:
    """How a stage of a train ended; `duration_s` in seconds, `log` holds its output."""

    stage: Stage
    outcome: Outcome
    summary: str
    duration_s: float = 0.0
    log: Path | None = None


class Watcher(Protocol):
    """Who is told of the progress."""

    def started(self, stage: Stage) -> None: ...
    def ended(self, ended: Ended) -> None: ...


@dataclass
class TrainRun:
    """One pass over several stages: independent ones in parallel, dependents after their needs."""

    root: Path
    watcher: Watcher
    keep_going: bool = False
    jobs: int = field(default_factory=lambda: os.cpu_count() or 1)
    _ended: dict[str, Ended] = field(default_factory=dict)
    _children: list[subprocess.Popen[str]] = field(default_factory=list)
    _stopped: bool = False

    def run(self, selected: Iterable[Stage]) -> list[Ended]:
        """Runs the stages; a need that is not among them counts as met, the caller chose so."""
        waiting = list(selected)
        running: dict[Future[Ended], Stage] = {}
        with ThreadPoolExecutor(self.jobs) as pool:
            try:
                while waiting or running:
                    self._give_up_on(waiting)
                    for stage in self._ready(waiting, running.values()):
                        waiting.remove(stage)
                        running[pool.submit(self._child, stage)] = stage
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        del running[future]
                        self._end(future.result())
            except BaseException:
                self.stop()
                raise
        return list(self._ended.values())

    def stop(self) -> None:
        """Ends every running stage and lets no other start."""
        self._stopped = True
        process.end(list(self._children), process.GRACE_S * 2)

    def _give_up_on(self, waiting: list[Stage]) -> None:
        """Whatever can no longer run is said to be not run, with the reason."""
        for stage in list(waiting):
            broken = [need for need in stage.needs if self._broke(need)]
            if broken or self._stopped:
                waiting.remove(stage)
                reason = f"{broken[0]} did not pass" if broken else "an earlier stage did not pass"
                self._end(Ended(stage, "not run", reason))

    def _broke(self, need: str) -> bool:
        return need in self._ended and self._ended[need].outcome != "passed"

    def _ready(self, waiting: list[Stage], running: Collection[Stage]) -> list[Stage]:
        pending = {stage.id for stage in (*waiting, *running)}
        ready = [
            stage
            for stage in waiting
            if pending.isdisjoint(stage.needs) and not any(map(self._broke, stage.needs))
        ]
        # No queue in the pool: what has not started can still be called off.
        return ready[: self.jobs - len(running)]

    def _end(self, ended: Ended) -> None:
        self._ended[ended.stage.id] = ended
        self.watcher.ended(ended)
        stops = ended.outcome in ("error", "failed", "incomplete") and not self.keep_going
        if stops and not self._stopped:
            self.stop()

    def _child(self, stage: Stage) -> Ended:
        clock = time.monotonic()
        log = self.root / report.FOLDER / stage.id / report.LOG
        log.parent.mkdir(parents=True, exist_ok=True)
        report.path_of(self.root, stage.id).unlink(missing_ok=True)
        command = (sys.executable, "-m", "goldenpath_gates", "run", stage.id)
        with (
            log.open("w", encoding="utf-8") as output,
            process.group(command, self.root, stdout=output) as child,
        ):
            self._children.append(child)
            self.watcher.started(stage)
            if self._stopped:  # by another stage, between the start and the line above
                process.end([child], process.GRACE_S * 2)
            code = child.wait()
            self._children.remove(child)
        outcome, summary = self._outcome(stage, code)
        return Ended(stage, outcome, summary, time.monotonic() - clock, log)

    def _outcome(self, stage: Stage, code: int) -> tuple[Outcome, str]:
        try:
            done = report.read(report.path_of(self.root, stage.id))
        except IncompleteError as error:
            if self._stopped:
                return "not run", STOPPED
            return "incomplete", f"no report (exit code {code}): {error}"
        if code != done.exit_code:
            return "incomplete", f"reported {done.verdict}, but ended with exit code {code}"
        return done.verdict, done.summary


def exit_code(ended: Iterable[Ended]) -> int:
    """The gravest: a bug of ours, failed, incomplete, approval; a stage not run adds nothing."""
    outcomes = {one.outcome for one in ended}
    for outcome in ("error", "failed", "incomplete", "approval"):
        if outcome in outcomes:
            return report.EXIT_CODES[outcome]
    return 0
