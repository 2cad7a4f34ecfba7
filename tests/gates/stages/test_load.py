"""The stage against a rendered service, really under load on loopback.

Not how fast this machine is, is under test: what is promised is generous, what is planted is not.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from goldenpath_gates import config, runner
from goldenpath_gates.load import figures, limits, recording
from goldenpath_gates.load.judgement import Run
from goldenpath_gates.load.local import local
from goldenpath_gates.load.target import Target
from goldenpath_gates.train import Stage

from tests.support import Workshop, service_env

LOAD = Stage("load", "Does it hold the traffic?", 30)
SETTINGS = """
[load]
laptop_seconds = 1
probe_rate = 100
fault_seconds = 20
[load.env]
"""
GENEROUS = {  # seconds, and a share of answers
    "value: 3.0\n": "value: 20.0\n",
    "value: 0.1\n": "value: 20.0\n",
    "value: 1.0\n": "value: 20.0\n",
    "target: 0.995\n": "target: 0.9\n",
}


@pytest.fixture(scope="module")
def installed(workshop: Workshop) -> Path:
    """A service with its environment, made once."""

    def make(folder: Path) -> None:
        shutil.copytree(workshop.render("defaults"), folder, dirs_exist_ok=True, symlinks=True)
        for command in (("lock",), ("sync", "--no-dev", "--locked")):
            subprocess.run(("uv", *command, "-q"), cwd=folder, env=service_env(), check=True)

    return workshop.once("load", make)


@pytest.fixture
def service(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same with little time and generous promises; nothing is installed again."""
    ignored = shutil.ignore_patterns(".git", ".venv", "reports")
    shutil.copytree(installed, tmp_path, ignore=ignored, dirs_exist_ok=True)
    python = installed / ".venv/bin/python"
    start = f'start = ["{python}", "-m", "answer_service"]'
    text = (installed / "goldenpath.toml").read_text("utf-8")
    text = "\n".join(start if line.startswith("start =") else line for line in text.splitlines())
    assert "\n[load.env]\n" in text
    text = text.replace("\n[load.env]\n", SETTINGS)
    (tmp_path / "goldenpath.toml").write_text(text, "utf-8")
    slo = (installed / "slo.yaml").read_text("utf-8")
    for promise, generous in GENEROUS.items():
        assert promise in slo
        slo = slo.replace(promise, generous)
    (tmp_path / "slo.yaml").write_text(slo, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "src"))
    monkeypatch.setattr(figures, "MOST_LAG_S", 5.0)
    monkeypatch.setattr(figures, "REACHED", 0.3)
    return tmp_path


def plant(service: Path, name: str, old: str, new: str) -> None:
    path = service / "src/answer_service" / name
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def started(service: Path, seconds: float) -> Run:
    loaded = config.load(service)
    recorded = recording.read(Path(loaded.load.recorded), service)
    (service / "reports/load").mkdir(parents=True)
    return Run(service, loaded, limits.read(service), recorded, seconds)


def test_a_good_service_holds(service: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = runner.run_one(LOAD, service)
    assert (done.verdict, done.findings, done.notes) == ("passed", (), ()), done.summary
    said = capsys.readouterr().out
    assert "smoke: up to 200 requests a second" in said
    assert "ramp: up to 100 requests a second" in said, "twice the peak of slo.yaml"
    judged = {figure.name for figure in done.figures if figure.passed}
    phases = ("smoke", "ramp", "replay", "probe")
    assert judged >= {f"{phase}: {what}" for phase in phases for what in ("p95 ai", "errors")}
    assert judged >= {"probe: p95 first token", "memory: growth", "overload: slowest answer"}
    assert "the service on this machine beside the model stub, not staging" in done.summary
    assert set(done.artifacts) >= {"reports/load/report.html", "reports/load/smoke.html"}
    page = (service / "reports/load/report.html").read_text("utf-8")
    assert page.count("<svg") == 9, "two of each phase, two of the open loop, one of memory"
    assert "<script" not in page
    assert len(json.loads((service / "reports/load/probe.json").read_text("utf-8"))["memory"]) > 10


SLOW = "found = await recipe.retriever.retrieve("
LEAK = "        return Response(answered"


def test_a_slow_dependency_turns_it_red(service: Path) -> None:
    plant(service, "answers.py", SLOW, f'await __import__("asyncio").sleep(3)\n            {SLOW}')
    slo = service / "slo.yaml"
    slo.write_text(slo.read_text("utf-8").replace("value: 20.0\n", "value: 2.0\n"), "utf-8")
    run = started(service, 1)
    with local(service, run.config) as here:
        run.probe(Target(here.running.url, here=here))
    (part,) = run.parts
    assert "probe: p95 ai" in {figure.name for figure in part.figures if figure.passed is False}


def test_a_leak_turns_it_red(service: Path) -> None:
    """It leaks when it has answered: on a busy machine all may be asked before one is answered."""
    plant(service, "api.py", LEAK, f"        KEPT.append(b'x' * 100_000)\n{LEAK}")
    plant(service, "api.py", "def add_answers(", "KEPT: list[bytes] = []\n\n\ndef add_answers(")
    run = started(service, 1)
    with local(service, run.config) as here:
        run.soak(here)
    (part,) = run.parts
    (figure,) = part.figures
    assert (figure.passed, part.gaps) == (False, ())
    assert figure.value > 20
