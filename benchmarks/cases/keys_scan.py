"""10,000 files scanned for keys, beside detect-secrets with its default plugins."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from benchmarks.lab import Lab, commit, git
from benchmarks.measure import Sample, command, interleaved, times
from benchmarks.series import Series, ratios

RUNS = 2
FILES = 10_000
LARGEST = 6_000
HOOK = (sys.executable, "-m", "goldenpath_hooks.no_hardcoded_keys")
ENGINE = (sys.executable, "-m", "detect_secrets", "scan")


def run(lab: Lab, runs: int) -> Sequence[Series]:
    tree = lab.folder / "tree"
    _fill(tree)
    subjects = {
        "no-hardcoded-keys": partial(command, HOOK, tree),
        "detect-secrets": partial(command, ENGINE, tree),
    }
    found = interleaved("keys_scan", runs, subjects)
    return results(found, sum(path.stat().st_size for path in tree.glob("*.py")))


def results(found: dict[str, list[Sample]], size: int) -> Sequence[Series]:
    ours, theirs = found["no-hardcoded-keys"], found["detect-secrets"]
    return (
        Series("tree", "MB", (size / 1e6,)),
        *times("no-hardcoded-keys", ours),
        *times("detect-secrets scan", theirs),
        Series(
            "no-hardcoded-keys / detect-secrets, clock",
            "x",
            ratios((s.wall for s in ours), (s.wall for s in theirs)),
            aim=1,
        ),
    )


def _fill(tree: Path) -> None:
    """Sources that every machine has: those of Python, over and over."""
    tree.mkdir()
    sources = [path.read_bytes() for path in _sources()]
    for number, data in enumerate(islice(cycle(sources), FILES)):
        (tree / f"{number:05}.py").write_bytes(data)
    git(tree, "init", "-q")
    commit(tree, "sources")


def _sources() -> Iterator[Path]:
    """Without tests, which hold private keys: a scan that finds something ends with 1."""
    for path in sorted(Path(sysconfig.get_path("stdlib")).rglob("*.py")):
        aside = {"test", "tests", "site-packages"} & set(path.parts)
        if not aside and path.stat().st_size <= LARGEST:
            yield path
