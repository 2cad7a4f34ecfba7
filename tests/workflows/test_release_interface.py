"""The interface as it is read from files, against what is really there; and what is no answer."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import Any

import pytest
from goldenpath_gates import __main__ as cli
from goldenpath_gates.contracts.rules import rules as contract_rules
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.rules import rules as policy_rules
from goldenpath_gates.report import EXIT_CODES
from goldenpath_hooks.prompts.base_git import Git
from goldenpath_hooks.prompts.rules import rules as prompt_rules
from release.__main__ import main
from release.interface import interface
from release.tree import work_tree

from tests.support import ROOT
from tests.template import api
from tests.workflows.release_library import FILES, edited, tree

GATES = "gates/goldenpath_gates"
TOGETHER = ("deliver", "eval dataset", "eval review", "gate", "slo")
"""Commands whose actions are in one module: what these take is read as the command's."""


@pytest.fixture(scope="module")
def ours() -> dict[str, Any]:
    return interface(work_tree(Git(ROOT)))


def parsers(
    parser: argparse.ArgumentParser, words: tuple[str, ...] = ()
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Each command of the real command line and what parses it."""
    if words:
        yield " ".join(words), parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, sub in action.choices.items():
                yield from parsers(sub, (*words, name))


def taken(parser: argparse.ArgumentParser) -> dict[str, bool]:
    """Each argument of a parser, and whether there has to be one."""
    return {
        # To argparse a list that may be empty is required where it has no default.
        ", ".join(action.option_strings) or action.dest: action.required
        and action.nargs not in ("*", argparse.REMAINDER)
        for action in parser._actions
        if not isinstance(action, argparse._SubParsersAction | argparse._HelpAction)
    }


def test_commands_are_those_of_the_command_line(ours: dict[str, Any]) -> None:
    real = dict(parsers(cli._parser([])))
    assert set(ours["commands"]) == set(real)
    for name, command in ours["commands"].items():
        actions = [taken(sub) for other, sub in real.items() if other.startswith(f"{name} ")]
        whole = [taken(real[name]), *(actions if name in TOGETHER else ())]
        read = {arg: body.get("required", False) for arg, body in command["arguments"].items()}
        if name.rpartition(" ")[0] not in TOGETHER:
            assert read.keys() == {arg for one in whole for arg in one}, name
            assert all(read[arg] in [one.get(arg) for one in whole] for arg in read), name


def test_rules_and_codes_are_those_in_force(ours: dict[str, Any]) -> None:
    assert set(ours["rules of prompt-lint"]) == set(prompt_rules())
    assert set(ours["rules of contract"]) == set(contract_rules())
    assert ours["rules of policy"] == {
        rule.id: {"severity": rule.severity, "approvable": rule.approvable}
        for rule in policy_rules().values()
    }
    assert {name: ours["exit codes"][name]["code"] for name in EXIT_CODES} == EXIT_CODES


def test_template_is_that_of_its_snapshot(ours: dict[str, Any]) -> None:
    promised = api.current()
    assert {path: row["owner"] for path, row in ours["paths"].items()} == promised["paths"]
    assert {
        name: {key: body[key] for key in ("type", "choices", "default")}
        for name, body in ours["questions"].items()
    } == promised["questions"]


def test_hooks_take_what_their_page_says(ours: dict[str, Any]) -> None:
    arguments = {name: set(hook["arguments"]) for name, hook in ours["hooks"].items()}
    assert arguments["format-json"] == {"filenames", "--check", "--indent"}
    assert "--update-baseline" in arguments["no-hardcoded-keys"]


def test_printed_twice_is_printed_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["interface"]) == main(["interface"]) == 0
    one = capsys.readouterr().out
    half = len(one) // 2
    assert one[:half] == one[half:]
    assert json.loads(one[:half])["stages"]["lint"]["when"] == "change"


@pytest.mark.parametrize(
    ("path", "old", "new", "words"),
    [
        ("pyproject.toml", '"0.6.0"', '"next"', "pyproject.toml at the test cannot be read"),
        ("copier.yml", "licence:", "licence: [", "copier.yml at the test cannot be read"),
        ("copier.yml", "ownership:", "owned:", "the paths at the test are written in a way"),
        ("workflows/github/train.yml", "workflow_call:", "push:", "the GitHub workflows at the"),
        ("workflows/stages.yml", "stages:", "rows:", "the stages at the test are written"),
        pytest.param(
            *(
                "workflows/stages.yml",
                "version: 1",
                "{" * 2000,
                "stages.yml at the test cannot be",
            ),
            id="deep",
        ),
        (f"{GATES}/commands/run.py", "def ", "de ", "run.py at the test cannot be read"),
        (f"{GATES}/commands/run.py", 'add("-j", "--jobs"', "add(*NAMES", "run.py:7: at the test"),
        (f"{GATES}/__main__.py", '("run", "eval")', "listed()", "the commands at the test are"),
        (f"{GATES}/report.py", "EXIT_CODES", "CODES", "the exit codes at the test are written"),
        (f"{GATES}/schemas/report.schema.json", '"type": "string"', "1", "cannot be read"),
        (f"{GATES}/evals/commands/judge.py", ".shared", ".gone", "evals/gone.py at the test"),
    ],
)
def test_unreadable_is_no_answer(path: str, old: str, new: str, words: str) -> None:
    with pytest.raises(IncompleteError, match=words):
        interface(tree(edited((path, old, new))))


@pytest.mark.parametrize(
    ("path", "what"),
    [
        (".pre-commit-hooks.yaml", "no hooks were found"),
        ("hooks/goldenpath_hooks/prompts/rules/role_missing.py", "no rules of prompt-lint"),
        (f"{GATES}/contracts/rules/schemas.yaml", "no rules of contract were found"),
        ("copier.yml", "copier.yml at the test cannot be read: it is missing"),
        ("workflows/gitlab/train.yml", "it is missing"),
    ],
)
def test_a_part_that_moved_is_no_answer(path: str, what: str) -> None:
    """Else the next difference would call all of it new, and none of it gone."""
    files = {name: text for name, text in FILES.items() if name != path}
    with pytest.raises(IncompleteError, match=what):
        interface(tree(files))


def test_a_part_that_was_not_there_yet_is_empty() -> None:
    gone = (".pre-commit-hooks.yaml", "rego", "checkov", "contracts/", "prompts/")
    early = edited(("pyproject.toml", "0.6.0", "0.1.0"))
    files = {name: text for name, text in early.items() if not any(one in name for one in gone)}
    assert interface(tree(files))["hooks"] == {}


def test_hostile_bytes_are_no_answer() -> None:
    broken = tree(FILES)
    files = {**broken.files, "copier.yml": b"\xff\xfe"}
    with pytest.raises(IncompleteError, match=r"copier\.yml at x cannot be read"):
        interface(type(broken)("x", files))
