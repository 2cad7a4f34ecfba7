from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates import config
from goldenpath_gates.config import Config
from goldenpath_gates.errors import UsageError
from goldenpath_gates.evals import baseline as baselines
from goldenpath_gates.evals import questions, rebase
from goldenpath_gates.evals.baseline import Baseline
from goldenpath_gates.evals.baseline_versions import measured_with
from goldenpath_gates.evals.commands import baseline
from goldenpath_gates.evals.questions import Questions
from goldenpath_gates.evals.record import Record
from goldenpath_gates.evals.settings import Eval

from tests.gates.evals.support import cases, edit, put, toml

REASON = "prompt 1.3.0 cites its sources"


def arguments(*args: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    baseline.add_arguments(parser)
    return parser.parse_args(args)


@pytest.mark.parametrize(
    ("args", "option"),
    [
        ((), "--reason"),
        (("--reason", "TEXT", "--owner", "me"), "--reason"),
        (("--reason", "too short", "--owner", "me"), "--reason"),
        (("--reason", f"{REASON}\x1b[31m", "--owner", "me"), "--reason"),
        (("--reason", "x" * 501, "--owner", "me"), "--reason"),
        (("--reason", REASON), "--owner"),
        (("--reason", REASON, "--owner", "WHO"), "--owner"),
        (("--reason", REASON, "--owner", "  "), "--owner"),
    ],
)
def test_who_and_why_are_needed(args: tuple[str, ...], option: str) -> None:
    with pytest.raises(UsageError, match=f"^{option}: one line of"):
        baseline.run(arguments(*args))


@pytest.mark.parametrize(("wanted", "repeats"), [(None, 3), (1, 1), (7, 7)])
def test_repeats(wanted: int | None, repeats: int) -> None:
    assert baseline._repeats(wanted, Eval(repeats=1, confirm=2)) == repeats


def test_no_repeats() -> None:
    with pytest.raises(UsageError, match="at least once"):
        baseline._repeats(0, Eval())


def answered(root: Path, config: Config, asked: Questions, **facts: Any) -> Baseline:
    """A baseline as it would be written, had somebody asked."""
    facts |= {"created": "2026-06-01T10:00:00+00:00", "library": "0.4.0", "models": ["m"]}
    facts |= {"commit": None, "prompts": {}, "snapshot": None}
    facts |= measured_with(root, config.eval, asked.hashes)
    records = [Record(case.id, "d", "?", texts=("x",), scores={"success": 1.0}) for case in asked]
    return baselines.write(root, asked.baseline, facts, records)


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With the baseline of its nights."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(rebase, "write_baseline", answered)
    put(tmp_path / "goldenpath.toml", toml({}, nightly_cases=60))
    put(tmp_path / "evals/golden.jsonl", "".join(json.dumps(case) + "\n" for case in cases()))
    loaded = config.load(tmp_path)
    night = questions.nightly(tmp_path, loaded.eval)
    answered(tmp_path, loaded, night, reason=REASON, owner="@acme/ai", repeats=1)
    return tmp_path


def written(capsys: pytest.CaptureFixture[str], *args: str) -> list[str]:
    assert baseline.run(arguments("--reason", REASON, "--owner", "@acme/ai", *args)) == 0
    return capsys.readouterr().out.splitlines()


def test_the_night_needs_another_baseline_too(
    service: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(service / "evals/golden.jsonl", "What is meant by this", "What does this mean")
    first, second = written(capsys)
    assert first.startswith("baseline.jsonl written: 54 cases")
    assert second.startswith("evals/nightly-baseline.jsonl: baseline-stale nightly changed since")
    assert "`goldenpath eval baseline --nightly --reason TEXT --owner WHO`" in second


@pytest.mark.parametrize(
    "args", [pytest.param((), id="which holds"), pytest.param(("--nightly",), id="which it is")]
)
def test_noop_the_night_has_its_baseline(
    args: tuple[str, ...], service: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(written(capsys, *args)) == 1


def test_noop_a_service_without_nights(service: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (service / "evals/nightly-baseline.jsonl").unlink()
    assert len(written(capsys)) == 1
