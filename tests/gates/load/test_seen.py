"""What people see: the line while it runs, the page, and the commands."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from goldenpath_gates.load import live, page, recording

from tests.gates.load.support import Server, serving
from tests.gates.support import CONFIG, goldenpath, write
from tests.support import ROOT, require

SAMPLE = {"t": 5.04, "users": 9, "rate": 199.6, "p95_ms": 61.4, "errors": 2}


def test_the_line_says_what_matters() -> None:
    said = live.sentence("smoke", 10, SAMPLE)
    assert said == "smoke: 5 of 10 s, 200 requests a second, p95 61 ms, 2 errors"


def test_in_a_log_it_is_a_line_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "PLAIN_EVERY_S", 0.0)
    with live.shown("smoke", 10) as tell:
        tell(SAMPLE)
    assert capsys.readouterr().out == f"{live.sentence('smoke', 10, SAMPLE)}\n"


@pytest.mark.parametrize(
    ("values", "limit", "height", "text"),
    [
        pytest.param([1, 2], 2.0, 13.6, "promised at most 2 ms", id="a promise that is near"),
        pytest.param([1, 2], 100.0, None, "promised at most 100 ms", id="one far above"),
        pytest.param([0, 0], None, None, "at most 0 ms, at the end 0 ms", id="nothing"),
    ],
)
def test_a_chart(values: list[float], limit: float, height: float | None, text: str) -> None:
    drawn = page.chart("p95", list(enumerate(values)), "ms", "1 s", limit)
    assert drawn.points.split()[0].startswith("0.0,")
    assert drawn.points.split()[-1].startswith("520.0,")
    assert drawn.limit == (None if height is None else pytest.approx(height, abs=0.1))
    assert text in drawn.text


def test_the_script_of_k6_is_javascript(tmp_path: Path) -> None:
    require(shutil.which("node"), "node")
    module = tmp_path / "k6.mjs"
    text = (ROOT / "template/load/k6.js").read_text("utf-8")
    module.write_text(text, "utf-8")
    assert subprocess.run(("node", "--check", module), check=False).returncode == 0
    assert "open('./thresholds.json')).thresholds" in text


def service(root: Path) -> Path:
    rows = [{"at": n / 10, "method": "GET", "path": "/things"} for n in range(5)]
    lines = [recording.HEADER, *rows]
    text = "".join(f"{json.dumps(line)}\n" for line in lines)
    return write(root, {"goldenpath.toml": CONFIG, "load/recorded.jsonl": text})


def test_probe_prints_percentiles(tmp_path: Path) -> None:
    root = service(tmp_path)
    with serving(Server(delay=lambda: 0.02)) as server:
        command = ("load", "probe", server.url, "--rate", "50", "--seconds", "0.4")
        done = goldenpath(*command, "--arrivals", "constant", cwd=root)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0].split() == ["p50", "p90", "p95", "p99", "p100"]
    assert done.stdout.endswith("20 requests, 0 errors\n")
    assert goldenpath("load", "probe", "example.com", cwd=root).returncode == 2
    assert goldenpath("load", "probe", server.url, "--seconds", "0.2", cwd=root).returncode == 1


def test_record_takes_questions_from_the_golden_cases(tmp_path: Path) -> None:
    case = {"id": "a", "input": "What is a canary?", "expected": {"text": "A bird."}}
    golden = 'datasets = ["evals/golden.jsonl"]'
    times = ("10:00:00.200", "10:00:00.700")
    row = {"message": "request", "method": "POST", "route": "/v1/answers", "duration_ms": 200.0}
    log = [json.dumps({**row, "time": f"2026-11-22T{time}+00:00"}) for time in times]
    files = {
        "goldenpath.toml": f"{CONFIG}\n[eval]\n{golden}\n",
        "evals/golden.jsonl": f"{json.dumps(case)}\n",
        "service.log": "\n".join(log),
    }
    root = write(tmp_path, files)
    done = goldenpath("load", "record", "service.log", "--streams", "0", cwd=root)
    assert done.stdout == "load/recorded.jsonl: 2 requests, 2.0 a second\n", done.stderr
    made = recording.read(Path("load/recorded.jsonl"), root)
    assert [one.body for one in made.requests] == [{"question": "What is a canary?"}] * 2
    assert goldenpath("load", "record", "goldenpath.toml", cwd=root).returncode == 3
