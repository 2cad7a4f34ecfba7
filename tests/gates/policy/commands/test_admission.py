from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from goldenpath_gates.__main__ import main

from tests.gates.support import write


def printed(capsys: pytest.CaptureFixture[str], *options: str) -> list[dict[str, object]]:
    assert main(["policy", "admission", *options]) == 0
    return list(yaml.safe_load_all(capsys.readouterr().out))


def test_three_policies_and_their_bindings(
    service: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kinds = [document["kind"] for document in printed(capsys)]
    assert kinds.count("ValidatingAdmissionPolicy") == 3
    assert kinds.count("ValidatingAdmissionPolicyBinding") == 3


@pytest.mark.parametrize(("profile", "refuses"), [("strict", True), ("advisory", False)])
def test_the_profile_decides_whether_they_refuse(
    service: Path, capsys: pytest.CaptureFixture[str], profile: str, refuses: bool
) -> None:
    write(service, {"policy.yaml": f"profile: {profile}\n"})
    assert ("Deny" in yaml.dump(printed(capsys))) is refuses


def test_labels_are_the_platforms(service: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = yaml.dump(printed(capsys, "--label", "acme-guarded", "--preview", "acme-preview"))
    assert "acme-guarded" in text
    assert "acme-preview" in text
    assert "goldenpath-admission" not in text
