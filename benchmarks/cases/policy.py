"""The policy stage: its rules by either engine, on a fresh service and on a thousand objects."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from goldenpath_gates import config
from goldenpath_gates.policy import checkov, judgement, team
from goldenpath_gates.policy.collect import collect
from goldenpath_gates.policy.document import Document
from goldenpath_gates.policy.engine import conftest, provision, wasm

from benchmarks import lab as labs
from benchmarks.lab import Lab
from benchmarks.measure import command, interleaved, say, times
from benchmarks.series import Series

RUNS = 5
FRESH_S = 1.0
MANY_S = 3.0
APPLICATIONS = 200
TOGETHER = 10
"""Applications in one overlay."""
DIGEST = "sha256:" + "0123456789abcdef" * 4


def run(lab: Lab, runs: int) -> Sequence[Series]:
    lab.release(labs.version())
    service = lab.service("service", labs.version())
    settings = config.load(service)
    fresh, _ = collect(service, settings, os.environ)
    many = [document for number in range(APPLICATIONS) for document in application(number)]
    subjects: dict[str, Subject] = {
        "a fresh service: collected": Subject(partial(collect, service, settings, os.environ)),
        "a fresh service: Checkov": Subject(partial(checkov.run, service, fresh, settings.policy)),
    }
    for name, engine in engines(judgement.data_of(service, team.read(service))).items():
        subjects[f"a fresh service: {name}"] = Subject(partial(engine, fresh), FRESH_S)
        subjects[f"{len(many):,} objects: {name}"] = Subject(partial(engine, many), MANY_S)
    say("policy: what is compiled and installed once")
    for subject in subjects.values():
        subject.seconds()
    took = interleaved("policy", runs, {name: one.seconds for name, one in subjects.items()})
    say("policy: the whole stage")
    env = {"CI": ""}
    whole = [command(("goldenpath", "run", "policy"), service, env) for _ in range(runs)]
    return (
        *(Series(name, "s", tuple(took[name]), one.aim) for name, one in subjects.items()),
        *times("goldenpath run policy", whole),
    )


@dataclass(frozen=True)
class Subject:
    work: Callable[[], object]
    aim: float | None = None

    def seconds(self) -> float:
        start = time.perf_counter()
        self.work()
        return time.perf_counter() - start


def engines(data: Mapping[str, Any]) -> Mapping[str, Callable[[Sequence[Document]], object]]:
    """conftest too where it is on PATH: it is not built for this."""
    found: dict[str, Callable[[Sequence[Document]], object]] = {
        "embedded engine": lambda documents: wasm.evaluate(documents, data)
    }
    if program := provision.conftest({**os.environ, "CI": ""}, needed=False):
        found["conftest"] = lambda documents: conftest.evaluate(program, documents, data, [])
    return found


def application(number: int) -> Iterator[Document]:
    """Five objects of one application, as an overlay would have them."""
    name = f"app-{number}"
    labels = {"app": name}
    group = f"deploy/overlays/team-{number // TOGETHER}"
    for kind, api, spec in (
        (
            "Deployment",
            "apps/v1",
            {"replicas": 2, "selector": {"matchLabels": labels}, **pods(labels)},
        ),
        ("Service", "v1", {"selector": labels, "ports": [{"port": 80, "targetPort": "http"}]}),
        (
            "PodDisruptionBudget",
            "policy/v1",
            {"maxUnavailable": 1, "selector": {"matchLabels": labels}},
        ),
        (
            "NetworkPolicy",
            "networking.k8s.io/v1",
            {"podSelector": {"matchLabels": labels}, "policyTypes": ["Ingress", "Egress"]},
        ),
        ("HTTPRoute", "gateway.networking.k8s.io/v1", route(name)),
    ):
        contents = {"apiVersion": api, "kind": kind, "metadata": {"name": name}, "spec": spec}
        yield Document("kubernetes", f"{group}/{name}-{kind}.yaml", contents, group=group)


def pods(labels: Mapping[str, str]) -> Mapping[str, Any]:
    container = {
        "name": "app",
        "image": f"ghcr.io/acme/{labels['app']}@{DIGEST}",
        "ports": [{"name": "http", "containerPort": 8080}],
        "env": [{"name": "KEY", "valueFrom": {"secretKeyRef": {"name": "keys", "key": "own"}}}],
        "resources": {"limits": {"cpu": "1", "memory": "256Mi"}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
        },
        "readinessProbe": {"httpGet": {"path": "/readyz", "port": "http"}},
        "livenessProbe": {"httpGet": {"path": "/livez", "port": "http"}},
    }
    safe = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    spec = {"containers": [container], "securityContext": safe, "serviceAccountName": "app"}
    return {"template": {"metadata": {"labels": labels}, "spec": spec}}


def route(name: str) -> Mapping[str, Any]:
    return {
        "parentRefs": [{"name": "public"}],
        "hostnames": [f"{name}.example.com"],
        "rules": [{"backendRefs": [{"name": name, "port": 80}]}],
    }
