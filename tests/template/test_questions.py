from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support import (
    ANSWER_SETS,
    Answers,
    Library,
    questionnaire,
    questions,
    require_known,
    tree,
)
from tests.template import api
from tests.template.answers import ACCEPTED, WRONG

QUESTIONS = questions()
UNSAFE = ("_tasks", "_migrations", "_jinja_extensions", "_external_data", "_secret_questions")
CHOICES = [
    (name, choice)
    for name, body in QUESTIONS.items()
    for choice in api.choices(body)
    # a folder cannot be referenced: that row is among the wrong answers
    if (name, choice) != ("pipeline", "referenced")
]
each_question = pytest.mark.parametrize("name", QUESTIONS)


@each_question
def test_every_question_explains_itself(name: str) -> None:
    body = QUESTIONS[name]
    assert body["type"] in ("str", "int", "float", "bool", "yaml")
    assert "default" in body, "without a default a bot cannot update a service"
    assert len(body["help"]) > 15
    assert not body.get("secret")


@each_question
def test_free_answers_are_validated(name: str) -> None:
    assert "choices" in QUESTIONS[name] or "validator" in QUESTIONS[name]


@each_question
def test_every_question_has_a_wrong_answer(name: str) -> None:
    assert name in {question for question, _, _ in WRONG}


@pytest.mark.parametrize("key", UNSAFE)
def test_nothing_needs_trust(key: str) -> None:
    assert key not in questionnaire()


@pytest.mark.parametrize("answers", [*ANSWER_SETS.values(), *ACCEPTED.values()])
def test_fixtures_answer_questions_that_are_asked(answers: Answers) -> None:
    require_known(answers)


def test_an_answer_to_no_question_is_noticed() -> None:
    with pytest.raises(AssertionError, match="nosuch"):
        require_known({"nosuch": 1})


@pytest.mark.parametrize(("question", "choice"), CHOICES)
def test_every_choice_renders(plain: Library, tmp_path: Path, question: str, choice: str) -> None:
    plain.copy(tmp_path / "service", {question: choice})
    assert len(tree(tmp_path / "service")) > 20


@pytest.mark.parametrize(
    ("question", "answer", "says"), WRONG, ids=[f"{q}-{a!r:.20}" for q, a, _ in WRONG]
)
def test_wrong(plain: Library, tmp_path: Path, question: str, answer: Any, says: str) -> None:
    service = tmp_path / "service"
    with pytest.raises(ValueError, match=says):
        plain.copy(service, {question: answer})
    assert not service.exists()


@pytest.mark.parametrize("answers", ACCEPTED.values(), ids=ACCEPTED)
def test_accepted(plain: Library, tmp_path: Path, answers: Answers) -> None:
    assert refusal(plain, answers, tmp_path) is None


def refusal(library: Library, answers: Answers, folder: Path) -> str | None:
    """What the validators say against answers, or None."""
    try:
        library.copy(folder / "service", answers)
    except ValueError as error:
        return str(error)
    return None


# ---- the interface: what only a major release may take away -----------------------------------


def test_nothing_promised_is_gone() -> None:
    assert api.breaking(api.load(), api.current()) == []


def test_the_snapshot_is_current() -> None:
    assert api.load() == api.current(), api.REFRESH


MUTATIONS = [
    ("licence:", "license:", "question licence is gone or renamed"),
    ("BSD-3-Clause, MIT]", "BSD-3-Clause]", "question licence no longer offers 'MIT'"),
    ("(90 to 99.999)?\n", "?\n  choices: [99.5]\n", "question availability takes only [99.5] now"),
    ("slo.yaml: {", "slos.yaml: {", "seeded path slo.yaml is gone or renamed"),
    (" ci: {owner: managed", " run: {owner: managed", "managed path ci is gone or renamed"),
    ("Dockerfile: {owner: seeded", "Dockerfile: {owner: managed", "Dockerfile is now managed"),
]


@pytest.mark.parametrize(("before", "after", "says"), MUTATIONS, ids=[m[2] for m in MUTATIONS])
def test_a_breaking_change_is_called_one(
    library: Library, tmp_path: Path, before: str, after: str, says: str
) -> None:
    mutated = tmp_path / "copier.yml"
    text = (library.checkout / "copier.yml").read_text(encoding="utf-8")
    assert text.count(before) == 1
    mutated.write_text(text.replace(before, after), encoding="utf-8")
    (sentence,) = api.breaking(api.current(library.checkout), api.current(tmp_path))
    assert says in sentence
    assert api.BREAKING in sentence


TIGHTENED = [
    ("project_name | length > 60", "project_name | length > 30", "hostile text"),
    ("{1,39}$", "{2,39}$", "shortest"),
    ("1 <= peak_rps <= 100000", "1 <= peak_rps <= 1000", "longest"),
    ("description | length > 120", "description | length > 100", "longest"),
]


@pytest.mark.parametrize(("before", "after", "row"), TIGHTENED, ids=[t[1] for t in TIGHTENED])
def test_a_tightened_validator_is_caught(
    plain: Library, tmp_path: Path, before: str, after: str, row: str
) -> None:
    mutated = Library(tmp_path / "mutated")
    shutil.copytree(plain.checkout, mutated.checkout)
    path = mutated.checkout / "copier.yml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    assert refusal(mutated, ACCEPTED[row], tmp_path) is not None


def test_the_snapshot_forgets_nothing_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    snapshot = tmp_path / "api.json"
    monkeypatch.setattr(api, "SNAPSHOT", snapshot)
    promised = api.current()
    promised["paths"]["gone.txt"] = "managed"
    snapshot.write_text(json.dumps(promised), encoding="utf-8")
    assert api.main([]) == 1
    assert f"managed path gone.txt is gone or renamed: {api.BREAKING}" in capsys.readouterr().out
    assert api.load() == promised
    assert api.main(["--breaking"]) == 0
    assert api.load() == api.current()
