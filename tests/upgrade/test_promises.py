"""What a release promised holds until a release that may break it says how to migrate."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path

import pytest

from tests.support import ROOT, git, questionnaire
from tests.template import api
from tests.template.answers import ACCEPTED
from tests.upgrade.support import number, releases

VERSION = questionnaire()["library_version"]["default"]
each_release = pytest.mark.parametrize(("tag", "sha"), releases().items(), ids=releases())


def may_break(old: str, new: str, changelog: str) -> bool:
    """Whether the line moved (x, or 0.y) and a section newer than `old` says how to migrate."""
    newer = re.split(rf"^## {re.escape(old)}\b", changelog, maxsplit=1, flags=re.M)[0]
    return line(new) > line(old) and re.search("^### Migrating$", newer, re.M) is not None


def line(version: str) -> tuple[int, ...]:
    major, minor, _ = number(version)
    return (major,) if major else (major, minor)


def allowed(tag: str) -> bool:
    return may_break(tag[1:], VERSION, (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))


@each_release
def test_questions_and_paths_stay(tag: str, sha: str) -> None:
    promised = json.loads(git(ROOT, "show", f"{sha}:tests/template/api.json"))
    assert promised["questions"]
    assert promised["paths"]
    assert allowed(tag) or api.breaking(promised, api.load()) == []


@each_release
def test_accepted_answers_stay(tag: str, sha: str, tmp_path: Path) -> None:
    """Rows are only added: dropping one would hide that a validator has become stricter."""
    old = tmp_path / "answers.py"
    old.write_text(git(ROOT, "show", f"{sha}:tests/template/answers.py"), encoding="utf-8")
    promised = runpy.run_path(str(old))["ACCEPTED"]
    assert promised
    assert allowed(tag) or [row for row in promised if promised[row] != ACCEPTED.get(row)] == []


MIGRATING = "## {0}\n\n### Features\n\n- A.\n\n### Migrating\n\n- B.\n\n"
SILENT = "## {0}\n\n### Features\n\n- Migrating is easy.\n\n"


@pytest.mark.parametrize(
    ("old", "new", "changelog", "expected"),
    [
        ("1.4.0", "2.0.0", MIGRATING.format("2.0.0") + SILENT.format("1.4.0"), True),
        ("0.1.0", "0.2.0", MIGRATING.format("0.2.0") + SILENT.format("0.1.0"), True),
        ("0.9.0", "1.0.0", MIGRATING.format("1.0.0") + SILENT.format("0.9.0"), True),
        # an older service passes the release that told it
        ("0.1.0", "0.3.0", SILENT.format("0.3.0") + MIGRATING.format("0.2.0"), True),
        ("0.2.0", "0.3.0", SILENT.format("0.3.0") + MIGRATING.format("0.2.0"), False),
        ("1.4.0", "2.0.0", SILENT.format("2.0.0") + MIGRATING.format("1.4.0"), False),
        ("1.4.0", "1.5.0", MIGRATING.format("1.5.0") + SILENT.format("1.4.0"), False),
        ("0.1.0", "0.1.1", MIGRATING.format("0.1.1") + SILENT.format("0.1.0"), False),
        ("0.1.0", "0.1.0", MIGRATING.format("0.1.0"), False),
        ("0.1.0", "0.1.0", MIGRATING.format("0.2.0") + SILENT.format("0.1.0"), False),
    ],
)
def test_may_break(old: str, new: str, changelog: str, expected: bool) -> None:
    assert may_break(old, new, changelog) is expected
