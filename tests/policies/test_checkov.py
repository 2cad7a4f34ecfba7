"""Checkov on the cases of every check that is listed, and on what could make it blind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy import checkov
from goldenpath_gates.policy.document import Document
from goldenpath_gates.policy.settings import Policy

FOLDER = Path(__file__).parents[2] / "policies" / "checkov"
CASES = FOLDER / "cases"
LISTED = [
    rule["id"] for rule in yaml.safe_load((FOLDER / "rules.yaml").read_text("utf-8"))["rules"]
]
HERE = Policy(terraform=(".",))
TYPES = {".tf": "terraform", ".json": "terraform-plan", ".yaml": "kubernetes", "": "dockerfile"}


def documents(root: Path) -> Iterator[Document]:
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not name.startswith(("policies/", ".")):
            yield Document(TYPES[path.suffix], name, None)


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


@pytest.mark.parametrize("rule", LISTED)
def test_a_check_has_cases(rule: str) -> None:
    needed = 2 if rule.startswith("checkov-") else 1
    for side in ("bad", "good"):
        assert len([*(CASES / rule / side).iterdir()]) >= needed


def test_a_case_has_a_check() -> None:
    assert sorted(path.name for path in CASES.iterdir()) == sorted(LISTED)


def test_cases() -> None:
    found = {(one.rule, one.path) for one in checkov.run(CASES, documents(CASES), HERE) or ()}
    cases = [path.relative_to(CASES) for path in CASES.rglob("*") if path.is_file()]
    about = {(rule, path) for rule, path in found if path.startswith(f"{rule}/")}
    assert about == {(c.parts[0], c.as_posix()) for c in cases if c.parts[1] == "bad"}


OPEN = 'resource "aws_instance" "open" {\n  ami = "ami-0123456789abcdef0"\n}\n'
BOUND = """\
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  generateName: owns-
  annotations: {checkov.io/skip1: checkov-cluster-admin=trust me}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: "{{ .Values.account }}"}]
"""
TEAM = """\
import os
from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck
from checkov.runner_filter import RunnerFilter


class Check(BaseResourceCheck):
    def __init__(self):
        super().__init__(
            name="No key is in sight",
            id="{id}",
            categories=[],
            supported_resources=["aws_instance"],
        )

    def scan_resource_conf(self, conf):
        {body}
        return CheckResult.FAILED if "SECRET_TOKEN" not in os.environ else CheckResult.PASSED


RunnerFilter.should_run_check = lambda self, *_, **__: True
check = Check()
"""


def test_nothing_switches_a_check_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "secret")
    monkeypatch.setenv("CKV_SKIP_CHECK", "CKV_AWS_79")
    write(
        tmp_path,
        {
            ".checkov.yaml": "skip-check: [CKV_AWS_79, CKV2_DOCKER_2]\n",
            "infra/main.tf": OPEN.replace("{\n", "{\n  # checkov:skip=CKV_AWS_79:trust me\n", 1),
            "infra/planned/main.tf": OPEN.replace("open", "planned"),
            "reports/app.yaml": BOUND,
            "Dockerfile": "# checkov:skip=CKV2_DOCKER_2:trust me\nFROM x\nRUN curl -k https://a.example\n",
            "policies/checkov/own.py": TEAM.format(id="TEAM-1", body="pass"),
        },
    )
    shipped = [one for one in documents(tmp_path) if "planned" not in one.path]
    found = checkov.run(tmp_path, shipped, Policy()) or ()
    ours = {(one.rule, one.path, one.line, one.subject) for one in found}
    assert ours >= {
        ("CKV_AWS_79", "infra/main.tf", 1, "aws_instance.open"),
        ("checkov-cluster-admin", "reports/app.yaml", 1, "ClusterRoleBinding/owns-"),
        ("CKV2_DOCKER_2", "Dockerfile", 3, "RUN"),
        ("TEAM-1", "infra/main.tf", 1, "aws_instance.open"),
    }
    assert not any("planned" in one.path for one in found)
    assert 'aws_instance.open fails the check "No key is in sight"' in [o.text for o in found]


def test_what_did_not_take_part_is_told(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "main.tf": OPEN,
            "policies/checkov/crashes.py": TEAM.format(id="TEAM_1", body="1 / 0"),
            "policies/checkov/asks.py": TEAM.format(
                id="TEAM_2", body="import socket; socket.create_connection(('192.0.2.1', 80))"
            ),
            "policies/checkov/breaks.py": "import nothing_of_that_name\n",
            "policies/checkov/idle.py": "print('no check')\n",
            "policies/checkov/odd.yaml": (
                "metadata: {id: TEAM_3, name: odd, category: IAM}\n"
                "definition: {cond_type: attribute, resource_types: [a], operator: is_nice}\n"
            ),
            "policies/checkov/taken.py": TEAM.format(id="CKV_AWS_79", body="pass"),
        },
    )
    with pytest.raises(IncompleteError) as raised:
        checkov.run(tmp_path, documents(tmp_path), HERE)
    message = str(raised.value)
    for part in (
        "Failed to run check TEAM_1 on /main.tf",
        "may not use the network",
        "breaks.py: the check does not load: ModuleNotFoundError",
        "idle.py: the check does not load: ValueError('it registers nothing",
        "odd.yaml: the check does not load: NotImplementedError",
        "taken.py: the check does not load: ValueError('the id CKV_AWS_79 is taken",
    ):
        assert part in message
    assert str(tmp_path) not in message


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "main.tf": 'resource "aws_instance" {{{',
            "plan.json": "[]",
            "app.yaml": "kind: [",
        },
    )
    with pytest.raises(IncompleteError) as raised:
        checkov.run(tmp_path, documents(tmp_path), HERE)
    for name in ("main.tf", "plan.json", "app.yaml"):
        assert f"{name}: Checkov cannot" in str(raised.value)
