"""Takes a service's own Rollout and analyses through good and bad releases, by the real controller,
and says how each ended: docs/delivery/proven.md has the command and what it needs."""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from tests.by_hand.rollouts import cluster
from tests.by_hand.rollouts.api import FOLDERS, Api, wait
from tests.by_hand.rollouts.fleet import Behaviour, Fleet, serving

METRICS, PROMETHEUS = 29101, 29090
GOOD = Behaviour()
PROMOTED, ABORTED, PAUSED = "promoted to 100", "aborted by {}", "paused without an answer"
APPLIED = ("ServiceAccount", "ConfigMap", "Service", "AnalysisTemplate", "Deployment", "Rollout")
SOONER = {
    "Rollout": {r"duration: \d+m\b": "duration: 35s"},
    "AnalysisTemplate": {
        r"initialDelay: \w+": "initialDelay: 20s",
        r"interval: \w+": "interval: 4s",
        r"\[\d+m\]": "[30s]",
        r"http://[\w.-]+:9090": f"http://127.0.0.1:{PROMETHEUS}",
    },
}
"""Minutes become seconds; limits and conditions stay."""
SETTLED_S = 45.0
"""How long a pause without an answer has to last."""


@dataclass(frozen=True)
class Scenario:
    """How the new version behaves (None: nobody asks it), and how its release has to end."""

    behaviour: Behaviour | None
    ends: str


SCENARIOS = {
    "healthy": Scenario(GOOD, PROMOTED),
    "slow": Scenario(Behaviour(seconds=20.0), ABORTED.format("p95-ai")),
    "errors": Scenario(Behaviour(errors=0.2), ABORTED.format("availability")),
    "dear": Scenario(Behaviour(cost=1.0), ABORTED.format("cost")),
    "token-errors": Scenario(Behaviour(token_errors=0.5), ABORTED.format("token-errors")),
    "no-traffic": Scenario(None, PAUSED),
    "frozen": Scenario(GOOD, ABORTED.format("freeze")),
}


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser("tests.by_hand.rollouts", description=__doc__)
    parser.add_argument("binaries", type=Path, help="folder of the programs")
    parser.add_argument("crds", type=Path, help="folder manifests/crds of Argo Rollouts")
    parser.add_argument("overlay", type=Path, help="a production overlay, rendered")
    parser.add_argument("--minutes", type=float, default=8.0)
    args = parser.parse_args(argv)
    objects = list(yaml.safe_load_all(args.overlay.read_text("utf-8")))
    (service,) = (one["metadata"]["name"] for one in objects if one["kind"] == "Rollout")
    fleet = Fleet(service)
    with TemporaryDirectory() as made:
        folder = Path(made)
        with (
            serving(fleet, METRICS),
            cluster.program(_prometheus(folder, objects), folder),
            cluster.running(args.binaries, args.crds, folder) as api,
        ):
            return _judged(Releases(api, fleet, objects).ended(args.minutes * 60))


def _judged(ends: dict[str, str]) -> int:
    wrong = 0
    for name, scenario in SCENARIOS.items():
        wrong += ends[name] != scenario.ends
        said = "" if ends[name] == scenario.ends else f", not {scenario.ends}"
        print(f"{name:12} {ends[name]}{said}", flush=True)
    return int(wrong > 0)


def _prometheus(folder: Path, objects: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """With the rules of the overlay, and an alert that freezes whom the fleet says."""
    rules = [one for one in objects if one["kind"] == "PrometheusRule"]
    groups = [{**group, "interval": "2s"} for one in rules for group in one["spec"]["groups"]]
    labels = {"gate": "freeze", "service": rules[0]["metadata"]["name"].removesuffix("-slo")}
    alert = {"alert": "Planted", "expr": "planted_freeze == 1", "labels": labels}
    planted = {"groups": [{"name": "planted", "rules": [alert]}, *groups]}
    (folder / "rules.yml").write_text(yaml.safe_dump(planted), "utf-8")
    target = {"static_configs": [{"targets": [f"127.0.0.1:{METRICS}"]}]}
    config = {
        "global": {"scrape_interval": "2s", "evaluation_interval": "2s"},
        "rule_files": [str(folder / "rules.yml")],
        "scrape_configs": [{"job_name": "pods", "honor_labels": True, **target}],
    }
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config), "utf-8")
    return (
        *("prometheus", f"--config.file={folder}/prometheus.yml"),
        *(f"--storage.tsdb.path={folder}/tsdb", f"--web.listen-address=127.0.0.1:{PROMETHEUS}"),
    )


class Releases:
    """A namespace per scenario."""

    def __init__(self, api: Api, fleet: Fleet, objects: Sequence[dict[str, Any]]) -> None:
        self.api, self.fleet, self.name = api, fleet, fleet.service
        self.firsts: dict[str, str] = {}
        self.objects = [one for kind in APPLIED for one in objects if one["kind"] == kind]

    def ended(self, seconds: float) -> dict[str, str]:
        for scenario in SCENARIOS:
            self._first(scenario)
        for scenario in SCENARIOS:
            self.firsts[scenario] = self._status(scenario)["currentPodHash"]
            self.fleet.runs(f"{self.name}-{scenario}", self.firsts[scenario], GOOD)
        self.fleet.frozen.add(f"{self.name}-frozen")
        time.sleep(15)  # until Prometheus knows them
        template = {"metadata": {"annotations": {"release": "second"}}}
        for scenario in SCENARIOS:
            self.api.merge(self._path("Deployment", scenario), {"spec": {"template": template}})
        return self._watched(seconds)

    def _first(self, scenario: str) -> None:
        space = f"{self.name}-{scenario}"
        self.api.namespace(space)
        for one in self.objects:
            self.api.apply(sooner(one, f"{self.name}-production", space))
        wait(
            lambda: self._status(scenario).get("phase") == "Healthy",
            180,
            f"{space}'s first version",
        )

    def _watched(self, seconds: float) -> dict[str, str]:
        began = time.monotonic()
        ends: dict[str, str] = {}
        seen: dict[str, tuple[str, float]] = {}
        while len(ends) < len(SCENARIOS) and time.monotonic() < began + seconds:
            for name in SCENARIOS.keys() - ends.keys():
                status = self._status(name)
                self._runs(name, status)
                now = time.monotonic()
                if seen.get(name, ("", 0.0))[0] != (said := sentence(status)):
                    print(f"{now - began:5.0f} s  {name:12} {said}", flush=True)
                    seen[name] = said, now
                end = ending(status, self.firsts[name])
                if end and (end != PAUSED or now - seen[name][1] > SETTLED_S):
                    ends[name] = end
            time.sleep(0.5)
        return {name: ends.get(name, "not ended") for name in SCENARIOS}

    def _runs(self, scenario: str, status: dict[str, Any]) -> None:
        behaviour, hash_ = SCENARIOS[scenario].behaviour, status.get("currentPodHash")
        if behaviour and hash_ and hash_ != status.get("stableRS"):
            self.fleet.runs(f"{self.name}-{scenario}", hash_, behaviour)

    def _status(self, scenario: str) -> dict[str, Any]:
        found: dict[str, Any] = self.api.get(self._path("Rollout", scenario)).get("status", {})
        return found

    def _path(self, kind: str, scenario: str) -> str:
        return f"{FOLDERS[kind].format(f'{self.name}-{scenario}')}/{self.name}"


def sooner(one: dict[str, Any], space: str, other: str) -> dict[str, Any]:
    """In another namespace, and with other times."""
    text = yaml.safe_dump(one, width=100_000).replace(space, other)
    for pattern, by in SOONER.get(one["kind"], {}).items():
        text = re.sub(pattern, by, text)
    changed: dict[str, Any] = yaml.safe_load(text)
    if one["kind"] == "Rollout":
        changed["spec"]["replicas"] = 4  # what the autoscaler would say
    return changed


def ending(status: dict[str, Any], first: str) -> str:
    """Empty while it goes on; `first` is the hash of the pods before."""
    if status.get("abort"):
        metric = re.search(r'Metric "([^"]+)"', status.get("message", ""))
        return ABORTED.format(metric[1] if metric else status.get("message"))
    if any(one["reason"] == "InconclusiveAnalysisRun" for one in status.get("pauseConditions", ())):
        return PAUSED
    promoted = status.get("currentPodHash") == status.get("stableRS") != first
    return PROMOTED if promoted and status.get("phase") == "Healthy" else ""


def sentence(status: dict[str, Any]) -> str:
    weight = status.get("canary", {}).get("weights", {}).get("canary", {}).get("weight")
    reasons = ", ".join(one["reason"] for one in status.get("pauseConditions", ()))
    said = f"{status.get('phase')} at step {status.get('currentStepIndex')}, weight {weight}"
    return f"{said}: {reasons or status.get('message', '')}".rstrip(": ")


if __name__ == "__main__":
    raise SystemExit(main())
