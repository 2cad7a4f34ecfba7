"""What controllers write, in their form and in none."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from goldenpath_gates.delivery import analysis, views
from goldenpath_gates.delivery.settings import Delivery, Environment
from goldenpath_gates.delivery.views import AnalysisRun, Measurement, Metric, Rollout
from goldenpath_gates.delivery.watching import Watched
from goldenpath_gates.errors import IncompleteError

PLACE = Environment("production-main", "https://answers.example.com", "answers-production")
DIGEST = "sha256:" + "b" * 64
ROLLOUT: dict[str, Any] = {
    "metadata": {"generation": 4, "annotations": {"rollout.argoproj.io/revision": "7"}},
    "spec": {
        "template": {"spec": {"containers": [{"image": f"r.example.com/answers@{DIGEST}"}]}},
        "strategy": {"canary": {"steps": [{"setWeight": 5}, {"pause": {"duration": "10m"}}]}},
    },
    "status": {
        "observedGeneration": "4",
        "phase": "Paused",
        "message": "CanaryPauseStep",
        "currentStepIndex": 1,
        "currentPodHash": "new",
        "stableRS": "old",
        "pauseConditions": [{"reason": "CanaryPauseStep", "startTime": "2026-11-22T10:00:00Z"}],
        "canary": {"weights": {"canary": {"weight": 5, "podTemplateHash": "new"}}},
    },
}


@dataclass
class Fixed:
    """A cluster that has one answer for each end of a path."""

    documents: dict[str, Any]
    place: str = "production-main"
    asked: list[str] = field(default_factory=list)

    def find(self, path: str, **_: str) -> Any:
        self.asked.append(path)
        return self.documents.get(path.rpartition("/")[2])

    get = find


def seen(document: Any) -> Rollout | None:
    return views.rollout(Fixed({"answers": document}), PLACE)  # type: ignore[arg-type]


def test_rollout() -> None:
    found = seen(ROLLOUT)
    assert found
    assert found.carries(DIGEST)
    assert found.steps == ("setWeight 5", "pause 10m")
    assert (found.step, found.weight, found.hash, found.stable) == (1, 5, "new", "old")
    assert found.pauses == ("CanaryPauseStep",)
    assert not found.abort


def test_no_rollout() -> None:
    assert seen(None) is None


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda d: d["metadata"].update(generation=5), id="not seen yet"),
        pytest.param(lambda d: d["status"].clear(), id="new"),
        pytest.param(
            lambda d: d["spec"]["template"]["spec"]["containers"][0].update(image="x:1"),
            id="by tag",
        ),
        pytest.param(
            lambda d: d["spec"]["template"]["spec"].update(containers=[]), id="no container"
        ),
    ],
)
def test_carries_noop(change: Callable[[Any], object]) -> None:
    document = copy.deepcopy(ROLLOUT)
    change(document)
    found = seen(document)
    assert found
    assert not found.carries(DIGEST)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.pop("spec"),
        lambda d: d.update(spec=None),
        lambda d: d.update(metadata={}),
        lambda d: d.update(status=[1]),
        lambda d: d["status"].update(currentStepIndex="two"),
        lambda d: d["status"].update(pauseConditions=[3]),
        lambda d: d["spec"]["strategy"]["canary"].update(steps=[{}]),
        lambda d: d["spec"].update(template=None),
    ],
)
def test_another_form_is_incomplete(spoil: Callable[[Any], object]) -> None:
    document = copy.deepcopy(ROLLOUT)
    spoil(document)
    with pytest.raises(IncompleteError, match="not in the form that is known here"):
        seen(document)


@pytest.mark.parametrize(
    ("gitops", "documents", "says"),
    [
        (
            "argocd",
            {
                "status": {
                    "sync": {"status": "OutOfSync"},
                    "operationState": {"message": "no quota"},
                }
            },
            "Argo CD: OutOfSync, no quota",
        ),
        ("argocd", None, "answers-production-main is not there"),
        ("argocd", {"status": 3}, "production-main: answers-production-main: not in the form"),
        (
            "flux",
            {"status": {"conditions": [{"type": "Ready", "status": "False", "message": "no"}]}},
            "Flux: Ready False, no",
        ),
        ("flux", {"status": {"conditions": []}}, "production-main: answers-production-main: not"),
        ("none", None, ""),
    ],
)
def test_said_by_controller(gitops: Any, documents: Any, says: str) -> None:
    cluster = Fixed({"answers-production-main": documents})
    told = views.said_by_controller(cluster, Delivery(gitops=gitops), PLACE)  # type: ignore[arg-type]
    assert told.startswith(says)
    assert bool(told) == bool(says)


def test_the_analysis_stays_text() -> None:
    """A cluster's words cannot become Markdown, and what is no number no figure."""
    hostile = "</td> [x](https://example.com) | `a`"
    metric = Metric(hostile, "Failed", "a", "b", hostile, (Measurement("", "Failed", hostile),))
    watched = Watched(
        "aborted", hostile, 1.0, None, (AnalysisRun("r", "", "Failed", "", (metric,)),)
    )
    table = analysis.markdown("production-main", "image", watched)
    for sign in ("</td>", "[x]", "`a`"):
        assert sign not in table
    assert list(analysis.figures("production-main", watched)) == []
    assert [f.rule for f in analysis.findings("production-main", watched)] == ["canary-analysis"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("[0.41]", [0.41]), ("0.41", [0.41]), ("[1e-3]", [0.001]), ("[-2 7]", [-2.0])],
)
def test_figures(value: str, expected: list[float]) -> None:
    assert [figure.value for figure in _figures(value)] == expected


@pytest.mark.parametrize("value", ["", "[]", "[NaN]", "NaN", "[+Inf]", "1e999"])
def test_figures_noop(value: str) -> None:
    assert list(_figures(value)) == []


def _figures(value: str) -> Iterator[Any]:
    metric = Metric("p95", "Successful", "a", "b", "", (Measurement("", "Successful", value),))
    run = AnalysisRun("run", "Background", "Successful", "", (metric,))
    return analysis.figures("production-main", Watched("healthy", "", 1.0, None, (run,)))
