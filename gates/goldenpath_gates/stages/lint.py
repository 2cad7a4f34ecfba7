"""Is it well formed? Every pre-commit hook of the service on every tracked file."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from goldenpath_gates import git, process
from goldenpath_gates.config import Config
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.report import Figure, Finding, Judgement, judge

HOOKS = ".pre-commit-config.yaml"
OUTCOME = re.compile(r"^(?P<hook>.+?)\.{3,}(\(.*\))?(?P<outcome>Passed|Failed|Skipped)$", re.M)
# Not a time of day; pygrep leaves out the space.
PLACE = re.compile(
    r"^(?P<path>(?!\d+:)[^\s:][^:\n]*):(?P<line>\d+):(?:(?P<column>\d+):)? ?(?P<message>.+)$", re.M
)
# pre-commit ends with one diff of all hooks, which is no hook's message.
ALL_CHANGES = "pre-commit hook(s) made changes."
REWRITTEN = "the hook rewrote this file: look at the change and commit it"
REWRITTEN_UNNAMED = "the hook rewrote files: look at `git diff` and commit the change"


def run(root: Path, config: Config) -> Judgement:
    git.require_tracked_files(root)
    if not (root / HOOKS).is_file():
        raise IncompleteError(f"{HOOKS} is missing: restore it, no hook was run")
    result = process.run(
        (sys.executable, "-m", "pre_commit", "run", "--all-files", "--show-diff-on-failure")
        + ("--color", "never"),
        root,
    )
    if result.code not in (0, 1):
        raise IncompleteError(f"pre-commit could not run the hooks: {last_line(result.output)}")
    return verdict(result.output, failed=result.code == 1)


def verdict(output: str, *, failed: bool) -> Judgement:
    """Reads the output of pre-commit: one figure per outcome, one finding per broken rule."""
    outcomes = [match["outcome"] for match in OUTCOME.finditer(output)]
    passed = outcomes.count("Passed")
    if not passed and not failed:
        raise IncompleteError(f"no hook of {HOOKS} ran on any file: nothing was judged")
    broken = tuple(findings(output)) if failed else ()
    if failed and not broken:
        raise IncompleteError(f"pre-commit failed without a failed hook: {last_line(output)}")
    figures = (
        Figure("hooks passed", passed),
        Figure("hooks failed", outcomes.count("Failed"), None, "= 0", not failed),
        Figure("hooks skipped, no file for them", outcomes.count("Skipped")),
    )
    return judge(f"{passed} of {len(outcomes)} hooks passed", figures, broken)


def findings(output: str) -> Iterator[Finding]:
    """What each failed hook said; the hook's name alone when it named no place."""
    starts = list(OUTCOME.finditer(output))
    ends = [match.start() for match in starts[1:]] + [len(output)]
    for match, end in zip(starts, ends, strict=False):  # no hook at all: one end, no start
        if match["outcome"] == "Failed":
            yield from _of_hook(match["hook"], output[match.end() : end])


def _of_hook(hook: str, said: str) -> Iterator[Finding]:
    said = said.partition(ALL_CHANGES)[0]
    rule = re.search(r"^- hook id: (.+)$", said, re.M)
    name = rule[1] if rule else hook
    places = [
        Finding(
            name,
            match["message"],
            match["path"],
            int(match["line"]) or None,
            int(match["column"] or 0) or None,  # some tools count columns from 0
        )
        for match in PLACE.finditer(said)
    ]
    rewritten = [
        Finding(name, REWRITTEN, match[1]) for match in re.finditer(r"^Fixing (.+)$", said, re.M)
    ]
    if not rewritten and "- files were modified by this hook" in said:
        rewritten = [Finding(name, REWRITTEN_UNNAMED)]
    notes = (line for line in said.splitlines() if line and not line.startswith("- "))
    yield from places or rewritten or [Finding(name, next(notes, f"{hook} failed"))]


def last_line(output: str) -> str:
    lines = [line for line in output.splitlines() if line and not line.startswith("Check the log")]
    return lines[-1] if lines else "it said nothing"
