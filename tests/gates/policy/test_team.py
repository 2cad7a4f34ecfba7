from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from goldenpath_gates.errors import UsageError
from goldenpath_gates.policy import team
from goldenpath_gates.policy.rules import SEVERITIES

WAIVER = """\
waivers:
  - rule: workload-digest
    scope: Deployment/answers
    reason: The registry moves.
    owner: "@acme/platform"
    expires: 2027-01-31
"""


def read(tmp_path: Path, text: str) -> team.Team:
    (tmp_path / "policy.yaml").write_text(text, "utf-8")
    return team.read(tmp_path)


def test_no_file_is_the_strictest(tmp_path: Path) -> None:
    ours = team.read(tmp_path)
    assert (ours.profile, ours.waivers) == ("strict", ())
    assert ours.data == team.defaults()


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "# nothing yet\n") == team.read(tmp_path / "none")


def test_waivers_know_where_they_are_written(tmp_path: Path) -> None:
    (waiver,) = read(tmp_path, WAIVER).waivers
    assert (waiver.path, waiver.line, waiver.expires) == ("policy.yaml", 2, date(2027, 1, 31))


def test_defaults_have_every_domain() -> None:
    assert set(team.defaults()) == {
        "ai", "api", "delivery", "exposure", "image", "pipeline", "terraform", "workload",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("below", "above", "expected"),
    [
        ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
        ({"a": {"x": 1, "y": 1}}, {"a": {"y": 2}}, {"a": {"x": 1, "y": 2}}),
        ({"a": [1, 2]}, {"a": []}, {"a": []}),
        ({"a": {"x": 1}}, {"a": None}, {"a": None}),
        ({}, {}, {}),
    ],
)
def test_merged(below: object, above: object, expected: object) -> None:
    assert team.merged(below, above) == expected


@pytest.mark.parametrize(
    ("profile", "blocked"),
    [
        ("advisory", []),
        ("standard", ["high", "critical"]),
        ("strict", ["low", "medium", "high", "critical"]),
    ],
)
def test_profiles(tmp_path: Path, profile: str, blocked: list[str]) -> None:
    ours = read(tmp_path, f"profile: {profile}\n")
    assert [severity for severity in SEVERITIES if ours.blocks(severity)] == blocked


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("profile: lax\n", "policy.yaml:1:1", "profile"),
        ("\nprofil: strict\n", "policy.yaml:2:1", "profil"),
        ("- a\n", "policy.yaml:1:1", "top level"),
        (WAIVER.replace("2027-01-31", "soon"), "policy.yaml:6:5", "waivers.0.expires"),
        (WAIVER.replace("2027-01-31", "2027-02-31"), "policy.yaml:6:5", "no day such as"),
        (WAIVER.replace('    owner: "@acme/platform"\n', ""), "policy.yaml:2:5", "owner"),
        (WAIVER.replace("@acme/platform", "somebody"), "policy.yaml:5:5", "owner"),
        ("a: [\n", "policy.yaml:2:1", "no YAML"),
        ("a: 1\n---\nb: 2\n", "policy.yaml", "one document"),
    ],
)
def test_a_wrong_file_says_where(tmp_path: Path, text: str, where: str, what: str) -> None:
    with pytest.raises(UsageError) as error:
        read(tmp_path, text)
    assert str(error.value).startswith(where)
    assert what in str(error.value)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="UTF-8"):
        team.read(tmp_path)
