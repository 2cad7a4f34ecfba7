from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import ANSWER_SETS, ROOT, git, owner, ownership, rows_of, tracked

Render = Callable[[str], Path]
ROWS = ownership()
TEMPLATE = ROOT / "template"
MANAGED = [path for path, row in ROWS.items() if row["owner"] == "managed"]
FOREIGN_PIN = re.compile(
    r"^\s*-?\s*uses:\s*(?!acme/goldenpath/|[.$]/)\S+@|@sha256:[0-9a-f]{64}", re.MULTILINE
)
CALLERS = (".github/workflows/ci.yml", ".gitlab-ci.yml")
NOT_ON_WINDOWS = re.compile(
    r'[<>:"\\|?*]|[. ](/|$)|(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.|/|$)', re.IGNORECASE
)
FOREIGN_SYNTAX = ("${{", "{{ .", "{{.", "{{-", "$[[")
RAW = re.compile(r"{%-?\s*raw\s*-?%}.*?{%-?\s*endraw\s*-?%}", re.DOTALL)
each_set = pytest.mark.parametrize("name", ANSWER_SETS)


@each_set
def test_every_path_has_one_owner(render: Render, name: str) -> None:
    wrong = {
        path: rows
        for path in git(render(name), "ls-files", "-z").split("\0")[:-1]
        if len(rows := rows_of(path, ROWS)) != 1
    }
    assert wrong == {}


def test_every_row_has_a_path(render: Render) -> None:
    rendered = [path for name in ANSWER_SETS for path in git(render(name), "ls-files").split("\n")]
    used = {row for path in rendered for row in rows_of(path, ROWS)}
    assert set(ROWS) - used == set()


@pytest.mark.parametrize("path", ROWS)
def test_rows_say_what_a_reader_needs(path: str) -> None:
    row = ROWS[path]
    forms = {"managed": ("extend", r".{10,}"), "seeded": ("since", r"\d+\.\d+\.\d+")}
    key, form = forms[row["owner"]]
    assert set(row) == {"owner", key}
    assert re.fullmatch(form, row[key])


def test_a_managed_row_is_one_file() -> None:
    """A managed folder would leave the team no place of its own below it."""
    assert [path for path in MANAGED if path.endswith("/")] == []


def test_the_docs_show_the_table() -> None:
    page = (ROOT / "docs" / "ownership.md").read_text(encoding="utf-8")
    documented = dict(re.findall(r"^\| `(.+?)` \| (\w+) \|", page, re.MULTILINE))
    assert documented == {path: row["owner"] for path, row in ROWS.items()}


def test_the_docs_are_generated() -> None:
    command = (sys.executable, "docs/generate.py", "--check")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    stale = [line for line in done.stdout.splitlines() if "ownership.md" in line]
    assert stale == []


@each_set
def test_callers_hold_no_pin_of_others(render: Render, name: str) -> None:
    """A bot would edit it, and the next update edits the same line."""
    callers = [render(name) / path for path in CALLERS if (render(name) / path).is_file()]
    assert len(callers) == 1
    assert FOREIGN_PIN.findall(callers[0].read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        f"      - uses: actions/checkout@{'a' * 40} # v7",
        "    uses: other/goldenpath/.github/workflows/train.yml@v1",
        f"image: python@sha256:{'0' * 64}",
    ],
)
def test_a_pin_of_others_is_seen(line: str) -> None:
    assert FOREIGN_PIN.search(f"jobs:\n{line}\n")


@each_set
def test_bots_leave_managed_files_alone(render: Render, name: str) -> None:
    config = json.loads((render(name) / "renovate.json").read_text(encoding="utf-8"))
    off = {
        path
        for rule in config["packageRules"]
        if rule.get("enabled") is False
        for path in rule["matchFileNames"]
    }
    # the answers file is what the copier manager has to move
    assert off == set(MANAGED) - {".copier-answers.yml"}
    assert not any(owner(path, ROWS) == "seeded" for path in off)


def test_names_exist_on_windows(render: Render) -> None:
    names = [path for path in tracked(ROOT) if path.startswith("template/")]
    names += [path for name in ANSWER_SETS for path in tracked(render(name))]
    assert len(names) > 100
    assert [name for name in names if NOT_ON_WINDOWS.search(name)] == []
    folded = [name.lower() for name in set(names)]
    assert len(folded) == len(set(folded)), "names that differ only in case"


@pytest.mark.parametrize("name", ['a"b', "con", "src/aux.py", "a:b", "dir./x", "what?"])
def test_a_name_that_windows_refuses_is_seen(name: str) -> None:
    assert NOT_ON_WINDOWS.search(name)


@pytest.mark.parametrize(
    "path", sorted(TEMPLATE.rglob("*.jinja")), ids=lambda path: str(path.relative_to(TEMPLATE))
)
def test_foreign_syntax_is_raw(path: Path) -> None:
    rest = RAW.sub("", path.read_text(encoding="utf-8"))
    assert [token for token in FOREIGN_SYNTAX if token in rest] == []


def test_nothing_in_the_template_is_a_link() -> None:
    assert [path for path in TEMPLATE.rglob("*") if path.is_symlink()] == []
