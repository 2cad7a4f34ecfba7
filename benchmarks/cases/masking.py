"""1,000,000 rows with five columns to mask: masked, and compared with what they were."""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.lab import Lab
from benchmarks.measure import command, interleaved, say, times
from benchmarks.series import Series, ratios

RUNS = 3
ROWS = 1_000_000
USERS, TENANTS = 50_000, 700
AIM = 1e6 / 300_000
"""Microseconds of CPU for a row: 300,000 rows a second on a core that has nothing else to do."""
KEY = {"GOLDENPATH_MASKING_KEY": bytes(range(32)).hex()}
NAMES = ("id", "user_id", "tenant_id", "email", "name", "model", "tokens", "rating")
RULES = """version: 1
tables:
  answers:
    {id: uuid, user_id: uuid, tenant_id: hash, email: email, name: name,
     model: keep, tokens: keep, rating: keep}
"""
COPY = """
import csv
with open("in/answers.csv", newline="") as source, open("copy.csv", "w", newline="") as target:
    csv.writer(target).writerows(csv.reader(source))
"""
SEED = (sys.executable, "-m", "goldenpath_gates", "seed")


def run(lab: Lab, runs: int) -> Sequence[Series]:
    source = lab.folder / "in"
    _fill(source)
    (lab.folder / "masking.yaml").write_text(RULES, "utf-8")
    mask = (*SEED, "mask", "--rules", "masking.yaml", "in")
    outs = (f"out{number}" for number in range(runs))
    subjects = {
        "mask": lambda: command((*mask, next(outs)), lab.folder, KEY),
        "copy": lambda: command((sys.executable, "-c", COPY), lab.folder),
    }
    found = interleaved("masking", runs, subjects)
    masked, peak = found["mask"], _peak()
    say("masking: verify")
    check = (*SEED, "verify", "--rules", "masking.yaml", "--original", "in", "--masked", "out0")
    verified = command(check, lab.folder)
    return (
        Series("extract", "MB", (sum(path.stat().st_size for path in source.iterdir()) / 1e6,)),
        *times(f"mask of {ROWS:,} rows", masked),
        Series("mask: CPU of a row", "us", tuple(1e6 * s.cpu / ROWS for s in masked), AIM),
        Series(
            "mask / copying by Python's csv, CPU",
            "x",
            ratios((s.cpu for s in masked), (s.cpu for s in found["copy"])),
            aim=2.5,
        ),
        Series("mask: peak of memory", "MB", (peak,), aim=200),
        *times(f"verify of {ROWS:,} rows", [verified]),
        Series("verify: peak of memory", "MB", (_peak(),)),
    )


def _peak() -> float:
    """Of the largest child so far: before `verify`, that is masking."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e6


def _fill(folder: Path) -> None:
    """A user is in 20 rows on average, some in very many; each row has an id of its own."""
    folder.mkdir()
    with (folder / "answers.csv").open("w", encoding="utf-8") as file:
        file.write(",".join(NAMES) + "\n")
        file.writelines(_rows())


def _rows() -> Iterator[str]:
    for row in range(ROWS):
        user = row * 7919 % USERS if row % 3 else row * 31 % 500
        identity = f"user.{user}@corp{user % 97}.test,Some Body {user}"
        keys = f"3275c3b7-c379-872b-b07d-{row:012x},3275c3b7-c379-872b-b07e-{user:012x}"
        yield f"{keys},tenant-{user % TENANTS},{identity},a-model,{row % 900},up\n"
