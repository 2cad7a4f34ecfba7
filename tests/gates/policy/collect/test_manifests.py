from __future__ import annotations

import os
import platform
import shutil
import sys
from pathlib import Path

import pytest
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.policy.collect import kustomize, manifests
from goldenpath_gates.policy.collect.manifests import documents
from goldenpath_gates.policy.document import Document
from goldenpath_gates.policy.settings import Policy

from tests.gates.support import write
from tests.support import require

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: answers}\n"
PROD, STAGING = "deploy/overlays/prod", "deploy/overlays/staging"
APP = "deploy/argocd/app.yaml"
FAKE = """#!/bin/sh
echo "# Warning: something is deprecated" >&2
. "$2/kustomization.yaml"
cp "$2/out.yaml" "$4"
"""


@pytest.fixture
def real() -> None:
    require(shutil.which("kubectl"), "kubectl")


@pytest.fixture
def fake(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A kubectl that runs an overlay's kustomization.yaml and takes its out.yaml as the result."""
    folder = tmp_path_factory.mktemp("bin")
    (folder / "kubectl").write_text(FAKE, "utf-8")
    (folder / "kubectl").chmod(0o755)
    for tool in ("cp", "sleep"):
        (folder / tool).symlink_to(str(shutil.which(tool)))
    monkeypatch.setenv("PATH", str(folder))
    return folder


def all_of(root: Path, settings: Policy | None = None) -> tuple[list[Document], str]:
    """What is read, and what could not be."""
    found: list[Document] = []
    try:
        found.extend(documents(root, settings or Policy(), {}))
    except IncompleteError as error:
        return found, str(error)
    return found, ""


@pytest.mark.usefixtures("real")
def test_an_overlay_is_rendered(tmp_path: Path) -> None:
    kustomization = "resources: [../../base]\nnamespace: answers-prod\n"
    write(
        tmp_path,
        {
            "deploy/base/pod.yaml": POD,
            "deploy/base/kustomization.yaml": "resources: [pod.yaml]\n",
            f"{PROD}/kustomization.yaml": kustomization,
        },
    )
    [pod] = documents(tmp_path, Policy(), {})
    assert (pod.type, pod.group) == ("kubernetes", PROD)
    assert pod.path == f"reports/policy/rendered/{PROD}.yaml"
    assert pod.contents["metadata"]["namespace"] == "answers-prod"
    assert "namespace: answers-prod" in (tmp_path / pod.path).read_text("utf-8")
    assert pod.locate(["metadata", "namespace"]) == (5, 3)


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize(
    "resource",
    [
        "https://example.invalid/app.yaml",
        "https://github.com/acme/answers//deploy?ref=v1",
        "git@github.com:acme/answers.git",
    ],
)
def test_nothing_is_fetched(tmp_path: Path, resource: str) -> None:
    write(tmp_path, {f"{PROD}/kustomization.yaml": f"resources: ['{resource}']\n"})
    expected = f"{PROD}: a part of it is not in the service and nothing is fetched: copy it here"
    assert all_of(tmp_path) == ([], expected)


@pytest.mark.usefixtures("real")
def test_what_kustomize_says(tmp_path: Path) -> None:
    write(tmp_path, {f"{PROD}/kustomization.yaml": "resources: [missing.yaml]\n"})
    found, unread = all_of(tmp_path)
    assert not found
    assert unread.startswith(f"{PROD}: kustomize cannot render it: accumulating resources: ")
    assert str(tmp_path) not in unread
    assert "\n" not in unread


@pytest.mark.usefixtures("fake")
def test_one_that_cannot_be_rendered_hides_no_other(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            f"{PROD}/kustomization.yaml": "exit 1",
            f"{STAGING}/kustomization.yaml": "",
            f"{STAGING}/out.yaml": POD,
            "deploy/overlays/README.md": "",
            "deploy/overlays/notes/README.md": "",
            APP: POD,
            "deploy/argocd/bad.yaml": "a: [",
        },
    )
    found, unread = all_of(tmp_path)
    assert [one.group for one in found] == [STAGING, "deploy/argocd"]
    said = "# Warning: something is deprecated"
    assert unread.startswith(
        f"{PROD}: kustomize cannot render it: {said}; deploy/argocd/bad.yaml:2:1: "
    )


@pytest.mark.usefixtures("fake")
def test_more_overlays_than_processors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    overlays = [f"deploy/overlays/{name}" for name in "abc"]
    for overlay in overlays:
        write(tmp_path, {f"{overlay}/Kustomization": "", f"{overlay}/kustomization.yaml": ""})
        write(tmp_path, {f"{overlay}/out.yaml": POD})
    assert [one.group for one in documents(tmp_path, Policy(), {})] == overlays


@pytest.mark.usefixtures("fake")
def test_one_that_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifests, "TIMEOUT_S", 0.05)
    write(tmp_path, {f"{PROD}/kustomization.yaml": "exec sleep 60"})
    assert all_of(tmp_path)[1].startswith(f"{PROD}: kustomize took more than ")


def test_kustomize_where_there_is_no_kubectl(tmp_path: Path, fake: Path) -> None:
    (fake / "kubectl").rename(fake / "kustomize")
    write(tmp_path, {f"{PROD}/kustomization.yaml": '[ "$1" = build ]', f"{PROD}/out.yaml": POD})
    assert [one.group for one in documents(tmp_path, Policy(), {})] == [PROD]


def test_neither_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And no release of one for such a machine."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(platform, "machine", lambda: "abacus")
    write(tmp_path, {APP: POD, f"{PROD}/kustomization.yaml": ""})
    found, unread = all_of(tmp_path)
    assert [one.path for one in found] == [APP]
    where = f"{sys.platform} abacus"
    assert unread == f"there is no pinned kustomize for {where}: {kustomize.REMEDY}"


def test_manifests_as_they_are(tmp_path: Path) -> None:
    write(tmp_path, {APP: f"{POD}---\n---\n{POD}spec: {{hostNetwork: true}}\n"})
    first, second = documents(tmp_path, Policy(), {})
    assert (first.path, first.group, second.group) == (APP, "deploy/argocd", "deploy/argocd")
    assert second.locate(["spec", "hostNetwork"]) == (9, 8)


def test_a_list_is_taken_apart(tmp_path: Path) -> None:
    write(tmp_path, {APP: "kind: PodList\nitems:\n  - 1\n  - kind: Pod\n    spec: {a: b}\n"})
    [pod] = documents(tmp_path, Policy(), {})
    assert pod.contents == {"kind": "Pod", "spec": {"a": "b"}}
    assert pod.locate(["spec"]) == (5, 5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- kind: Pod\n",
        "replicas: 2\n",
        "kind: [Pod]\n",
        "kind: null\n",
        "kind: PodList\nitems: []\n",
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n",
    ],
)
def test_what_is_no_object(tmp_path: Path, text: str) -> None:
    write(tmp_path, {APP: text})
    assert list(documents(tmp_path, Policy(), {})) == []


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", True),
        ("YES", True),
        ("on", True),
        ("y", True),
        ("Off", False),
        ("no", False),
        ("n # not", False),
        ("true", True),
    ],
)
def test_booleans_of_yaml_1_1(tmp_path: Path, written: str, value: bool) -> None:
    write(tmp_path, {APP: f"kind: Pod\nspec: {{é: yes, privileged: {written}\n}}\n"})
    [pod] = documents(tmp_path, Policy(), {})
    assert pod.contents["spec"] == {"é": True, "privileged": value}


@pytest.mark.parametrize(
    "text", ['"yes"', "'on'", "yes please", "northern", "|\n  yes: no\n", "a-y"]
)
def test_texts_stay_texts(tmp_path: Path, text: str) -> None:
    write(tmp_path, {APP: f"kind: ConfigMap\nimmutable: yes\na: {text}\n"})
    [found] = documents(tmp_path, Policy(), {})
    assert found.contents["immutable"] is True
    assert isinstance(found.contents["a"], str)
    assert found.contents["a"].strip() == text.strip("\"'|\n ")


def test_what_leads_out_of_the_service(tmp_path: Path) -> None:
    inside = write(tmp_path / "service", {"deploy/argocd/README.md": ""})
    write(tmp_path, {"app.yaml": POD})
    (inside / APP).symlink_to(tmp_path / "app.yaml")
    assert all_of(inside) == ([], f"{APP}: leads out of the service, put the file itself here")


def test_what_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifests, "MAX_BYTES", 100)
    write(tmp_path, {"deploy/argocd/large.yaml": "#" * 101})
    (tmp_path / "deploy/argocd/latin.yaml").write_bytes(b"kind: \xe9\n")
    (tmp_path / "deploy/argocd/lost.yaml").symlink_to("nowhere.yaml")
    os.mkfifo(tmp_path / "deploy/argocd/pipe.yaml")
    found, unread = all_of(tmp_path)
    assert not found
    assert unread.split("; ") == [
        "deploy/argocd/large.yaml: is larger than 100 bytes, split it",
        "deploy/argocd/latin.yaml: is no UTF-8, save it as UTF-8 text",
        "deploy/argocd/lost.yaml: cannot be read: No such file or directory",
        "deploy/argocd/pipe.yaml: is no file, remove it",
    ]


@pytest.mark.parametrize("pattern", ["../*.yaml", "deploy/../../*", "/"])
def test_patterns_that_lead_out(tmp_path: Path, pattern: str) -> None:
    with pytest.raises(UsageError, match="leads out of the service"):
        list(documents(tmp_path, Policy(overlays=(), manifests=(pattern,)), {}))


def test_nothing_is_there(tmp_path: Path) -> None:
    assert all_of(tmp_path) == ([], "")
