"""Watching a Rollout go through its steps: the pipeline decides nothing, it only looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from goldenpath_gates.delivery import views
from goldenpath_gates.delivery.cluster import Cluster, UnreachableError
from goldenpath_gates.delivery.pace import Pace, Progress
from goldenpath_gates.delivery.settings import Delivery, Environment
from goldenpath_gates.delivery.views import AnalysisRun, Rollout
from goldenpath_gates.errors import IncompleteError

LOST = 5
"""Looks in a row at an API server that does not answer, before nobody waits for it any more."""
INCONCLUSIVE = "InconclusiveAnalysisRun"
End = Literal["healthy", "aborted", "inconclusive", "late", "lost"]


@dataclass(frozen=True)
class Watched:
    """`rollout` is None where it never carried the image, `seconds` count from the first look."""

    end: End
    why: str
    seconds: float
    rollout: Rollout | None
    runs: tuple[AnalysisRun, ...]


@dataclass
class Watch:
    cluster: Cluster
    settings: Delivery
    environment: Environment
    digest: str
    pace: Pace
    progress: Progress
    lost: int = 0

    def run(self) -> Watched:
        """Until the version is stable, was taken back, nobody knows or sees, or the time is up."""
        seconds = 0.0
        rollout: Rollout | None = None
        runs: tuple[AnalysisRun, ...] = ()
        for seconds in self.pace.looks(self.environment.timeout):
            try:
                rollout, runs = self._look()
            except IncompleteError as error:
                if not self._bearable(error):
                    return Watched("lost", str(error), seconds, rollout, runs)
                continue
            self.lost = 0
            self.progress.say(self._line(rollout, runs))
            if rollout and (ended := _end(rollout)):
                return Watched(*ended, seconds, rollout, runs)
        return Watched("late", self._why_late(rollout), seconds, rollout, runs)

    def _look(self) -> tuple[Rollout | None, tuple[AnalysisRun, ...]]:
        """The rollout, once it carries the image: what came before is none of our business."""
        found = views.rollout(self.cluster, self.environment)
        if found is None or not found.carries(self.digest):
            return None, ()
        return found, views.analysis_runs(self.cluster, self.environment, found)

    def _bearable(self, error: IncompleteError) -> bool:
        """A cluster that does not answer may do so the next time; one that refuses will not."""
        self.lost += 1
        self.progress.say(f"{error}; look {self.lost} of {LOST}")
        return isinstance(error, UnreachableError) and self.lost < LOST

    def _line(self, rollout: Rollout | None, runs: tuple[AnalysisRun, ...]) -> str:
        place = self.environment.name
        if rollout is None:
            said = views.said_by_controller(self.cluster, self.settings, self.environment)
            return f"{place}: not there yet {said}".rstrip()
        step = min(rollout.step + 1, len(rollout.steps))
        doing = rollout.steps[step - 1] if step else "no steps"
        weight = "" if rollout.weight is None else f", {rollout.weight} %"
        metrics = [
            f"{metric.name} {metric.value or 'no data'} {metric.state}"
            for run in runs
            for metric in run.metrics
        ]
        parts = [f"step {step} of {len(rollout.steps)} ({doing}){weight}", rollout.phase, *metrics]
        return f"{place}: {'; '.join(parts)}"

    def _why_late(self, rollout: Rollout | None) -> str:
        limit = f"within {self.environment.timeout:g} s"
        if rollout is None:
            said = views.said_by_controller(self.cluster, self.settings, self.environment)
            return f"the cluster did not take up the commit {limit} {said}".rstrip()
        return f"it is still {rollout.phase} {limit}: {rollout.message or 'it does not say why'}"


def _end(rollout: Rollout) -> tuple[End, str] | None:
    if rollout.phase == "Degraded" or rollout.abort:
        return "aborted", rollout.message or "the controller does not say why"
    if INCONCLUSIVE in rollout.pauses:
        return "inconclusive", rollout.message or "an analysis could not decide"
    if rollout.phase == "Healthy" and rollout.hash and rollout.hash == rollout.stable:
        return "healthy", "all pods are of the new version"
    return None
