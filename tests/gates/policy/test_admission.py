"""The policies of the cluster, their CEL evaluated on objects and their shape held to the API."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import celpy
import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml
from celpy.adapter import json_to_cel
from celpy.celtypes import MapType, StringType
from goldenpath_gates.errors import UsageError
from goldenpath_gates.policy import admission, team

NOBODY = Path("/nowhere")
DIGEST = "ghcr.io/acme/answers@sha256:" + "0123456789abcdef" * 4
TAG = "ghcr.io/acme/answers:1.2"
SAFE = {"securityContext": {"runAsNonRoot": True}}


@cache
def documents() -> tuple[dict[str, Any], ...]:
    return tuple(yaml.safe_load_all(admission.manifests(team.read(NOBODY))))


@cache
def program(expression: str) -> Any:
    environment = celpy.Environment()
    return environment.program(environment.compile(expression))


def refused(policy: str, new: Any, old: Any = None) -> list[str]:
    """The messages, as an API server would find them; an error of an expression refuses, too."""
    [spec] = [
        one["spec"]
        for one in documents()
        if one["metadata"]["name"] == f"goldenpath-{policy}" and "validations" in one["spec"]
    ]
    given = {"object": json_to_cel(new), "oldObject": json_to_cel(old)}
    if not all(program(one["expression"]).evaluate(given) for one in spec["matchConditions"]):
        return []
    variables = MapType()
    for one in spec["variables"]:
        value = program(one["expression"]).evaluate({**given, "variables": variables})
        variables[StringType(one["name"])] = value
    return [
        one["message"]
        for one in spec["validations"]
        if not program(one["expression"]).evaluate({**given, "variables": variables})
    ]


def pod(*containers: dict[str, Any], **spec: Any) -> dict[str, Any]:
    return {"kind": "Pod", "metadata": {}, "spec": {"containers": [*containers], **spec}}


def within(kind: str, one: dict[str, Any]) -> dict[str, Any]:
    spec = {"template": {"spec": one["spec"]}}
    return {
        "kind": kind,
        "spec": {"jobTemplate": {"spec": spec}} if kind == "CronJob" else spec,
        "metadata": {"name": "answers"},
    }


WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Rollout")


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(pod({"image": TAG}), id="a tag"),
        pytest.param(pod({"image": "answers@sha256:abc"}), id="a digest cut short"),
        pytest.param(pod({"image": DIGEST + "0"}), id="a digest too long"),
        pytest.param(pod({"image": DIGEST}, {"image": TAG}), id="the second container"),
        pytest.param(pod({"image": DIGEST}, initContainers=[{"image": TAG}]), id="init"),
        pytest.param(pod({"image": DIGEST}, ephemeralContainers=[{"image": TAG}]), id="ephemeral"),
        *(pytest.param(within(kind, pod({"image": TAG})), id=kind) for kind in WORKLOADS),
    ],
)
def test_a_tag_is_refused(one: dict[str, Any]) -> None:
    assert refused("images-by-digest", one) == [
        "an image is not named by digest: write name@sha256:..."
    ]


@pytest.mark.parametrize(
    ("one", "old"),
    [
        pytest.param(pod({"image": DIGEST}), None, id="a digest"),
        pytest.param(within("CronJob", pod({"image": DIGEST})), None, id="in a CronJob"),
        pytest.param(pod({"name": "injected"}), None, id="no image yet"),
        pytest.param({"kind": "Rollout", "metadata": {}, "spec": {}}, None, id="a workloadRef"),
        pytest.param({"kind": "Deployment", "metadata": {}}, None, id="no spec at all"),
        pytest.param(pod({"image": TAG}), pod({"image": TAG}), id="nothing changed"),
        pytest.param(
            {**pod({"image": TAG}), "metadata": {"deletionTimestamp": "2027-01-31T00:00:00Z"}},
            pod({"image": DIGEST}),
            id="being deleted",
        ),
    ],
)
def test_a_digest_is_let_in(one: dict[str, Any], old: dict[str, Any] | None) -> None:
    assert refused("images-by-digest", one, old) == []


def test_a_change_is_judged() -> None:
    assert refused("images-by-digest", pod({"image": TAG}), pod({"image": DIGEST}))


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (pod({"securityContext": {"runAsNonRoot": True, "privileged": True}}), "privileged"),
        (pod(SAFE, hostNetwork=True), "namespace of the node"),
        (pod(SAFE, hostPID=True), "namespace of the node"),
        (pod(SAFE, hostIPC=True), "namespace of the node"),
        (pod({}), "may run as root"),
        (pod({}, securityContext={"runAsUser": 1000}), "may run as root"),
        (pod({"securityContext": {"runAsNonRoot": False}}, **SAFE), "may run as root"),
        (pod(SAFE, initContainers=[{"name": "wait"}]), "may run as root"),
        (pod({"securityContext": {"runAsUser": 0}}, **SAFE), "as user 0"),
        (pod({}, securityContext={"runAsNonRoot": True, "runAsUser": 0}), "as user 0"),
        *((within(kind, pod(SAFE, hostPID=True)), "namespace of the node") for kind in WORKLOADS),
    ],
)
def test_what_reaches_for_the_node_is_refused(one: dict[str, Any], said: str) -> None:
    [message] = refused("pods-restricted", one)
    assert said in message


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(pod(SAFE), id="said by the container"),
        pytest.param(pod({}, **SAFE), id="said by the pod"),
        pytest.param(
            pod(
                {"securityContext": {"runAsUser": 1000}},
                securityContext={"runAsNonRoot": True, "runAsUser": 0},
            ),
            id="the container has the last word",
        ),
        pytest.param(pod(SAFE, hostNetwork=False), id="said to be off"),
        pytest.param(
            pod({"securityContext": {"runAsNonRoot": True, "privileged": False}}),
            id="not privileged",
        ),
        pytest.param({"kind": "Rollout", "metadata": {}, "spec": {}}, id="a workloadRef"),
    ],
)
def test_what_keeps_away_is_let_in(one: dict[str, Any]) -> None:
    assert refused("pods-restricted", one) == []


def ingress(annotations: dict[str, str] | None = None, **spec: Any) -> dict[str, Any]:
    metadata = {} if annotations is None else {"annotations": annotations}
    return {"kind": "Ingress", "metadata": metadata, "spec": spec}


def service(annotations: dict[str, str] | None = None, **spec: Any) -> dict[str, Any]:
    return {**ingress(annotations, **spec), "kind": "Service"}


NGINX = "nginx.ingress.kubernetes.io"


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(ingress(), id="the cluster's class, nothing said"),
        pytest.param(ingress({}, ingressClassName="nginx"), id="a public class"),
        pytest.param(ingress({f"{NGINX}/auth-url": ""}), id="an empty address"),
        pytest.param(ingress({f"{NGINX}/auth-type": "basic"}), id="half of what it takes"),
        pytest.param(ingress({"kubernetes.io/ingress.class": "nginx"}), id="by the old annotation"),
        pytest.param(service(type="LoadBalancer"), id="a LoadBalancer"),
        pytest.param(service({"a": "b"}, type="NodePort"), id="a NodePort"),
    ],
)
def test_an_open_route_is_refused(one: dict[str, Any]) -> None:
    assert len(refused("public-routes", one)) == 1


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(ingress(ingressClassName="internal"), id="an internal class"),
        pytest.param(ingress({"kubernetes.io/ingress.class": "internal"}), id="old annotation"),
        pytest.param(ingress({f"{NGINX}/auth-url": "https://auth/ask"}), id="asks somebody else"),
        pytest.param(
            ingress({f"{NGINX}/auth-type": "basic", f"{NGINX}/auth-secret": "users"}), id="asks"
        ),
        pytest.param(ingress({"alb.ingress.kubernetes.io/scheme": "internal"}), id="internal"),
        pytest.param(service(), id="a Service of the default type"),
        pytest.param(service(type="ClusterIP"), id="a ClusterIP"),
        pytest.param(
            service({"networking.gke.io/load-balancer-type": "Internal"}, type="LoadBalancer"),
            id="an internal LoadBalancer",
        ),
    ],
)
def test_a_closed_route_is_let_in(one: dict[str, Any]) -> None:
    assert refused("public-routes", one) == []


def test_shape() -> None:
    assert len(documents()) == 6
    for document in documents():
        kubernetes_validate.validate(document, "1.30", strict=True)
    assert not re.search(r"\$\w", str(documents()))


def bindings(text: str) -> dict[str, Any]:
    return {
        one["metadata"]["name"]: one["spec"]
        for one in yaml.safe_load_all(text)
        if one["kind"].endswith("Binding")
    }


def test_every_policy_is_bound() -> None:
    names = {one["metadata"]["name"] for one in documents() if "validations" in one["spec"]}
    assert {spec["policyName"] for spec in bindings(yaml.dump_all(documents())).values()} == names


def test_profile_and_labels() -> None:
    ours = replace(team.read(NOBODY), profile="advisory")
    found = bindings(admission.manifests(ours, "judged", "short-lived"))
    assert {tuple(spec["validationActions"]) for spec in found.values()} == {("Audit", "Warn")}
    keys = {
        name.removeprefix("goldenpath-"): [
            (row["key"], row["operator"])
            for row in spec["matchResources"]["namespaceSelector"]["matchExpressions"]
        ]
        for name, spec in found.items()
    }
    held = ("judged", "Exists")
    assert keys == {
        "images-by-digest": [held, ("short-lived", "DoesNotExist")],
        "pods-restricted": [held],
        "public-routes": [held],
    }


def test_the_pod_is_found_alike() -> None:
    one, other = (
        spec["variables"][:4]
        for spec in (document["spec"] for document in documents())
        if spec.get("variables", [{}])[0].get("name") == "pods"
    )
    assert one == other


def test_the_teams_own_classes_and_controls() -> None:
    ours = team.read(NOBODY)
    exposure = {
        **ours.data["exposure"],
        "classes": {"partners": ["authentication"], "fast": ["rate_limit"]},
        "controls": {
            "internal": {},
            "authentication": {"Ingress": {"own": {"acme/ask": '^"a\\.b"$'}}},
        },
    }
    text = admission.manifests(replace(ours, data={"exposure": exposure}))
    assert 'in ["partners"]' in text
    assert "|| false" in " ".join(text.split())
    odd = {
        **exposure,
        "controls": {"internal": {"Ingress": {"own": {"spec.x": "."}}}, "authentication": {}},
    }
    with pytest.raises(UsageError, match=r"spec\.x is no annotation"):
        admission.manifests(replace(ours, data={"exposure": odd}))
