"""Is it well formed? Every pre-commit hook of the service on every tracked file."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from goldenpath_gates import git, own_hooks, process
from goldenpath_gates.config import Config
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.report import Figure, Finding, Judgement, judge

HOOKS = own_hooks.CONFIG
WAIVER = "goldenpath: *allow"
OUTCOME = re.compile(r"^(?P<hook>.+?)\.{3,}(\(.*\))?(?P<outcome>Passed|Failed|Skipped)$", re.M)
EXIT_CODE = re.compile(r"^- exit code: (\d+)$", re.M)
# Not a time of day; pygrep leaves out the space.
PLACE = re.compile(
    r"^(?P<path>(?!\d+:)[^\s:][^:\n]*):(?P<line>\d+):(?:(?P<column>\d+):)? ?(?P<message>.+)$", re.M
)
REWROTE = re.compile(r"^(?:Fixing|Rewriting) (.+)$", re.M)
REWRITTEN = "the hook rewrote this file: look at the change and commit it"
REWRITTEN_UNNAMED = "the hook rewrote files: look at `git diff` and commit the change"


def run(root: Path, config: Config) -> Judgement:
    git.require_tracked_files(root)
    configured, changed = _configured(root), git.changed(root)
    try:
        hidden = own_hooks.hidden(configured, git.tracked(root))
    except re.error as error:
        raise UsageError(f"{HOOKS}: {error.pattern!r} is no pattern: {error}") from None
    hooks = root / "reports" / "lint" / "pre-commit.yaml"
    hooks.parent.mkdir(parents=True, exist_ok=True)
    hooks.write_text(yaml.safe_dump(own_hooks.run_from_here(configured)), encoding="utf-8")
    # No differences are shown: the lines around a rewrite may hold what no log should.
    result = process.run(
        (sys.executable, "-P", "-m", "pre_commit", "run", "--all-files")
        + ("--color", "never", "--config", str(hooks)),
        root,
        env={"SKIP": ""},
    )
    if result.code not in (0, 1):
        raise IncompleteError(f"pre-commit could not run the hooks: {last_line(result.output)}")
    judged = verdict(result.output, failed=result.code == 1, rewritten=git.changed(root) - changed)
    exceptions = (
        Figure("files that an exclude hides from a hook", hidden),
        Figure("waivers", git.occurrences(root, WAIVER)),
    )
    return replace(judged, figures=(*judged.figures, *exceptions))


def _configured(root: Path) -> dict[str, Any]:
    """What the service's `.pre-commit-config.yaml` says; whether it is valid says pre-commit."""
    try:
        config = yaml.safe_load((root / HOOKS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise IncompleteError(f"{HOOKS} is missing: restore it, no hook was run") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        why = " ".join(str(error).split())
        raise IncompleteError(f"{HOOKS} cannot be read, no hook was run: {why}") from None
    if not isinstance(config, dict) or not isinstance(config.get("repos"), list):
        raise IncompleteError(f"{HOOKS} has no list of repos: restore it, no hook was run")
    return config


def verdict(output: str, *, failed: bool, rewritten: Collection[str] = ()) -> Judgement:
    """Reads the output of pre-commit: one figure per outcome, one finding per broken rule.

    `rewritten` are the files that changed while the hooks ran: not every fixer names them.
    """
    outcomes = [match["outcome"] for match in OUTCOME.finditer(output)]
    passed = outcomes.count("Passed")
    if not passed and not failed:
        raise IncompleteError(f"no hook of {HOOKS} ran on any file: nothing was judged")
    broken = tuple(findings(output, rewritten)) if failed else ()
    if failed and not broken:
        raise IncompleteError(f"pre-commit failed without a failed hook: {last_line(output)}")
    if failed and not_judged(output):
        raise IncompleteError("; ".join(finding.message for finding in broken))
    figures = (
        Figure("hooks passed", passed),
        Figure("hooks failed", outcomes.count("Failed"), None, "= 0", not failed),
        Figure("hooks skipped, no file for them", outcomes.count("Skipped")),
    )
    return judge(f"{passed} of {len(outcomes)} hooks passed", figures, broken)


def findings(output: str, rewritten: Collection[str] = ()) -> Iterator[Finding]:
    """What each failed hook said; the hook's name alone when it named no place."""
    starts = list(OUTCOME.finditer(output))
    ends = [match.start() for match in starts[1:]] + [len(output)]
    unnamed = sorted(set(rewritten) - set(REWROTE.findall(output)))
    for match, end in zip(starts, ends, strict=False):  # no hook at all: one end, no start
        if match["outcome"] == "Failed":
            yield from _of_hook(match["hook"], output[match.end() : end], unnamed)


def not_judged(output: str) -> bool:
    """Whether no hook found anything, but some could not judge: they say so by their exit code."""
    failed = [match["outcome"] for match in OUTCOME.finditer(output)].count("Failed")
    return EXIT_CODE.findall(output) == [str(IncompleteError.exit_code)] * failed


def _of_hook(hook: str, said: str, unnamed: Sequence[str]) -> Iterator[Finding]:
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
    rewritten = [Finding(name, REWRITTEN, path) for path in REWROTE.findall(said)]
    if not rewritten and "- files were modified by this hook" in said:
        paths = [Finding(name, REWRITTEN, path) for path in unnamed]
        rewritten = paths or [Finding(name, REWRITTEN_UNNAMED)]
    notes = (line for line in said.splitlines() if line and not line.startswith("- "))
    yield from places or rewritten or [Finding(name, next(notes, f"{hook} failed"))]


def last_line(output: str) -> str:
    lines = [line for line in output.splitlines() if line and not line.startswith("Check the log")]
    return lines[-1] if lines else "it said nothing"
