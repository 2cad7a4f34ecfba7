"""`goldenpath run STAGE --shard N/OF`: a part of a stage's work."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.gates.evals.support import make_night
from tests.gates.support import goldenpath
from tests.support import Workshop, require


def test_a_part_is_asked_and_left_for_the_stage(workshop: Workshop, tmp_path: Path) -> None:
    require(shutil.which("node"), "node")
    made = workshop.once("evaluated-night-made", make_night)
    folder = Path(shutil.copytree(made, tmp_path / "night"))
    done = goldenpath("run", "nightly", "--shard", "2/4", cwd=folder)
    assert done.returncode == 0, done.stderr
    header, *records = (folder / "reports/nightly/shards/shard-2-of-4.jsonl").open()
    assert done.stdout.endswith(f"nightly: asked {len(records)} of 60 cases\n")
    assert 5 <= len(records) <= 25
    assert [json.loads(header)[key] for key in ("shard", "of", "commit")] == [2, 4, None]
    assert not (folder / "reports/nightly.json").exists(), "a part is no verdict"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["nightly", "--shard", "2"], "--shard '2' is not a part of a whole, such as 2/4"),
        (["nightly", "--shard", "0/4"], "is not a part of a whole"),
        (["nightly", "--shard", "5/4"], "is not a part of a whole"),
        (["nightly", "--shard", "1/65"], "is not a part of a whole"),
        (["nightly", "--shard=-1/4"], "is not a part of a whole"),
        (["nightly", "--shard", "1/\x1b[31m4"], "is not a part of a whole"),
        (["nightly", "--shard", ""], "is not a part of a whole"),
        (["eval", "--shard", "1/2"], "eval has no parts: leave out --shard"),
        (["--shard", "1/2"], "are for one stage: name it"),
        (["--shard", ""], "are for one stage: name it"),
        (["lint", "nightly", "--shard", "1/2"], "are for one stage: name it"),
        (["nightly", "--shard"], "expected one argument"),
        (["nigthly", "--shard", "1/2"], "nigthly"),
    ],
    ids=repr,
)
def test_a_part_that_makes_no_sense(args: list[str], says: str, service: Path) -> None:
    done = goldenpath("run", *args, cwd=service)
    assert done.returncode == 2, done.stdout + done.stderr
    assert says in done.stderr
    assert "\x1b" not in done.stderr
    assert not (service / "reports").exists()
