"""The stages as the runner starts them: a report, and the exit code of a job."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from goldenpath_gates import report, runner
from goldenpath_gates.delivery.pace import Progress
from goldenpath_gates.train import Stage

if TYPE_CHECKING:
    from tests.gates.delivery.conftest import World


@pytest.mark.parametrize(
    ("stage", "verdict"),
    [("staging", "passed"), ("canary", "passed"), ("rollout", "failed"), ("reaper", "passed")],
)
def test_a_stage_writes_its_report(
    world: World, stage: str, verdict: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a canary before it, rollout finds the old version in the first region."""
    if verdict == "failed":
        text = (world.root / "goldenpath.toml").read_text().replace("timeout = 18", "timeout = 1")
        (world.root / "goldenpath.toml").write_text(text)
    for name, value in world.env.items():
        monkeypatch.setenv(name, value)
    summary = world.root / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    done = runner.run_one(Stage(id=stage, asks="?", timeout=1), world.root)
    assert done.verdict == verdict, done.summary
    assert report.read(report.path_of(world.root, stage)) == done
    assert summary.read_text().startswith(f"### {stage}: {verdict}")
    for path in done.artifacts:
        assert (world.root / path).is_file()
    everything = json.dumps(done.to_json()) + summary.read_text()
    for secret in world.box.secrets.values():
        assert secret not in everything


def test_the_live_line_shows_step_weight_and_every_metric(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.box.play("production-main", "abort")
    world.run("canary")
    lines = capsys.readouterr().out.splitlines()
    assert (
        "canary: production-main: not there yet Argo CD: OutOfSync, Healthy, cccccccccccc" in lines
    )
    (last,) = [line for line in lines if "Degraded" in line]
    assert last.startswith("canary: production-main: step 6 of 9 (pause 10m), 5 %; Degraded; ")
    assert "p95 [7.5] bad; errors [0] open; cost [1.2] open" in last
    assert len(lines) == len(set(lines))


def test_progress_says_a_thing_once(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress("canary")
    for text in ("one", "one", "two\n::error::no command", "one"):
        progress.say(text)
    assert capsys.readouterr().out == "canary: one\ncanary: two ::error::no command\ncanary: one\n"
