from __future__ import annotations

import json
from pathlib import Path

import pytest
from goldenpath_gates.policy import formats
from goldenpath_gates.policy.formats import github, gitlab, sarif
from goldenpath_gates.policy.rules import Rule
from goldenpath_gates.report import Finding

RULE = Rule(
    "workload-digest", "Images are named by digest", "high", "Write the digest.", "Tags move."
)
KNOWN = {RULE.id: RULE}
PLACED = Finding(RULE.id, "has a tag, 100%\nof it", "deploy/a,b.yaml", 3, 7)
BARE = Finding("team", "no")


def test_sarif_names_rule_place_and_severity() -> None:
    (run,) = json.loads(sarif.text([PLACED, BARE], KNOWN))["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["team", RULE.id]
    assert run["tool"]["driver"]["rules"][1]["properties"]["security-severity"] == "8.0"
    placed, bare = run["results"]
    assert placed["level"] == "error"
    assert placed["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "deploy/a,b.yaml"},
                "region": {"startLine": 3, "startColumn": 7},
            }
        }
    ]
    assert "locations" not in bare


def test_code_quality_has_what_gitlab_asks_for() -> None:
    placed, bare = json.loads(gitlab.text([PLACED, BARE], KNOWN))
    assert placed["severity"] == "critical"
    assert placed["location"] == {"path": "deploy/a,b.yaml", "lines": {"begin": 3}}
    assert placed["fingerprint"] != bare["fingerprint"]
    assert bare["location"] == {"path": "", "lines": {"begin": 1}}


def test_the_fingerprint_survives_a_moved_line() -> None:
    moved = Finding(PLACED.rule, PLACED.message, PLACED.path, 99)
    first, second = (json.loads(gitlab.text([f], KNOWN))[0] for f in (PLACED, moved))
    assert first["fingerprint"] == second["fingerprint"]


def test_annotations_are_escaped() -> None:
    assert list(github.lines([PLACED, BARE])) == [
        "::error file=deploy/a%2Cb.yaml,line=3,col=7,title=workload-digest::"
        "has a tag, 100%25%0Aof it",
        "::error title=team::no",
    ]


def test_github_shows_ten() -> None:
    assert len(list(github.lines([PLACED] * 11))) == 10


@pytest.mark.parametrize(("variable", "said"), [("true", True), ("", False)])
def test_written(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    variable: str,
    said: bool,
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", variable)
    paths = list(formats.write(tmp_path, Path(), [PLACED], KNOWN))
    assert paths == ["policy.sarif", "gl-code-quality.json"]
    assert all(json.loads((tmp_path / path).read_text("utf-8")) for path in paths)
    assert ("::error " in capsys.readouterr().out) is said
