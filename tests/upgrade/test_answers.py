"""A release that asks more: a new question, and a new choice of an old one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Answers, Library, commit, git
from tests.template.answers import ACCEPTED
from tests.upgrade.next_release import NEW_CHOICE, NEW_DEFAULT, NEW_QUESTION, NEW_SEEDED, NEXT
from tests.upgrade.support import TREE, answers_of, conflicts

# None of them is the default, so an update that asked anew would show.
STORED: Answers = ACCEPTED["longest"] | {"licence": "MIT", "python_version": "3.13"}


@pytest.fixture
def service(library: Library, tmp_path: Path) -> Path:
    """A committed service of the work tree, with answers that are not the defaults."""
    folder = tmp_path / "service"
    library.copy(folder, STORED, ref=TREE)
    git(folder, "init", "-q", "-b", "main")
    commit(folder, "first")
    assert NEW_QUESTION not in answers_of(folder)
    return folder


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({}, {NEW_QUESTION: NEW_DEFAULT}, id="the default"),
        pytest.param({NEW_QUESTION: "us"}, {NEW_QUESTION: "us"}, id="an answer"),
        pytest.param(NEW_CHOICE, {NEW_QUESTION: NEW_DEFAULT} | NEW_CHOICE, id="the new choice"),
    ],
)
def test_update(library: Library, service: Path, given: Answers, expected: Answers) -> None:
    """What is not answered anew stays; what is, renders."""
    library.update(service, NEXT, given)
    answers = answers_of(service)
    wanted = STORED | expected
    assert {key: answers[key] for key in wanted} == wanted
    text = f"Region {wanted[NEW_QUESTION]}, licence {wanted['licence']}."
    assert text in (service / NEW_SEEDED).read_text(encoding="utf-8")
    assert conflicts(service) == []


def test_copy_with_the_new_choice(library: Library, tmp_path: Path) -> None:
    library.copy(tmp_path / "service", NEW_CHOICE, ref=NEXT)
    assert answers_of(tmp_path / "service")["licence"] == NEW_CHOICE["licence"]
