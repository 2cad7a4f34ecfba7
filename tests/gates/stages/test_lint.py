from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from goldenpath_gates import config, own_hooks, process, runner
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.report import Finding
from goldenpath_gates.stages import lint
from goldenpath_gates.train import Stage

from tests.gates.support import CONFIG, git, write

SETTINGS = config.parse(CONFIG)
PASSED = "check yaml{}Passed\n".format("." * 60)
SKIPPED = "check xml{}(no files to check)Skipped\n".format("." * 40)
RUFF = """\
ruff check{}Failed
- hook id: ruff-check
- exit code: 1

src/a.py:3:101: E501 Line too long (120 > 100)
src/b c.py:7: F401 `os` imported but unused
Found 2 errors.

""".format("." * 60)
FIXER = """\
fix end of files{}Failed
- hook id: end-of-file-fixer
- exit code: 1
- files were modified by this hook

Fixing docs/a.md
Fixing docs/b c.md

""".format("." * 50)
SILENT = """\
ruff format{}Failed
- hook id: ruff-format
- files were modified by this hook
""".format("." * 60)
ZERO = """\
other{}Failed
- hook id: other
- exit code: 1

a.py:0:0: counts from nought
a.py:4:0: counts columns from nought
""".format("." * 60)
UNABLE = """\
prompt versions{}Failed
- hook id: prompt-version
- exit code: 3

prompt-version: the merge base is not here: fetch the whole history
""".format("." * 60)
CLOCK = """\
other{}Failed
- hook id: other
- exit code: 1

12:30:45 starts
""".format("." * 60)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        pytest.param(
            PASSED + RUFF,
            [
                Finding("ruff-check", "E501 Line too long (120 > 100)", "src/a.py", 3, 101),
                Finding("ruff-check", "F401 `os` imported but unused", "src/b c.py", 7),
            ],
            id="places",
        ),
        pytest.param(
            FIXER + PASSED,
            [
                Finding("end-of-file-fixer", lint.REWRITTEN, "docs/a.md"),
                Finding("end-of-file-fixer", lint.REWRITTEN, "docs/b c.md"),
            ],
            id="a fixer",
        ),
        pytest.param(
            SILENT,
            [Finding("ruff-format", lint.REWRITTEN_UNNAMED)],
            id="no word",
        ),
        pytest.param(
            ZERO,
            [
                Finding("other", "counts from nought", "a.py"),
                Finding("other", "counts columns from nought", "a.py", 4),
            ],
            id="lines and columns from nought",
        ),
        pytest.param(CLOCK, [Finding("other", "12:30:45 starts")], id="a time of day is no place"),
    ],
)
def test_a_failed_hook_becomes_findings(output: str, expected: list[Finding]) -> None:
    judgement = lint.verdict(output, failed=True)
    assert judgement.verdict == "failed"
    assert list(judgement.findings) == expected


def test_a_fixer_that_names_no_file_is_told_by_what_changed() -> None:
    judged = lint.verdict(FIXER + SILENT, failed=True, rewritten={"docs/a.md", "src/x.py"})
    assert list(judged.findings)[2:] == [Finding("ruff-format", lint.REWRITTEN, "src/x.py")]


def test_the_figures_count_the_hooks() -> None:
    judgement = lint.verdict(PASSED * 3 + SKIPPED + RUFF + FIXER, failed=True)
    assert [(f.value, f.passed) for f in judgement.figures] == [(3, None), (2, False), (1, None)]
    assert judgement.summary == "3 of 6 hooks passed"


def test_every_hook_passed() -> None:
    judgement = lint.verdict(PASSED * 2 + SKIPPED, failed=False)
    assert (judgement.verdict, judgement.findings) == ("passed", ())


@pytest.mark.parametrize(
    ("output", "failed", "says"),
    [
        pytest.param(SKIPPED, False, "no hook .* ran on any file", id="skipped only"),
        pytest.param("", False, "no hook .* ran on any file", id="no hook"),
        pytest.param("No module named pre_commit\n", True, "No module named", id="no pre-commit"),
        pytest.param("", True, "it said nothing", id="failed without a word"),
        pytest.param(PASSED, True, "without a failed hook", id="failed, but no hook did"),
    ],
)
def test_an_output_that_judges_nothing_is_incomplete(output: str, failed: bool, says: str) -> None:
    with pytest.raises(IncompleteError, match=says):
        lint.verdict(output, failed=failed)


def test_hooks_that_could_not_judge_are_incomplete() -> None:
    with pytest.raises(IncompleteError, match="prompt-version: the merge base is not here"):
        lint.verdict(PASSED + UNABLE, failed=True)


def test_what_another_hook_found_is_not_hidden_by_one_that_could_not_judge() -> None:
    assert lint.verdict(RUFF + UNABLE, failed=True).verdict == "failed"


# --- real runs: hooks that need no installation ----------------------------------------------

# The library's own are tried in tests/hooks and, in a whole service, in tests/forges.
QUIET = "".join(f"      - {{id: {hook['id']}, exclude: .*}}\n" for hook in own_hooks.manifest())
HOOKS = f"""\
repos:
  - repo: https://example.com/goldenpath
    rev: {"0" * 40}
    hooks:
{QUIET}\
  - repo: local
    hooks:
      - id: no-todo
        name: no open ends
        language: pygrep
        entry: 'TO-DO'
        types: [text]
        files: ^src/
      - id: place
        name: names a place
        language: system
        entry: {sys.executable} check.py
        files: \\.py$
"""
CHECK = """\
import sys
bad = [name for name in sys.argv[1:] if "eval(" in open(name).read() and name != "check.py"]
for name in bad:
    print(f"{name}:1:5: X1 no eval")
raise SystemExit(bool(bad))
"""
LINT = Stage("lint", "Is it well formed?", 5)


@pytest.fixture
def tracked(service: Path) -> Path:
    write(service, {".pre-commit-config.yaml": HOOKS, "check.py": CHECK, "src/a.py": "x = 1\n"})
    git(service, "init", "--quiet")
    git(service, "add", "--all")
    return service


def test_a_planted_mistake_turns_the_stage_red_and_its_twin_green(tracked: Path) -> None:
    assert runner.run_one(LINT, tracked).verdict == "passed"
    write(tracked, {"src/a.py": "x = eval('1')\n"})
    done = runner.run_one(LINT, tracked)
    assert done.exit_code == 1
    assert [str(finding) for finding in done.findings] == ["src/a.py:1:5: place X1 no eval"]


def test_no_variable_skips_a_hook(tracked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKIP", "place,no-todo")
    write(tracked, {"src/a.py": "x = eval('1')\n"})
    assert runner.run_one(LINT, tracked).exit_code == 1


def test_exceptions_are_counted(tracked: Path) -> None:
    mark = "# goldenpath:" + " allow X1 until 2027-01-31 by @a: a reason\n"
    write(tracked, {"src/a.py": mark + "x = 1\n" + mark})
    figures = {f.name: f.value for f in runner.run_one(LINT, tracked).figures}
    assert figures["files that an exclude hides from a hook"] == len(
        git(tracked, "ls-files").split()
    )
    assert figures["waivers"] == 2


def test_a_rewritten_line_is_not_shown(tracked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It may hold a key, and a log is read by many."""
    fixer = "import sys\nfor n in sys.argv[1:]: open(n, 'w').write('x = 1\\n')\n"
    write(tracked, {"check.py": fixer, "src/a.py": "x = 'hidden from the log'\n"})
    git(tracked, "add", "--all")
    done = runner.run_one(LINT, tracked)
    assert Finding("place", lint.REWRITTEN, "src/a.py") in done.findings
    assert "hidden from the log" not in capsys.readouterr().out


def test_a_hook_that_prints_another_form_of_place(tracked: Path) -> None:
    write(tracked, {"src/a.py": "x = 1\ny = 2  # TO-DO\n"})
    (finding,) = runner.run_one(LINT, tracked).findings
    assert (finding.rule, finding.path, finding.line) == ("no-todo", "src/a.py", 2)


@pytest.mark.parametrize(
    ("hooks", "says"),
    [
        pytest.param("repos: [", r"cannot be read, no hook was run: .* line 1", id="not yaml"),
        pytest.param("- repos\n", "has no list of repos", id="another shape"),
        pytest.param(
            HOOKS.replace("pygrep", "nosuch"),
            "Expected one of .* got: 'nosuch'",
            id="unknown language",
        ),
        pytest.param(HOOKS.replace("exclude: .*", "exclude: ("), "is no pattern", id="pattern"),
    ],
)
def test_hooks_that_cannot_judge_are_incomplete(hooks: str, says: str, tracked: Path) -> None:
    write(tracked, {".pre-commit-config.yaml": hooks})
    git(tracked, "add", "--all")
    with pytest.raises((IncompleteError, UsageError), match=says):
        lint.run(tracked, SETTINGS)


@pytest.mark.parametrize("code", [3, 130, -9])
def test_a_crash_of_pre_commit_is_incomplete_whatever_it_printed_before(
    code: int, tracked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crashed = process.Result(code, PASSED + "An unexpected error has occurred: OSError: x\n")
    monkeypatch.setattr(process, "run", lambda *args, **kwargs: crashed)
    with pytest.raises(IncompleteError, match=r"^pre-commit could not run .*: OSError: x$"):
        lint.run(tracked, SETTINGS)


def test_without_a_hook_file_nothing_was_judged(tracked: Path) -> None:
    (tracked / ".pre-commit-config.yaml").unlink()
    with pytest.raises(IncompleteError, match=r"^.pre-commit-config.yaml is missing: restore it"):
        lint.run(tracked, SETTINGS)


def test_outside_a_repository_nothing_was_judged(service: Path) -> None:
    with pytest.raises(IncompleteError, match=r"is not a git repository: run `git init"):
        lint.run(service, SETTINGS)


def test_without_a_tracked_file_nothing_was_judged(service: Path) -> None:
    git(service, "init", "--quiet")
    with pytest.raises(IncompleteError, match=r"no file is tracked by git.*run `git add -A`"):
        lint.run(service, SETTINGS)


def test_without_git_nothing_was_judged(tracked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda tool: None)
    with pytest.raises(IncompleteError, match=r"^git is not installed"):
        lint.run(tracked, SETTINGS)
