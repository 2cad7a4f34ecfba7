from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates import config, report, runner, stages
from goldenpath_gates.errors import FailedError, IncompleteError, UsageError
from goldenpath_gates.report import Judgement, judge
from goldenpath_gates.runner import Ended, Outcome, TrainRun
from goldenpath_gates.train import Stage

from tests.gates.support import PATIENCE_S, PYPROJECT, Lifeline, library, violation, write

FINE = "return judge('fine')"
FAIL = "raise FailedError('planted')"


@dataclass
class Recorder:
    """A watcher that remembers the order of what it is told."""

    events: list[tuple[str, str]] = field(default_factory=list)

    def started(self, stage: Stage) -> None:
        self.events.append((stage.id, "started"))

    def ended(self, ended: Ended) -> None:
        self.events.append((ended.stage.id, ended.outcome))


def row(stage: str, *needs: str) -> Stage:
    return Stage(stage, "Does it run?", 5, needs)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts stand-in stages in front of the library's own, for every child process."""

    def put(bodies: Mapping[str, str], table: Mapping[str, tuple[str, ...]] | None = None) -> None:
        rows = [{"id": name, "needs": list((table or {}).get(name, ()))} for name in bodies]
        folder = library(tmp_path / "lib", rows, bodies)
        monkeypatch.setenv("PYTHONPATH", str(folder))

    return put


def outcomes(ended: list[Ended]) -> dict[str, str]:
    return {one.stage.id: one.outcome for one in ended}


# --- one stage, in this process ---------------------------------------------------------------


def judged(
    monkeypatch: pytest.MonkeyPatch, service: Path, result: Judgement | BaseException
) -> report.Report:
    def run(root: Path, settings: config.Config) -> Judgement:
        if isinstance(result, BaseException):
            raise result
        return result

    monkeypatch.setattr(stages, "function", lambda stage: run)
    written = runner.run_one(row("unit"), service)
    assert report.read(report.path_of(service, "unit")) == written
    return written


@pytest.mark.parametrize(
    ("result", "verdict", "summary", "code"),
    [
        (judge("fine"), "passed", "fine", 0),
        (judge("bad", findings=(report.Finding("r", "m"),)), "failed", "bad", 1),
        (FailedError("planted"), "failed", "planted", 1),
        (UsageError("wrong key"), "incomplete", "wrong key", 3),
        (IncompleteError("no tool"), "incomplete", "no tool", 3),
        (KeyError("x"), "error", "a bug of goldenpath: KeyError: 'x'", 4),
        (SystemExit(0), "error", "a bug of goldenpath: SystemExit: 0", 4),
        (IncompleteError("x" * 9000), "incomplete", "x" * 2000, 3),
    ],
)
def test_run_one(
    result: Judgement | BaseException,
    verdict: str,
    summary: str,
    code: int,
    service: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(report.Report, "__eq__", lambda a, b: a.to_json() == b.to_json())
    written = judged(monkeypatch, service, result)
    assert (written.verdict, written.to_json()["summary"], written.exit_code) == (
        verdict,
        summary,
        code,
    )
    assert violation(written.to_json(), "report") is None
    assert (service / "reports" / "unit" / "junit.xml").is_file()


def test_an_interrupted_stage_leaves_no_report_of_an_earlier_run(
    service: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged(monkeypatch, service, judge("fine"))
    with pytest.raises(KeyboardInterrupt):
        judged(monkeypatch, service, KeyboardInterrupt())
    assert not report.path_of(service, "unit").exists()


def test_a_broken_configuration_leaves_no_report_of_an_earlier_run(
    service: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged(monkeypatch, service, judge("fine"))
    write(service, {"goldenpath.toml": "[service"})
    with pytest.raises(UsageError):
        runner.run_one(row("unit"), service)
    assert not report.path_of(service, "unit").exists()


def test_a_stage_keeps_its_own_junit_and_the_forge_gets_a_summary(
    service: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(service / "summary.md"))
    write(service, {"reports/unit/junit.xml": "<mine/>"})
    judged(monkeypatch, service, judge("fine", artifacts=("reports/unit/junit.xml",)))
    assert (service / "reports" / "unit" / "junit.xml").read_text() == "<mine/>"
    assert (service / "summary.md").read_text() == "### unit: passed\n\nfine\n"


# --- several, as children ---------------------------------------------------------------------


def test_a_stage_starts_after_its_needs_passed(service: Path, install: Any) -> None:
    """The table names them in the wrong order on purpose."""
    install(
        {
            "last": "assert (root / 'mid').exists()\n" + FINE,
            "mid": "assert (root / 'first').exists()\n(root / 'mid').touch()\n" + FINE,
            "first": "(root / 'first').touch()\n" + FINE,
        }
    )
    watcher = Recorder()
    table = [row("last", "mid", "first"), row("mid", "first"), row("first")]
    ended = TrainRun(service, watcher).run(table)
    assert set(outcomes(ended).values()) == {"passed"}
    assert [event for event in watcher.events if event[1] == "started"] == [
        ("first", "started"),
        ("mid", "started"),
        ("last", "started"),
    ]


def test_a_need_outside_the_selection_counts_as_met(service: Path, install: Any) -> None:
    install({"b": FINE})
    assert outcomes(TrainRun(service, Recorder()).run([row("b", "a")])) == {"b": "passed"}


def test_independent_stages_run_at_the_same_time(service: Path, install: Any) -> None:
    """Each waits for a file of the other: one after the other they would never end."""
    meet = "(root / {0!r}).touch()\nawait_file(root / {1!r})\n" + FINE
    install({"a": meet.format("a", "b"), "b": meet.format("b", "a")})
    ended = TrainRun(service, Recorder(), jobs=2).run([row("a"), row("b")])
    assert outcomes(ended) == {"a": "passed", "b": "passed"}


def test_one_job_runs_one_stage_at_a_time(service: Path, install: Any) -> None:
    install({"a": FINE, "b": FINE})
    watcher = Recorder()
    TrainRun(service, watcher, jobs=1).run([row("a"), row("b")])
    assert watcher.events.index(("a", "passed")) < watcher.events.index(("b", "passed"))
    assert len(watcher.events) == 4


def test_a_failure_stops_what_runs_and_what_waits(service: Path, install: Any) -> None:
    line = Lifeline(service / "line")
    install(
        {
            "slow": f"(root / 'slow').touch()\n{line.held()}\n{FINE}",
            "bad": f"await_file(root / 'slow')\n{FAIL}",
            "after": FINE,
            "queued": FINE,
        }
    )
    watcher = Recorder()
    table = [row("slow"), row("bad"), row("after", "bad"), row("queued")]
    ended = TrainRun(service, watcher, jobs=2).run(table)
    assert {one.stage.id: (one.outcome, one.summary) for one in ended} == {
        "slow": ("not run", "stopped because another stage did not pass"),
        "bad": ("failed", "planted"),
        "after": ("not run", "bad did not pass"),
        "queued": ("not run", "an earlier stage did not pass"),
    }
    assert {name for name, what in watcher.events if what == "started"} == {"slow", "bad"}
    assert runner.exit_code(ended) == 1
    line.ended()


def test_keep_going_runs_everything_that_does_not_need_the_broken(
    service: Path, install: Any
) -> None:
    """`far` needs `after`, which never ran, and stands above it in the table."""
    install({"far": FINE, "bad": FAIL, "after": FINE, "other": FINE, "more": FINE})
    table = [row("far", "after"), row("bad"), row("after", "bad"), row("other")]
    table.append(row("more", "other"))
    ended = TrainRun(service, Recorder(), keep_going=True).run(table)
    assert outcomes(ended) == {
        "bad": "failed",
        "after": "not run",
        "far": "not run",
        "other": "passed",
        "more": "passed",
    }
    reasons = {one.stage.id: one.summary for one in ended}
    assert (reasons["after"], reasons["far"]) == ("bad did not pass", "after did not pass")


@pytest.mark.parametrize(
    ("body", "outcome", "says", "code"),
    [
        pytest.param(FAIL, "failed", "planted", 1, id="failed"),
        pytest.param("raise IncompleteError('no key')", "incomplete", "no key", 3, id="incomplete"),
        pytest.param("raise UsageError('bad key')", "incomplete", "bad key", 3, id="usage"),
        pytest.param("1 / 0", "error", "a bug of goldenpath: ZeroDivisionError", 4, id="crash"),
        pytest.param("sys.exit(0)", "error", "SystemExit: 0", 4, id="exit"),
        pytest.param(
            "os._exit(0)", "incomplete", "no report (exit code 0)", 3, id="exit without report"
        ),
        pytest.param(
            "os.kill(os.getpid(), 9)", "incomplete", "no report (exit code -9)", 3, id="killed"
        ),
        pytest.param(
            "import atexit; atexit.register(os._exit, 7)\n" + FINE,
            "incomplete",
            "reported passed, but ended with exit code 7",
            3,
            id="crash after the report",
        ),
        pytest.param(FINE, "passed", "fine", 0, id="passed"),
    ],
)
def test_how_a_stage_ends(
    body: str, outcome: str, says: str, code: int, service: Path, install: Any
) -> None:
    install({"a": body})
    # A report of an earlier run must not speak for this one.
    write(service, {"reports/a.json": "{}"})
    (ended,) = TrainRun(service, Recorder()).run([row("a")])
    assert ended.outcome == outcome
    assert says in ended.summary
    assert runner.exit_code([ended]) == code
    assert ended.log is not None
    assert ended.log == service / "reports" / "a" / "output.log"


def test_a_stage_leaves_no_process_behind(service: Path, install: Any) -> None:
    """Not even one that holds its output open, which would keep us waiting."""
    line = Lifeline(service / "line")
    start = f"exec 9>{line.path}; trap '' TERM; (sleep 60; touch survived) & exit 0"
    install({"a": f"process.run(('sh', '-c', {start!r}), root)\n{FINE}"})
    (ended,) = TrainRun(service, Recorder()).run([row("a")])
    assert ended.outcome == "passed"
    line.ended()
    assert not (service / "survived").exists()


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        ([], 0),
        (["passed"], 0),
        (["passed", "not run"], 0),
        (["passed", "incomplete"], 3),
        (["incomplete", "failed"], 1),
        (["failed", "incomplete", "error"], 4),
        (["not run", "error"], 4),
    ],
)
def test_the_gravest_outcome_is_the_exit_code(seen: list[Outcome], code: int) -> None:
    assert runner.exit_code(Ended(row(f"s{i}"), o, "") for i, o in enumerate(seen)) == code


# --- the whole command ------------------------------------------------------------------------


@pytest.fixture(scope="session")
def lock(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = write(tmp_path_factory.mktemp("lock"), {"pyproject.toml": PYPROJECT})
    subprocess.run(("uv", "lock", "--quiet", "--offline"), cwd=folder, check=True)
    return (folder / "uv.lock").read_text(encoding="utf-8")


def started(service: Path, *args: str) -> subprocess.Popen[str]:
    # A handler of ours is the default again in the child, even where SIGINT is ignored here.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            (sys.executable, "-m", "goldenpath_gates", "run", *args),
            cwd=service,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    finally:
        signal.signal(signal.SIGINT, before)


def interrupted(run: subprocess.Popen[str], *numbers: signal.Signals) -> str:
    for number in numbers:
        os.killpg(run.pid, number)
    try:
        return run.communicate(timeout=PATIENCE_S)[0]
    finally:
        run.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("names", [("a",), ("a", "b")], ids=["alone", "train"])
def test_an_interrupted_run_leaves_nothing_behind(
    number: signal.Signals, names: tuple[str, ...], service: Path, install: Any, lock: str
) -> None:
    """Neither children nor grandchildren."""
    lines = {name: Lifeline(service / f"line-{name}") for name in names}
    install({name: f"{line.held()}\n{FINE}" for name, line in lines.items()})
    write(service, {"pyproject.toml": PYPROJECT, "uv.lock": lock})
    run = started(service, "--jobs", "2", *names)
    for line in lines.values():
        line.started()
    output = interrupted(run, number)
    for line in lines.values():
        line.ended()
    assert run.returncode == 130
    assert "interrupted, everything it started was stopped" in output
    assert not list(service.glob("reports/*.json"))


def test_a_second_interruption_does_not_cut_the_clean_up_short(service: Path, install: Any) -> None:
    """Here the grandchild ignores the polite request, and the kill has to follow."""
    line = Lifeline(service / "line")
    install({"a": f"{line.held(stubborn=True)}\n{FINE}"})
    run = started(service, "a")
    line.started()
    interrupted(run, signal.SIGINT, signal.SIGTERM)
    assert run.returncode == 130
    line.ended()


def test_the_train_prints_each_verdict_the_log_and_the_record(
    service: Path, install: Any, lock: str
) -> None:
    install({"a": FINE, "b": "print('what the tool said')\n" + FAIL}, {"b": ("a",)})
    write(service, {"pyproject.toml": PYPROJECT, "uv.lock": lock})
    run = started(service, "a", "b")
    output, _ = run.communicate(timeout=60)
    assert run.returncode == 1
    assert "a: started\na: passed in " in output
    assert "--- b\nwhat the tool said\n" in output
    assert output.endswith("report: reports/evidence.md\n")
    assert (service / "reports" / "evidence.json").is_file()


def test_run_without_a_name_takes_what_a_laptop_can_judge(
    service: Path, tmp_path: Path, lock: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[dict[str, Any]] = [{"id": "a"}, {"id": "b", "needs": ["a"], "laptop": "a cluster"}]
    monkeypatch.setenv("PYTHONPATH", str(library(tmp_path / "lib", rows, {"a": FINE, "b": FAIL})))
    write(service, {"pyproject.toml": PYPROJECT, "uv.lock": lock})
    run = started(service)
    output, _ = run.communicate(timeout=60)
    assert run.returncode == 0
    assert "b      not run         needs a cluster\n" in output
    assert not (service / "reports" / "b.json").exists()
