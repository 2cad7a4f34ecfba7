from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from goldenpath_gates import __main__ as cli
from goldenpath_gates import interrupts, library, stages

from tests.gates.support import goldenpath, write

HEAVY = ("yaml", "jsonschema_rs", "rich", "starlette", "uvicorn", "cyclonedx", "pre_commit")
# A module that is None here cannot be imported: as if its distribution were not installed.
RUN = """\
import sys
for name in {0!r}: sys.modules[name] = None
from goldenpath_gates.__main__ import main
raise SystemExit(main({1!r}))
"""


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_help(command: str, service: Path) -> None:
    done = goldenpath(command, "--help", cwd=service)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: goldenpath {command} ")
    assert "exit codes: 0 passed, 1 failed" in " ".join(done.stdout.split())


def test_help_lists_every_command(service: Path) -> None:
    done = goldenpath("--help", cwd=service)
    assert done.returncode == 0
    assert re.findall(r"^    ([a-z-]+)\s", done.stdout, re.M) == list(cli.COMMANDS)


def without(names: tuple[str, ...], *args: str, cwd: Path) -> tuple[int, str, str]:
    done = subprocess.run(
        (sys.executable, "-c", RUN.format(names, list(args))),
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_the_quick_ways_need_no_library_of_a_stage(argument: str, service: Path) -> None:
    code, out, err = without(HEAVY, argument, cwd=service)
    assert (code, err) == (0, "")
    assert "goldenpath" in out


@pytest.mark.parametrize("args", [("run", "lint"), ("stages",), ("evidence",)])
def test_a_missing_extra_is_incomplete_and_named(args: tuple[str, ...], service: Path) -> None:
    code, _, err = without(HEAVY, *args, cwd=service)
    assert code == 3
    assert re.fullmatch(r"goldenpath: \w+ is missing: install goldenpath\[gates\]\n", err)


def test_version(service: Path) -> None:
    assert goldenpath("--version", cwd=service).stdout == f"goldenpath {library.version()}\n"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ((), "the following arguments are required"),
        (("deploy",), "invalid choice: 'deploy'"),
        (("run", "--fast"), "unrecognized arguments: --fast"),
        (("run", "--jobs", "0"), "argument --jobs: at least 1"),
        (("run", "--jobs", "many"), "argument --jobs: "),
        (
            ("run", "units"),
            "unknown stage 'units'; the train has: "
            "lint, unit, contract, policy, eval, sbom, image, publish, "
            "staging, load, canary, rollout, preview, nightly, reaper",
        ),
        (("run", "lint", "units"), "unknown stage 'units'; the train has: "),
        (("approval",), "one of the arguments environment --for is required"),
        (("approval", "production"), "approval runs in a pipeline: GITHUB_API_URL is not set"),
    ],
)
def test_wrong_usage(args: tuple[str, ...], says: str, service: Path) -> None:
    done = goldenpath(*args, cwd=service)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert not (service / "reports").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[service\n", r"goldenpath: goldenpath.toml:1:9: toml-syntax .*\n"),
        ("[service]\n", r'goldenpath: goldenpath.toml:1:1: config-schema service: "name" is .*\n'),
    ],
)
@pytest.mark.parametrize("args", [("run",), ("run", "lint"), ("serve",), ("evidence",)])
def test_a_broken_configuration_is_wrong_usage(
    args: tuple[str, ...], text: str, says: str, service: Path
) -> None:
    write(service, {"goldenpath.toml": text})
    done = goldenpath(*args, cwd=service)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(says, done.stderr)


def test_outside_a_service(tmp_path: Path) -> None:
    done = goldenpath("run", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("goldenpath: goldenpath.toml: not found in ")
    assert not any(tmp_path.iterdir())


def test_stages_prints_the_train(service: Path) -> None:
    done = goldenpath("stages", cwd=service)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["stage", "asks", "after", "runs", "on", "laptop"]
    assert [line.split()[0] for line in lines[1:]] == [
        *("lint", "unit", "contract", "policy", "eval", "sbom", "image", "publish"),
        *("staging", "load", "canary", "rollout", "preview", "nightly", "reaper"),
    ]


@pytest.mark.parametrize(
    "args",
    [("stages",), ("--help",), ("eval", "--help"), ("contract", "--help"), ("policy", "--help")],
)
def test_a_reader_that_went_away_is_no_bug(args: tuple[str, ...], service: Path) -> None:
    """As in `goldenpath stages | head -0`."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as out:
        done = subprocess.run(
            (sys.executable, "-m", "goldenpath_gates", *args),
            cwd=service,
            env={key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"},
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (141, "")


def test_a_bug_is_one_line_and_a_file_for_the_issue(
    service: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(path: Path) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr("goldenpath_gates.train.load", broken)
    monkeypatch.setattr("tempfile.tempdir", str(service))
    assert cli.main(["stages"]) == 4
    said = capsys.readouterr().err
    match = re.fullmatch(
        r"goldenpath: a bug of ours: ZeroDivisionError: planted; details in (.+\.md)\n", said
    )
    assert match
    page = Path(match[1]).read_text(encoding="utf-8")
    assert page.startswith("Python 3.")
    assert 'raise ZeroDivisionError("planted")' in page
    assert page.endswith("```\n")


def test_a_bug_in_a_stage_is_reported_and_exits_4(
    service: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(root: Path, settings: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(stages, "function", lambda stage: broken)
    assert cli.main(["run", "lint"]) == 4
    assert "a bug of goldenpath: ZeroDivisionError: planted" in capsys.readouterr().out
    assert (service / "reports" / "lint.json").is_file()


@pytest.mark.parametrize("number", interrupts.SIGNALS)
def test_an_interruption_is_130_and_the_handlers_are_restored(
    number: signal.Signals,
    service: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = [signal.getsignal(one) for one in interrupts.SIGNALS]
    monkeypatch.setattr("goldenpath_gates.train.load", lambda path: signal.raise_signal(number))
    assert cli.main(["stages"]) == 130
    assert "goldenpath: interrupted" in capsys.readouterr().err
    assert [signal.getsignal(one) for one in interrupts.SIGNALS] == before
