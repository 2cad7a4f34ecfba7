"""An API server, the controllers that make pods, and Argo Rollouts. There is no node: pods are said
to be ready as soon as they are there."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2
import yaml

from tests.by_hand.rollouts.api import HOST, PORT, TOKEN, Api, kubeconfig, wait

ETCD, PEERS = f"http://{HOST}:23790", f"http://{HOST}:23800"
PLUGIN = "argoproj-labs/gatewayAPI"
CONDITIONS = ("PodScheduled", "Initialized", "ContainersReady", "Ready")


@contextmanager
def running(binaries: Path, crds: Path, folder: Path) -> Iterator[Api]:
    """`binaries` has etcd, kube-apiserver, kube-controller-manager, rollouts-controller and router,
    a plugin that stands in for that of the Gateway API; `crds` those of Argo Rollouts."""
    with ExitStack() as stack:

        def start(name: str, *args: str, **env: str) -> None:
            stack.enter_context(program((str(binaries / name), *args), folder, **env))

        _keys(folder)
        start(
            "etcd",
            f"--data-dir={folder}/etcd",
            *(f"--listen-client-urls={ETCD}", f"--advertise-client-urls={ETCD}"),
            *(f"--listen-peer-urls={PEERS}", "--unsafe-no-fsync"),
        )
        start(
            "kube-apiserver",
            *(f"--etcd-servers={ETCD}", f"--bind-address={HOST}", f"--secure-port={PORT}"),
            *(f"--advertise-address={HOST}", "--endpoint-reconciler-type=none"),
            *(f"--cert-dir={folder}/certificates", f"--token-auth-file={folder}/tokens.csv"),
            *("--authorization-mode=AlwaysAllow", "--service-cluster-ip-range=10.96.0.0/24"),
            "--service-account-issuer=https://by-hand",
            f"--service-account-key-file={folder}/accounts.key",
            f"--service-account-signing-key-file={folder}/accounts.key",
            "--disable-admission-plugins=ServiceAccount",
        )
        api = Api()
        wait(lambda: api.http.get("/readyz").status_code == 200, 120, "the API server")
        for path in sorted(crds.glob("*-crd.yaml")):
            api.apply(yaml.safe_load(path.read_text("utf-8")))
        api.namespace("argo-rollouts")
        api.apply(_plugins(binaries / "router"))
        config = f"--kubeconfig={kubeconfig(folder / 'kubeconfig')}"
        start(
            "kube-controller-manager",
            *(config, "--leader-elect=false", f"--bind-address={HOST}"),
            "--controllers=deployment-controller,replicaset-controller",
            f"--cert-dir={folder}/certificates",
        )
        start(
            "rollouts-controller",
            config,
            "--leader-elect=false",
            ROUTER_LOG=f"{folder}/router.jsonl",
        )
        stop = threading.Event()
        node = threading.Thread(target=_node, args=(api, stop))
        node.start()
        try:
            yield api
        finally:
            stop.set()
            node.join()


def _keys(folder: Path) -> None:
    (folder / "tokens.csv").write_text(f'{TOKEN},by-hand,1,"system:masters"\n', "utf-8")
    command = ("openssl", "genrsa", "-out", str(folder / "accounts.key"), "2048")
    subprocess.run(command, check=True, capture_output=True)


def _plugins(router: Path) -> dict[str, object]:
    listed = yaml.safe_dump([{"name": PLUGIN, "location": f"file://{router}"}])
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "argo-rollouts-config", "namespace": "argo-rollouts"},
        "data": {"trafficRouterPlugins": listed},
    }


@contextmanager
def program(command: tuple[str, ...], folder: Path, **env: str) -> Iterator[None]:
    """Its output goes to a file of its name in `folder`."""
    with (folder / f"{Path(command[0]).name}.log").open("w") as log:
        child = subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            cwd=folder,
            env={"PATH": "/usr/bin:/bin", "HOME": str(folder), **env},
        )
        try:
            yield
        finally:
            child.terminate()
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill()


def _node(api: Api, stop: threading.Event) -> None:
    """Says of pods what a node would, and lets go of those that are deleted."""
    while not stop.wait(0.5):
        try:
            for pod in api.get("/api/v1/pods")["items"]:
                about = pod["metadata"]
                path = f"/api/v1/namespaces/{about['namespace']}/pods/{about['name']}"
                if about.get("deletionTimestamp"):
                    api.http.request("DELETE", path, json={"gracePeriodSeconds": 0})
                elif pod["status"].get("phase") != "Running":
                    api.merge(f"{path}/status", {"status": _ready()})
        except httpx2.HTTPError:
            continue  # asked again


def _ready() -> dict[str, object]:
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    same = {"status": "True", "lastTransitionTime": now}
    return {
        "phase": "Running",
        "startTime": now,
        "conditions": [{"type": type_, **same} for type_ in CONDITIONS],
    }
