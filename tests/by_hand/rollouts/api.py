"""The API of Kubernetes, as far as releases need it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import yaml

HOST = "127.0.0.1"
PORT = 26443
TOKEN = "by-hand"  # noqa: S105 - of a server that lives for minutes, in a network of its own
FOLDERS = {
    "Namespace": "/api/v1/namespaces",
    "Service": "/api/v1/namespaces/{}/services",
    "ConfigMap": "/api/v1/namespaces/{}/configmaps",
    "ServiceAccount": "/api/v1/namespaces/{}/serviceaccounts",
    "Deployment": "/apis/apps/v1/namespaces/{}/deployments",
    "Rollout": "/apis/argoproj.io/v1alpha1/namespaces/{}/rollouts",
    "AnalysisTemplate": "/apis/argoproj.io/v1alpha1/namespaces/{}/analysistemplates",
    "AnalysisRun": "/apis/argoproj.io/v1alpha1/namespaces/{}/analysisruns",
    "CustomResourceDefinition": "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
}


class Api:
    """Answers are parsed JSON. Raises httpx2.HTTPStatusError for what is refused."""

    def __init__(self) -> None:
        self.http = httpx2.Client(
            base_url=f"https://{HOST}:{PORT}",
            headers={"Authorization": f"Bearer {TOKEN}"},
            verify=False,
            timeout=30,
            trust_env=False,
        )

    def get(self, path: str) -> Any:
        return self.http.get(path).raise_for_status().json()

    def apply(self, body: dict[str, Any]) -> None:
        path = FOLDERS[body["kind"]].format(body["metadata"].get("namespace"))
        self.http.patch(
            f"{path}/{body['metadata']['name']}?fieldManager=by-hand&force=true",
            content=yaml.safe_dump(body),
            headers={"Content-Type": "application/apply-patch+yaml"},
        ).raise_for_status()

    def merge(self, path: str, body: dict[str, Any]) -> None:
        headers = {"Content-Type": "application/merge-patch+json"}
        self.http.patch(path, json=body, headers=headers).raise_for_status()

    def namespace(self, name: str) -> None:
        self.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})


def kubeconfig(path: Path) -> Path:
    server = {"server": f"https://{HOST}:{PORT}", "insecure-skip-tls-verify": True}
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "here", "cluster": server}],
        "users": [{"name": "us", "user": {"token": TOKEN}}],
        "contexts": [{"name": "it", "context": {"cluster": "here", "user": "us"}}],
        "current-context": "it",
    }
    path.write_text(yaml.safe_dump(content), "utf-8")
    return path


def wait(until: Callable[[], bool], seconds: float, what: str) -> None:
    """Raises TimeoutError; a server that does not answer yet is asked again."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if until():
                return
        except httpx2.HTTPError:
            pass
        time.sleep(0.3)
    raise TimeoutError(f"{what} took more than {seconds:.0f} s")
