"""A night in parts is the night in one go."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates import config
from goldenpath_gates.evals import questions, record, trend
from goldenpath_gates.evals.dataset.shards import shard_of
from goldenpath_gates.evals.parts import Shard
from goldenpath_gates.evals.record import Record
from goldenpath_gates.report import Judgement
from goldenpath_gates.stages import nightly

from tests.gates.evals.support import edit, make_night, put, rebase
from tests.gates.support import git, goldenpath, repository
from tests.support import Workshop, require

PARTS = 3
RECORDS = Path("reports/nightly/records.jsonl")
RESULT = Path("reports/nightly/result.json")


def run(folder: Path) -> Judgement:
    return nightly.run(folder, config.load(folder))


def asked(folder: Path) -> None:
    """The same night twice: in one go, and in parts that nobody has judged yet."""
    make_night(folder / "whole")
    shutil.copytree(folder / "whole", folder / "parts")
    run(folder / "whole")
    for number in range(1, PARTS + 1):
        nightly.run_shard(folder / "parts", config.load(folder / "parts"), f"{number}/{PARTS}")


@pytest.fixture
def nights(workshop: Workshop, tmp_path: Path) -> Path:
    require(shutil.which("node"), "node")
    return Path(shutil.copytree(workshop.once("evaluated-night", asked), tmp_path / "nights"))


@pytest.fixture
def whole(nights: Path) -> Path:
    return nights / "whole"


@pytest.fixture
def parts(nights: Path) -> Path:
    return nights / "parts"


def without_times(one: Record) -> Record:
    def rest(values: Any) -> dict[str, float]:
        return {name: value for name, value in values.items() if name != "latency_ms"}

    return Record(**{**_fields(one), "scores": rest(one.scores), "spread": rest(one.spread)})


def _fields(one: Record) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Record.__slots__}


def result(folder: Path, *, times: bool = True) -> Any:
    body = json.loads((folder / RESULT).read_text("utf-8"))
    for name in ("started", "duration_s"):
        del body["facts"][name]
    return body if times else list(_without_latency(body))


def _without_latency(body: Any) -> Iterator[Any]:
    """What a result says besides how long answers took, in an order of its own."""
    for key, value in sorted(body.items()):
        rows = value if isinstance(value, list) else [value]
        yield key, [row for row in rows if "latency_ms" not in json.dumps(row)]


def test_three_parts_and_one_go_answer_the_same(whole: Path, parts: Path) -> None:
    assert run(parts).verdict == "passed"
    both = [[without_times(one) for one in record.read(f / RECORDS)] for f in (whole, parts)]
    assert len(both[0]) == 60
    assert both[0] == both[1]
    one, other = (result(folder, times=False) for folder in (whole, parts))
    assert one == other
    assert {"gates", "facts"} <= {key for key, rows in one if rows}


def test_a_recorded_run_in_parts_is_equal_byte_for_byte(whole: Path, parts: Path) -> None:
    lines = (whole / RECORDS).read_bytes().splitlines(keepends=True)
    for number in range(PARTS):
        path = parts / Shard(number + 1, PARTS).path
        header = path.read_bytes().splitlines(keepends=True)[0]
        mine = [line for line in lines if shard_of(json.loads(line)["id"], PARTS) == number]
        path.write_bytes(b"".join([header, *mine]))
    run(parts)
    assert (parts / RECORDS).read_bytes() == (whole / RECORDS).read_bytes()
    assert result(parts) == result(whole)


def test_a_missing_part_is_incomplete(parts: Path) -> None:
    (parts / Shard(2, PARTS).path).unlink()
    done = goldenpath("run", "nightly", cwd=parts)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "there are the parts [1, 3] of 3; ask all parts again" in done.stdout


def test_a_night_after_other_settings_is_incomplete(parts: Path) -> None:
    edit(parts / "goldenpath.toml", "nightly_cases = 60", "nightly_cases = 61")
    done = goldenpath("run", "nightly", cwd=parts)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "was made for another set of cases" in done.stdout


def test_without_its_baseline_a_night_is_incomplete(parts: Path) -> None:
    (parts / "evals/nightly-baseline.jsonl").unlink()
    done = run(parts)
    assert done.verdict == "incomplete"
    assert "there is no baseline" in done.summary


def test_a_night_is_added_to_the_trend(whole: Path, parts: Path) -> None:
    (one,) = trend.read(whole / trend.WRITTEN)
    assert (one.verdict, one.cases, one.metrics["success"]) == ("passed", 60, 1)
    shutil.copyfile(whole / trend.WRITTEN, parts / trend.COMMITTED)
    assert str(trend.WRITTEN) in run(parts).artifacts
    assert [night.cases for night in trend.read(parts / trend.WRITTEN)] == [60, 60]


def test_a_part_may_have_no_case(parts: Path) -> None:
    settings = config.load(parts)
    ids = {shard_of(case.id, 64) for case in questions.nightly(parts, settings.eval)}
    empty = next(number for number in range(64) if number not in ids)
    done = nightly.run_shard(parts, settings, f"{empty + 1}/64")
    assert done == "nightly: asked 0 of 60 cases"


def test_a_night_is_no_change(whole: Path, tmp_path: Path) -> None:
    """It needs no history, and its baseline was approved with the change that brought it."""
    put(whole / ".gitignore", "reports/\n")
    repository(whole)
    rebase(whole, questions.nightly)
    git(whole, "commit", "--quiet", "--all", "--message", "another baseline")
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{whole}", "shallow")
    assert run(tmp_path / "shallow").verdict == "passed"


def test_a_change_of_the_nightly_baseline_asks_for_an_approval(whole: Path) -> None:
    put(whole / ".gitignore", "reports/\n")
    repository(whole)
    rebase(whole, questions.nightly)
    done = goldenpath("run", "eval", cwd=whole)
    assert done.returncode == 5, done.stdout + done.stderr
    assert "evals/nightly-baseline.jsonl" in done.stdout
